import { test } from '@japa/runner'
import type { MethodBinding, PaymentPlugin } from '#payments/contract'
import { FakePaymentMethod } from '#payments/fake'
import {
  defineMethods,
  PaymentRegistry,
  unsafeBindings,
  type PaymentPlugins,
} from '#payments/registry'

const SANDBOX: MethodBinding = {
  isSandbox: true,
  baseUrl: 'http://127.0.0.1:3390/gateways/speedy',
  key: { kid: 'k', secret: 's' },
}
const REAL: MethodBinding = {
  isSandbox: false,
  baseUrl: 'https://billing.example/speedy',
  key: { kid: 'k', secret: 's' },
}
const DEPENDENCIES = {
  now: () => 0,
  voucherBook: () => {
    throw new Error('not asked for')
  },
}

function countingPlugin(key: PaymentPlugin['key']) {
  const counts = { loads: 0, created: [] as string[] }
  const load = async () => {
    counts.loads++
    const plugin: PaymentPlugin = {
      key,
      create(_binding, store) {
        counts.created.push(store)
        return new FakePaymentMethod(key)
      },
    }
    return { default: plugin }
  }
  return { counts, load }
}

test.group('PaymentRegistry', () => {
  test('[R4.5] loads a plug-in when first used, one method per store', async ({ assert }) => {
    const { counts, load } = countingPlugin('speedy')
    const registry = new PaymentRegistry(
      defineMethods({ speedy: { plugin: load, production: REAL, development: SANDBOX } }),
      { speedy: load },
      DEPENDENCIES
    )
    assert.equal(counts.loads, 0)
    const [one, same] = await Promise.all([
      registry.use('production', 'speedy'),
      registry.use('production', 'speedy'),
    ])
    assert.strictEqual(one, same)
    assert.notStrictEqual(await registry.use('development', 'speedy'), one)
    assert.deepEqual(counts.created, ['production', 'development'])
  })

  test('[R4.5] offers what is configured and installed, in the order of the page', async ({
    assert,
  }) => {
    const plugins: PaymentPlugins = {
      delima: countingPlugin('delima').load,
      speedy: countingPlugin('speedy').load,
    }
    const registry = new PaymentRegistry(
      { production: { speedy: REAL, delima: REAL, instant_payment: REAL }, development: {} },
      plugins,
      DEPENDENCIES
    )
    assert.deepEqual(registry.keys('production'), ['speedy', 'delima'])
    assert.deepEqual(registry.keys('development'), [])
    assert.deepEqual(
      (await registry.list('production')).map((method) => method.key),
      ['speedy', 'delima']
    )
    assert.isTrue(registry.has('production', 'speedy'))
    assert.isFalse(registry.has('production', 'instant_payment'))
    assert.isFalse(registry.has('development', 'speedy'))
    assert.isFalse(registry.has('production', 'toString'))
    await assert.rejects(() => registry.use('production', 'instant_payment'), /does not offer/)
  })

  test('[R4.5] a plug-in that failed to load is tried again', async ({ assert }) => {
    const { load } = countingPlugin('speedy')
    let attempts = 0
    const flaky = async () => {
      if (attempts++ === 0) throw new Error('disk')
      return load()
    }
    const registry = new PaymentRegistry(
      { production: { speedy: REAL }, development: {} },
      { speedy: flaky },
      DEPENDENCIES
    )
    await assert.rejects(() => registry.use('production', 'speedy'), 'disk')
    assert.equal((await registry.use('production', 'speedy')).key, 'speedy')
  })

  test('[R4.5] any key that addresses can hold is a method; the rest is told at the start', ({
    assert,
  }) => {
    const { load: plugin } = countingPlugin('qris')
    const config = defineMethods({ qris: { plugin, development: SANDBOX } })
    const registry = new PaymentRegistry(config, config.plugins, DEPENDENCIES)
    assert.deepEqual(registry.keys('development'), ['qris'])
    assert.deepEqual(registry.keys('production'), [])
    assert.deepEqual(registry.known(), ['qris'])
    for (const key of ['QRIS', 'qris-2', '', '9', 'a'.repeat(31), '__proto__x'])
      assert.throws(() => defineMethods({ [key]: { plugin } }), /is no key/)
  })

  test('[R4.5] a plug-in bound under another name is refused', async ({ assert }) => {
    const { load: plugin } = countingPlugin('qris')
    const config = defineMethods({ qriss: { plugin, development: SANDBOX } })
    const registry = new PaymentRegistry(config, config.plugins, DEPENDENCIES)
    await assert.rejects(() => registry.use('development', 'qriss'), /says that it is qris/)
  })

  test('[R4.5] a fake stands in and goes again', async ({ assert }) => {
    const registry = new PaymentRegistry({ production: {}, development: {} }, {}, DEPENDENCIES)
    const fake = new FakePaymentMethod('delima')
    const restore = registry.fake('production', fake)
    assert.strictEqual(await registry.use('production', 'delima'), fake)
    assert.deepEqual(registry.keys('production'), ['delima'])
    restore()
    assert.isFalse(registry.has('production', 'delima'))
  })
})

test.group('unsafeBindings', () => {
  const production = (binding: MethodBinding) =>
    unsafeBindings({ production: { speedy: binding }, development: { delima: SANDBOX } })

  test('[R4.5] real gateways for the real store, sandboxes for the other: nothing to refuse', ({
    assert,
  }) => {
    const all = (binding: MethodBinding) =>
      Object.fromEntries(['speedy', 'delima', 'telkom_voucher'].map((key) => [key, binding]))
    assert.deepEqual(unsafeBindings({ production: all(REAL), development: all(SANDBOX) }), [])
    assert.deepEqual(production({ isSandbox: false }), [])
  })

  test('[R4.5] refuses a sandbox in the production store, under its own or another name', ({
    assert,
  }) => {
    const found = (reason: string) => [{ store: 'production', key: 'speedy', reason }]
    assert.deepEqual(production(SANDBOX), found('sandbox'))
    const disguised = { ...REAL, baseUrl: 'http://127.0.0.1:3390/gateways/lain' }
    assert.deepEqual(production(disguised), found('shared_with_sandbox'))
    const plain = { ...REAL, baseUrl: 'http://billing.example/' }
    assert.deepEqual(production(plain), found('plain_http'))
    assert.deepEqual(production({ ...REAL, key: undefined }), found('no_secret'))
  })

  test('[R4.5] refuses real money in the development store', ({ assert }) => {
    assert.deepEqual(unsafeBindings({ production: {}, development: { delima: REAL } }), [
      { store: 'development', key: 'delima', reason: 'real_money' },
    ])
  })
})
