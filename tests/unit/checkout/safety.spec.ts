import { test } from '@japa/runner'
import type { MethodBinding } from '#payments/contract'
import { unsafeBindings } from '#payments/registry'
import payments from '#config/payments'
import { parseOutboundAllow } from '#shared/outbound/url'

const KEYS = Object.keys(payments.development)

const bound = (binding: Omit<MethodBinding, 'baseUrl'> & { base?: string }) =>
  Object.fromEntries(
    KEYS.map((key) => [
      key,
      {
        isSandbox: binding.isSandbox,
        key: binding.key,
        ...(binding.base && { baseUrl: `${binding.base}/gateways/${key}` }),
      },
    ])
  )
const sandbox = bound({
  isSandbox: true,
  base: 'http://127.0.0.1:3390',
  key: { kid: 'sandbox', secret: 's' },
})

test.group('Payment safety', () => {
  test('[R4.5] a production store bound to the sandbox must not start', ({ assert }) => {
    const found = unsafeBindings({ production: sandbox, development: sandbox })
    assert.lengthOf(found, KEYS.length)
    assert.isTrue(
      found.every(({ store, reason }) => store === 'production' && reason === 'sandbox')
    )
  })

  test('[R4.5] nor to the sandbox under another name, over plain http, or without a key', ({
    assert,
  }) => {
    const reasons = (production: ReturnType<typeof bound>) =>
      new Set(unsafeBindings({ production, development: sandbox }).map(({ reason }) => reason))
    const key = { kid: 'etalase', secret: 's' }
    assert.deepEqual(
      [...reasons(bound({ isSandbox: false, base: 'http://127.0.0.1:3390', key }))],
      ['shared_with_sandbox']
    )
    assert.deepEqual(
      [...reasons(bound({ isSandbox: false, base: 'http://billing.example', key }))],
      ['plain_http']
    )
    assert.deepEqual(
      [...reasons(bound({ isSandbox: false, base: 'https://billing.example' }))],
      ['no_secret']
    )
    assert.deepEqual(
      [...reasons(bound({ isSandbox: false, base: 'https://billing.example', key }))],
      []
    )
  })

  test('[R4.5] outside production both stores use the sandbox', ({ assert }) => {
    for (const store of ['production', 'development'] as const) {
      assert.isTrue(KEYS.every((key) => payments[store][key]?.isSandbox))
    }
  })

  test('[R4.7] OUTBOUND_ALLOW cannot be set in production', ({ assert }) => {
    assert.throws(() => parseOutboundAllow('127.0.0.1', 'production'))
    assert.deepEqual(parseOutboundAllow('127.0.0.1', 'development'), ['127.0.0.1'])
  })
})
