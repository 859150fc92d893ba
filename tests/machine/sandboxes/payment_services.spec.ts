import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { test } from '@japa/runner'
import type { PaymentPlugin } from '#payments/contract'
import delima from '#plugins/payments/delima/index'
import speedy from '#plugins/payments/speedy/index'
import { METHODS } from '#sandboxes/payments/bank'
import { startFront } from '#sandboxes/payments/front'
import { eventually } from '#tests/support/patience'

const KEY = { kid: 'uji', secret: 'rahasia-uji' }

const chargeOf = (idemKey: string) => ({
  idemKey,
  orderNo: '384',
  amount: 22_000,
  number: '122100123456',
  description: 'PES 2012',
  at: Date.now(),
})

test.group('Payment services', (group) => {
  let front: Awaited<ReturnType<typeof startFront>>
  let stateDir: string

  group.setup(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'payment-services-'))
    const kept = { ...chargeOf('lama'), method: 'speedy', key: 'lama', ref: 'SPE-lama' }
    const charge = { ...kept, state: 'billed', voucherCode: null, reason: null, events: [] }
    const record = { kind: 'charge', id: 'speedy/lama', data: charge }
    writeFileSync(join(stateDir, 'payments.jsonl'), `${JSON.stringify(record)}\n`)
    const { PATH, HOME } = process.env
    front = await startFront({
      port: 0,
      methods: Object.keys(METHODS),
      stateDir,
      environment: {
        PATH,
        HOME,
        PAYMENT_SANDBOX_KID: KEY.kid,
        PAYMENT_SANDBOX_SECRET: KEY.secret,
        PAYMENT_SANDBOX_STATE_DIR: stateDir,
      },
    })
    return async () => {
      await front.close()
      rmSync(stateDir, { recursive: true })
    }
  })

  const bind = (plugin: PaymentPlugin) =>
    plugin.create(
      {
        isSandbox: true,
        baseUrl: `${front.url}/gateways/${plugin.key}`,
        key: KEY,
        timeoutMs: 60_000,
      },
      'development',
      { now: () => Date.now(), voucherBook: () => undefined as never }
    )
  const control = (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${front.url}/_sandbox/${path}`, {
      method: body ? 'POST' : 'GET',
      body: body && JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const keysIn = (method: string) =>
    readFileSync(join(stateDir, `${method}.jsonl`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id)

  test('[R4.5] each gateway is a service of its own, with its own journal, started when it is asked', async ({
    assert,
  }) => {
    assert.isFalse(existsSync(join(stateDir, 'speedy.jsonl')))
    assert.equal((await bind(speedy).charge(chargeOf('satu'))).type, 'billed')
    assert.isFalse(existsSync(join(stateDir, 'delima.jsonl')))
    assert.equal((await bind(delima).charge(chargeOf('satu'))).type, 'collected')
    assert.equal((await bind(speedy).inquire('lama')).type, 'billed')
    assert.deepEqual(keysIn('speedy'), ['speedy/lama', 'speedy/satu'])
    assert.deepEqual(keysIn('delima'), ['delima/satu'])
    assert.equal((await fetch(`${front.url}/gateways/lain/charges/x`)).status, 404)
  })

  test('[R4.5] one that has died takes nothing along, and is there again with what it knew', async ({
    assert,
  }) => {
    const before = await bind(speedy).charge(chargeOf('dua'))
    const lost = await control('faults', { kind: 'lost_answer', method: 'speedy' })
    assert.equal(lost.status, 200)
    assert.equal((await bind(speedy).charge(chargeOf('tiga'))).type, 'unknown')
    assert.equal((await bind(delima).charge(chargeOf('tiga'))).type, 'collected')
    assert.isTrue(front.kill('speedy'))
    await eventually(async () => isDeepStrictEqual(await bind(speedy).inquire('dua'), before))
    assert.equal((await bind(speedy).inquire('tiga')).type, 'billed')
  })

  test('[R4.5] trying things out needs one address: pages, codes and charges of all of them', async ({
    assert,
  }) => {
    await bind(speedy).numbers!.requestNumberVerification('122100123456')
    const { codes } = (await (await control('codes?number=122100123456')).json()) as {
      codes: { code: string }[]
    }
    assert.lengthOf(codes, 1)
    assert.match(codes[0]!.code, /^\d{6}$/)
    const { charges } = (await (await control('state')).json()) as {
      charges: { method: string; key: string }[]
    }
    assert.includeMembers(
      charges.map(({ method, key }) => `${method}/${key}`),
      ['speedy/lama', 'speedy/satu', 'delima/satu']
    )
    assert.equal((await control('charges/speedy/satu/collect', {})).status, 200)
    assert.equal((await bind(speedy).inquire('satu')).type, 'collected')
    const page = await (await fetch(`${front.url}/services/speedy`)).text()
    assert.include(page, 'Nomor ajaib')
    assert.notInclude(page, 'delima')
    assert.include(await (await fetch(front.url)).text(), '/services/telkom_voucher')
  })

  test('[R4.5] another site steers nothing', async ({ assert }) => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'origin': 'https://lain.example' }
    for (const path of ['faults', 'charges/speedy/satu/reverse', 'settings'])
      assert.equal((await control(path, { kind: 'decline' }, foreign)).status, 403, path)
    assert.equal((await bind(speedy).inquire('satu')).type, 'collected')
  })
})
