import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { placeCall, type ForwardingEvent, type ForwardingParameters } from '#forwarding/call'
import { buildRedirectUrl, buildSignedUrl } from '#forwarding/signature'
import { startPartnerSite, type PartnerKey } from '#sandboxes/partner_site/server'
import { createOutboundClient } from '#shared/outbound/client'
import { longEnough } from '#tests/support/patience'

const KEY: PartnerKey = { kid: 'k1', secret: 'rahasia', environment: 'development' }
const NEXT: PartnerKey = { kid: 'k2', secret: 'rahasia-baru', environment: 'development' }
const PRODUCTION: PartnerKey = { kid: 'p1', secret: 'rahasia-produksi', environment: 'production' }

const outbound = (deadlineMs: number) =>
  createOutboundClient({
    environmentPolicy: {
      httpsOnly: false,
      allowHosts: ['127.0.0.1', 'localhost', 'portal-mitra.localhost'],
    },
    connectTimeoutMs: deadlineMs,
    deadlineMs,
  })
/** For calls that must come to an answer, however slow this machine is. */
const patient = outbound(60_000)

function params(trxId: string, event: ForwardingEvent = 'purchase'): ForwardingParameters {
  return {
    v: '1',
    env: 'development',
    event,
    trx_id: trxId,
    order_no: '384',
    content_id: 'C1',
    partner_id: 'P1',
    cust_ref: 'c_1',
    pay_type: 'once',
    amount: 110,
    currency: 'IDR',
    channel: 'speedy',
  }
}

function call(
  url: string,
  trxId: string,
  event?: ForwardingEvent,
  key = KEY,
  now = Date.now(),
  client = patient
) {
  return placeCall({ client, url, params: params(trxId, event), key, attempt: 1, trxId, now })
}

function redirect(url: string, key = KEY, now = Date.now()) {
  return buildRedirectUrl(
    `${url}/masuk`,
    {
      env: key.environment,
      order_no: '384',
      trx_id: 'T1',
      content_id: 'C1',
      cust_ref: 'c_1',
      status: 'fulfilled',
    },
    key,
    now
  )
}

function tempFolder(cleanup: (end: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'partner-site-'))
  cleanup(() => rmSync(folder, { recursive: true }))
  return folder
}

