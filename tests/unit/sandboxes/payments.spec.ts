import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import type { CallbackEvent, PaymentMethod } from '#payments/contract'
import { GatewayClient } from '#payments/gateway_client'
import delima from '#plugins/payments/delima/index'
import speedy from '#plugins/payments/speedy/index'
import telkomVoucher from '#plugins/payments/telkom_voucher/index'
import { eventually, longEnough } from '#tests/support/patience'
import { startPaymentSandbox, type PaymentSandboxOptions } from '#sandboxes/payments/server'

const KEY = { kid: 'uji', secret: 'rahasia-uji' }
const NUMBER = '122100123456'
type Cleanup = (end: () => void | Promise<void>) => void

async function open(cleanup: Cleanup, options: Partial<PaymentSandboxOptions> = {}) {
  const sandbox = await startPaymentSandbox({ port: 0, key: KEY, ...options })
  cleanup(() => sandbox.close())
  return sandbox
}

function bind(plugin: typeof speedy, url: string, timeoutMs = 60_000): PaymentMethod {
  return plugin.create(
    { isSandbox: true, baseUrl: `${url}/gateways/${plugin.key}`, key: KEY, timeoutMs },
    'development',
    {
      now: () => Date.now(),
      voucherBook: () => {
        throw new Error('the gateway keeps these vouchers')
      },
    }
  )
}

function request(idemKey: string, overrides: object = {}) {
  return {
    idemKey,
    orderNo: '384',
    amount: 22_000,
    number: NUMBER,
    description: 'PES 2012',
    at: Date.now(),
    ...overrides,
  }
}

async function control(url: string, path: string, body?: object, init: RequestInit = {}) {
  return fetch(`${url}/_sandbox/${path}`, {
    method: body ? 'POST' : 'GET',
    body: body && JSON.stringify(body),
    ...init,
  })
}

/** A store that takes callbacks, refusing the first `refuse` of them. */
async function openStore(cleanup: Cleanup, method: PaymentMethod, refuse = 0) {
  const events: CallbackEvent[] = []
  let refused = 0
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    if (refused++ < refuse) return response.writeHead(503).end()
    const result = method.verifyCallback(incoming.headers, Buffer.concat(chunks).toString())
    if (result.ok) events.push(result.value)
    response.writeHead(result.ok ? 204 : 401).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { events, url: `http://127.0.0.1:${port}/panggilan/{method}` }
}

test.group('Payment sandbox', () => {
  test('[R4.5] survives kill -9: what was charged stays charged', async ({ assert, cleanup }) => {
    const stateDir = mkdtempSync(join(tmpdir(), 'payment-sandbox-'))
    cleanup(() => rmSync(stateDir, { recursive: true }))
    const program = fileURLToPath(new URL('../../../sandboxes/payments/server.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import=./bin/typescript.js', program], {
      env: {
        ...process.env,
        PAYMENT_SANDBOX_METHOD: 'speedy',
        PAYMENT_SANDBOX_PORT: '0',
        PAYMENT_SANDBOX_KID: KEY.kid,
        PAYMENT_SANDBOX_SECRET: KEY.secret,
        PAYMENT_SANDBOX_STATE_DIR: stateDir,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /http:\S+/.exec(line.toString())![0]
    const charged = await bind(speedy, url).charge(request('o1'))
    assert.equal(charged.type, 'billed')
    child.kill('SIGKILL')
    await once(child, 'exit')

    appendFileSync(join(stateDir, 'speedy.jsonl'), '{"kind":"charge","id":"spe')
    const again = bind(speedy, (await open(cleanup, { stateDir, service: 'speedy' })).url)
    assert.deepEqual(await again.inquire('o1'), charged)
    assert.deepEqual(await again.charge(request('o1')), charged)
    const next = await again.charge(request('o2'))
    const third = bind(speedy, (await open(cleanup, { stateDir, service: 'speedy' })).url)
    assert.deepEqual(await third.inquire('o2'), next)
  })

  test('[R4.5] refuses what is not signed with the key', async ({ assert, cleanup }) => {
    const { url } = await open(cleanup)
    assert.equal((await fetch(`${url}/gateways/speedy/charges/o1`)).status, 401)
    const stranger = new GatewayClient({
      baseUrl: `${url}/gateways/speedy`,
      key: { ...KEY, secret: 'tebakan' },
      now: () => Date.now(),
    })
    assert.deepEqual(await stranger.charge(request('o1')), { type: 'unknown', detail: 'HTTP 401' })
    const late = new GatewayClient({
      baseUrl: `${url}/gateways/speedy`,
      key: KEY,
      now: () => Date.now() - 400_000,
    })
    assert.equal((await late.inquire('o1')).type, 'unknown')
    assert.deepEqual(await bind(speedy, url).inquire('o1'), { type: 'not_found' })
  })

  test('[R4.5] magic number ending {0}: {1}')
    .with([
      ['99901', 'declined', 'declined'],
      ['99902', 'unknown', 'billed'],
      ['99904', 'unknown', 'not_found'],
      ['99905', 'pending', 'pending'],
      ['99906', 'declined', 'declined'],
    ] as const)
    .run(async ({ assert, cleanup }, [suffix, told, inquired]) => {
      const method = bind(speedy, (await open(cleanup)).url)
      const outcome = await method.charge(request('o1', { number: `1221001${suffix}` }))
      assert.equal(outcome.type, told)
      assert.equal((await method.inquire('o1')).type, inquired)
    })

  /** A charge that a slow gateway takes longer for than the store waits, and what the store does meanwhile. */
  async function overtaken<T>(
    ms: number,
    cleanup: Cleanup,
    meanwhile: (method: PaymentMethod) => Promise<T>
  ) {
    const slowMs = ms * 3
    const { url } = await open(cleanup, { slowMs })
    const method = bind(speedy, url)
    const slow = request('o1', { number: '122100199903' })
    const told = await bind(speedy, url, ms).charge(slow)
    const seen = await meanwhile(method)
    await sleep(slowMs + 50)
    return { told, seen, later: await method.inquire('o1') }
  }

  test('[R4.5] slow: unknown at first, charged later', async ({ assert, cleanup }) => {
    const { told, seen, later } = await longEnough(
      (ms) => overtaken(ms, cleanup, (method) => method.inquire('o1')),
      (one) => one.seen.type === 'not_found' && one.later.type === 'billed'
    )
    assert.deepEqual(told, { type: 'unknown', detail: 'timeout' })
    assert.deepEqual(seen, { type: 'not_found' })
    assert.equal(later.type, 'billed')
  })

  test('[R4.5] slow, but cancelled in between: never charged', async ({ assert, cleanup }) => {
    const { told, seen, later } = await longEnough(
      (ms) => overtaken(ms, cleanup, (method) => method.cancel('o1', Date.now())),
      (one) => one.seen.type === 'cancelled'
    )
    assert.equal(told.type, 'unknown')
    assert.deepEqual(seen, { type: 'cancelled' })
    assert.deepEqual(later, { type: 'declined', reason: 'cancelled' })
  })

  test('[R4.5] faults by the control endpoint last as often as said', async ({
    assert,
    cleanup,
  }) => {
    const { url } = await open(cleanup)
    const method = bind(delima, url)
    await control(url, 'faults', { kind: 'error_500', method: 'delima', times: 2 })
    await control(url, 'faults', { kind: 'decline', reason: 'limit_exceeded' })
    assert.equal((await method.charge(request('o1'))).type, 'unknown')
    assert.equal((await method.charge(request('o1'))).type, 'unknown')
    assert.deepEqual(await method.charge(request('o1')), {
      type: 'declined',
      reason: 'limit_exceeded',
    })
    assert.equal((await method.charge(request('o2'))).type, 'collected')

    await control(url, 'faults', { kind: 'garbage', on: 'inquire' })
    assert.equal((await method.inquire('o2')).type, 'unknown')
    assert.equal((await control(url, 'faults', { kind: 'bukan' })).status, 400)
    await control(url, 'faults', { kind: 'error_500' })
    await control(url, 'faults', undefined, { method: 'DELETE' })
    assert.equal((await method.charge(request('o3'))).type, 'collected')
  })

  test('[R4.5] vouchers pay once, up to their value', async ({ assert, cleanup }) => {
    const method = bind(telkomVoucher, (await open(cleanup)).url)
    const pay = (key: string, voucherCode: string) => method.charge(request(key, { voucherCode }))
    const reason = async (key: string, code: string) => {
      const outcome = await pay(key, code)
      return outcome.type === 'declined' ? outcome.reason : outcome.type
    }
    assert.equal(await reason('o1', 'UJI-50000-A'), 'collected')
    assert.equal(await reason('o2', 'uji-50000-a'), 'voucher_used')
    assert.equal(await reason('o3', 'UJI-100-B'), 'voucher_insufficient')
    assert.equal(await reason('o4', 'KEDALUWARSA-1'), 'voucher_expired')
    assert.equal(await reason('o5', 'apa saja'), 'voucher_unknown')
  })

  test('[R4.5] the bill is paid later, told by a signed callback, then reversed', async ({
    assert,
    cleanup,
  }) => {
    const { url } = await open(cleanup)
    const method = bind(speedy, url)
    const store = await openStore(cleanup, method)
    await control(url, 'settings', { callbackUrl: store.url })
    const charged = await method.charge(request('o1'))

    assert.equal((await control(url, 'charges/speedy/o1/collect', { copies: 2 })).status, 200)
    await eventually(() => store.events.length === 2)
    const [first, second] = store.events
    assert.deepEqual(first, second)
    assert.equal(first.type, 'collected')
    assert.equal(first.idemKey, 'o1')
    assert.equal(first.amount, 22_000)
    assert.equal(charged.type === 'billed' && charged.ref, first.ref)
    assert.equal((await method.inquire('o1')).type, 'collected')

    assert.equal((await control(url, 'charges/speedy/o1/collect', {})).status, 409)
    await control(url, 'charges/speedy/o1/reverse', {})
    await eventually(() => store.events.length === 3)
    assert.equal(store.events[2].type, 'reversed')
    assert.isAbove(store.events[2].sequence, first.sequence)
    assert.equal((await method.inquire('o1')).type, 'reversed')
  })

  test('[R4.5] callbacks are repeated until taken, and can come in the wrong order', async ({
    assert,
    cleanup,
  }) => {
    const { url } = await open(cleanup)
    const method = bind(speedy, url)
    const store = await openStore(cleanup, method, 1)
    await control(url, 'settings', { callbackUrl: store.url })
    await method.charge(request('o1'))
    await control(url, 'charges/speedy/o1/collect', {})
    await eventually(() => store.events.length === 1)

    await control(url, 'events/resend', { method: 'speedy', key: 'o1', order: 'reversed' })
    await eventually(() => store.events.length === 3)
    assert.deepEqual(
      store.events.slice(1).map((event) => event.type),
      ['collected', 'billed']
    )
    assert.equal(store.events[0].id, store.events[1].id)
  })

  test('[R4.5] what nobody took is sent after a restart', async ({ assert, cleanup }) => {
    const stateDir = mkdtempSync(join(tmpdir(), 'payment-sandbox-'))
    cleanup(() => rmSync(stateDir, { recursive: true }))
    const first = await startPaymentSandbox({
      port: 0,
      key: KEY,
      stateDir,
      callbackUrl: 'http://127.0.0.1:9/',
    })
    await bind(speedy, first.url).charge(request('o1'))
    await control(first.url, 'charges/speedy/o1/collect', {})
    await first.close()

    const store = await openStore(cleanup, bind(speedy, first.url))
    await open(cleanup, { stateDir, callbackUrl: store.url })
    await eventually(() => store.events.length === 1)
    assert.equal(store.events[0].type, 'collected')
  })

  test('[R4.5] a pending charge is paid or expires', async ({ assert, cleanup }) => {
    const { url } = await open(cleanup)
    const method = bind(delima, url)
    await control(url, 'faults', { kind: 'pending', times: 2 })
    const pending = await method.charge(request('o1'))
    assert.equal(pending.type, 'pending')
    if (pending.type === 'pending') assert.isString(pending.instructions)
    await method.charge(request('o2'))
    await control(url, 'charges/delima/o1/pay', {})
    await control(url, 'charges/delima/o2/expire', {})
    assert.equal((await method.inquire('o1')).type, 'collected')
    assert.deepEqual(await method.inquire('o2'), { type: 'declined', reason: 'expired' })
  })

  test('[R4.5] the page shows codes and charges, its buttons work', async ({ assert, cleanup }) => {
    const { url } = await open(cleanup)
    const method = bind(speedy, url)
    await method.charge(request('o1', { description: '<img src=x onerror=alert(1)>' }))
    await method.numbers!.requestNumberVerification(NUMBER)
    const { codes } = (await (await control(url, `codes?number=${NUMBER}`)).json()) as {
      codes: { code: string }[]
    }
    const page = await (await fetch(url)).text()
    assert.include(page, codes[0].code)
    assert.include(page, 'Masuk tagihan')
    assert.notInclude(page, '<img')

    const action = /action="([^"]+\/collect)"/.exec(page)![1]
    const pressed = await fetch(url + action.replaceAll('&#47;', '/'), {
      method: 'POST',
      body: new URLSearchParams(),
      redirect: 'manual',
    })
    assert.equal(pressed.status, 303)
    assert.equal((await method.inquire('o1')).type, 'collected')
  })

  test('[R4.5] five wrong codes burn the code', async ({ assert, cleanup }) => {
    const { url } = await open(cleanup)
    const { numbers } = bind(speedy, url)
    await numbers!.requestNumberVerification(NUMBER)
    const tries = []
    for (let index = 0; index < 6; index++) {
      const result = await numbers!.confirmNumber(NUMBER, 'salah')
      tries.push(result.ok ? 'ok' : result.error.type)
    }
    assert.deepEqual(tries, [...Array<string>(5).fill('code_wrong'), 'too_many_attempts'])
    const unknown = await numbers!.requestNumberVerification('122100199906')
    assert.deepEqual(unknown, { ok: false, error: { type: 'number_unknown' } })
  })

  test('[R4.5] the control side is closed to other origins, other hosts, and without its token', async ({
    assert,
    cleanup,
  }) => {
    const { url } = await open(cleanup)
    const status = async (headers: Record<string, string>) =>
      (await control(url, 'faults', { kind: 'slow' }, { headers })).status
    assert.equal(await status({ origin: 'https://jahat.example' }), 403)
    assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403)
    assert.equal(await status({ 'sec-fetch-site': 'same-site' }), 403)
    assert.equal(await status({}), 200)
    const rebound = await new Promise<number>((resolve) => {
      http.get(`${url}/_sandbox/codes`, { headers: { host: 'jahat.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
    })
    assert.equal(rebound, 403)

    const guarded = await open(cleanup, { controlToken: 'token-uji' })
    assert.equal((await control(guarded.url, 'state')).status, 403)
    const headers = { authorization: 'Bearer token-uji' }
    assert.equal((await control(guarded.url, 'state', undefined, { headers })).status, 200)
  })
})