test.group('Sample partner site', () => {
  test('[R8.1] takes a signed call, knows the second one, keeps both over a restart', async ({
    assert,
    cleanup,
  }) => {
    const stateFile = join(tempFolder(cleanup), 'state.jsonl')
    const first = await startPartnerSite({ port: 0, keys: [KEY], stateFile })
    const accepted = await call(`${first.url}/terima?toko=1`, 'T1')
    assert.equal(accepted.reason, 'accepted')
    const again = await call(`${first.url}/terima?toko=1`, 'T1')
    assert.equal(again.verdict, 'duplicate')
    assert.equal(again.partner.ref, accepted.partner.ref)
    await first.close()

    appendFileSync(stateFile, '{"torn":')
    const second = await startPartnerSite({ port: 0, keys: [KEY], stateFile })
    cleanup(() => second.close())
    const later = await call(`${second.url}/terima`, 'T1')
    assert.equal(later.partner.ref, accepted.partner.ref)
    assert.notEqual((await call(`${second.url}/terima`, 'T2')).partner.ref, accepted.partner.ref)
    assert.equal((await fetch(redirect(second.url))).status, 200)
    assert.lengthOf(readFileSync(stateFile, 'utf8').trim().split('\n'), 5)
  })

  test('[R8.1] refuses what is not signed, altered, old, or signed for the other store', async ({
    assert,
    cleanup,
  }) => {
    const site = await startPartnerSite({ port: 0, keys: [KEY, PRODUCTION] })
    cleanup(() => site.close())
    const url = `${site.url}/terima`
    const status = async (target: string) => (await fetch(target)).status

    assert.equal((await call(url, 'T1', 'purchase', NEXT)).reason, 'http_401')
    const forged = { ...KEY, secret: 'tebakan' }
    assert.equal((await call(url, 'T1', 'purchase', forged)).reason, 'http_401')
    const late = await call(url, 'T1', 'purchase', KEY, Date.now() - 310_000)
    assert.equal(late.reason, 'http_401')
    assert.equal((await call(url, 'T1', 'purchase', PRODUCTION)).reason, 'http_401')
    assert.equal(await status(url), 401)

    const ts = Math.floor(Date.now() / 1000)
    const signed = buildSignedUrl(url, { ...params('T1'), ts }, KEY)
    assert.equal(await status(signed.replace('amount=110', 'amount=1')), 401)
    assert.equal(await status(`${signed}&trx_id=T9`), 401)
    assert.equal((await fetch(signed, { method: 'POST' })).status, 405)
    assert.equal(await status(signed), 200)
  })

  test('[R8.1] a redirect played as a call gives nothing', async ({ assert, cleanup }) => {
    const site = await startPartnerSite({ port: 0, keys: [KEY] })
    cleanup(() => site.close())
    const replayed = redirect(site.url).replace('/masuk', '/terima')
    assert.equal((await fetch(replayed)).status, 400)
    assert.equal((await fetch(redirect(site.url))).status, 403)
  })

  test('[R4.7] lets customers in only after the call, and out again after a stop', async ({
    assert,
    cleanup,
  }) => {
    const site = await startPartnerSite({ port: 0, keys: [KEY, PRODUCTION] })
    cleanup(() => site.close())
    const open = async (url: string) => {
      const response = await fetch(url)
      return `${response.status} ${await response.text()}`
    }

    assert.match(await open(redirect(site.url)), /^403 [^]*sedang diproses/)
    await call(`${site.url}/terima`, 'T1')
    const page = await open(redirect(site.url))
    assert.match(page, /^200 /)
    assert.include(page, 'Ini adalah halaman konten Mitra untuk diakses pelanggan berbayar')
    assert.include(page, 'Pembelian uji coba')

    assert.match(
      await open(redirect(site.url, KEY, Date.now() - 310_000)),
      /^403 [^]*tidak berlaku/
    )
    assert.match(await open(redirect(site.url).replace('C1', 'C2')), /^403 /)
    assert.match(await open(redirect(site.url, PRODUCTION)), /^403 [^]*sedang diproses/)

    await call(`${site.url}/terima`, 'T2', 'stop')
    assert.match(await open(redirect(site.url)), /^403 /)
    await call(`${site.url}/terima`, 'T3', 'renewal')
    assert.match(await open(redirect(site.url)), /^200 /)
    await call(`${site.url}/terima`, 'T4', 'refund')
    assert.match(await open(redirect(site.url)), /^403 /)
  })

  test('[R8.1] ?mode={0} makes a call come to "{1}"')
    .with([
      ['error', 'http_500'],
      ['wrong_trx', 'wrong_trx_id'],
      ['redirect', 'redirect'],
      ['reject', 'rejected'],
      ['retry', 'asked_to_retry'],
      ['gone', 'gone'],
      ['hang', 'deadline'],
      ['drip', 'deadline'],
      ['slow', 'deadline'],
      ['huge', 'too_large'],
      ['html', 'wrong_content_type'],
      ['plain', 'accepted_plain'],
    ] as const)
    .run(async ({ assert, cleanup }, [mode, reason]) => {
      const site = await startPartnerSite({ port: 0, keys: [KEY], slowMs: 120_000 })
      cleanup(() => site.close())
      const url = `${site.url}/terima?mode=${mode}`
      const attempt = async (ms: number) => {
        const client = reason === 'deadline' ? outbound(ms) : patient
        return call(url, 'T1', 'purchase', KEY, Date.now(), client)
      }
      // The connection has its own time-out; a machine that is slow to connect gets longer.
      const outcome = await longEnough(attempt, (one) => one.timings.connectMs !== null)
      assert.equal(outcome.reason, reason)
    })

  test('[R8.1] slow still accepts what the store no longer waited for', async ({
    assert,
    cleanup,
  }) => {
    const site = await startPartnerSite({ port: 0, keys: [KEY], slowMs: 100 })
    cleanup(() => site.close())
    assert.equal((await call(`${site.url}/terima?mode=slow`, 'T1')).verdict, 'ok')
    assert.equal((await call(`${site.url}/terima`, 'T1')).verdict, 'duplicate')
  })

  test('[R8.1] keys are read again when their file changes', async ({ assert, cleanup }) => {
    const keysFile = join(tempFolder(cleanup), 'keys.json')
    const site = await startPartnerSite({ port: 0, keysFile })
    cleanup(() => site.close())
    const url = `${site.url}/terima`
    assert.equal((await call(url, 'T1')).reason, 'http_401')

    writeFileSync(keysFile, JSON.stringify([KEY]))
    assert.equal((await call(url, 'T1')).verdict, 'ok')

    writeFileSync(keysFile, JSON.stringify({ keys: [KEY, NEXT] }))
    assert.equal((await call(url, 'T2', 'purchase', NEXT)).verdict, 'ok')

    writeFileSync(keysFile, '{"keys": [')
    assert.equal((await call(url, 'T3', 'purchase', NEXT)).verdict, 'ok')

    writeFileSync(keysFile, JSON.stringify({ keys: [NEXT] }))
    assert.equal((await call(url, 'T4')).reason, 'http_401')
  })

  test('[R8.1] pages show the calls, the demo, and nothing executable', async ({
    assert,
    cleanup,
  }) => {
    const site = await startPartnerSite({ port: 0, keys: [KEY] })
    cleanup(() => site.close())
    await call(`${site.url}/terima`, 'T1')
    await fetch(`${site.url}/terima?trx_id=${encodeURIComponent('<script>alert(1)</script>')}`)

    const home = await fetch(site.url)
    const text = await home.text()
    assert.include(text, 'T1')
    assert.include(text, '401')
    assert.notInclude(text, '<script>')
    assert.notInclude(text, KEY.secret)
    assert.include(home.headers.get('content-security-policy')!, "default-src 'none'")
    assert.include(await (await fetch(`${site.url}/demo`)).text(), 'Coba dulu')
    assert.equal((await fetch(`${site.url}/lain`)).status, 404)
  })
})
