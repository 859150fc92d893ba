import { test } from '@japa/runner'
import {
  buildRequest,
  CALL_REASONS,
  judgeAnswer,
  MAX_STORED_BODY,
  nextAttemptAt,
  placeCall,
  redactUrl,
  RETRY_DELAYS_MS,
  type ForwardingParameters,
} from '#forwarding/call'
import { verifySigned } from '#forwarding/signature'
import {
  OUTBOUND_FAILURES,
  type OutboundClient,
  type OutboundRequest,
  type OutboundResult,
} from '#shared/outbound/client'

const NOW = 1_795_414_800_000
const KEY = { kid: 'k1', secret: 'rahasia' }
const PARAMS: ForwardingParameters = {
  v: '1',
  env: 'development',
  event: 'purchase',
  trx_id: 'T1',
  order_no: '384',
  content_id: 'C1',
  partner_id: 'P1',
  cust_ref: 'c_1',
  pay_type: 'once',
  amount: 110,
  currency: 'IDR',
  channel: 'speedy',
}
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

function answered(status: number, body: string | Buffer, headers = {}): OutboundResult {
  return {
    type: 'answer',
    status,
    headers,
    body: Buffer.from(body),
    timings: { connectMs: 1, totalMs: 2 },
    remoteAddress: '127.0.0.1',
  }
}

class FakeClient implements OutboundClient {
  readonly policy = {
    httpsOnly: false,
    allowHosts: ['127.0.0.1', 'localhost', 'portal-mitra.localhost'],
  }
  readonly calls: { url: string; request?: OutboundRequest }[] = []
  constructor(private readonly result: OutboundResult) {}

  async get(url: string, request?: OutboundRequest) {
    this.calls.push({ url, request })
    return this.result
  }

  async post(): Promise<OutboundResult> {
    throw new Error('forwarding calls are GET')
  }
}

function place(client: OutboundClient, url = 'https://mitra.example/terima?toko=1') {
  return placeCall({ client, url, params: PARAMS, key: KEY, attempt: 3, trxId: 'T1', now: NOW })
}

function judge(body: string | Buffer, headers: Record<string, string> = JSON_TYPE, status = 200) {
  const { verdict, reason } = judgeAnswer({ status, headers, body: Buffer.from(body) }, 'T1')
  return `${verdict}: ${reason}`
}

test.group('Forwarding call', () => {
  test('[R4.7] sends the frozen parameters, signed anew, with the number of the attempt', async ({
    assert,
  }) => {
    const client = new FakeClient(
      answered(200, '{"status":"OK","trx_id":"T1","ref":"R-9","message":"sip"}', JSON_TYPE)
    )
    const outcome = await place(client)

    assert.equal(outcome.verdict, 'ok')
    assert.equal(outcome.reason, 'accepted')
    assert.deepEqual(outcome.partner, { ref: 'R-9', message: 'sip' })
    assert.deepEqual(outcome.timings, { connectMs: 1, totalMs: 2 })
    assert.equal(outcome.answer!.status, 200)
    const [{ url, request }] = client.calls
    assert.equal(outcome.request.url, url)
    assert.equal(request!.headers!['Etalase-Attempt'], '3')
    const verified = verifySigned(url, [KEY], { now: NOW })
    assert.isTrue(verified.ok)
    if (verified.ok) {
      assert.deepEqual(verified.value.params, {
        toko: '1',
        ...PARAMS,
        amount: '110',
        ts: String(NOW / 1000),
        kid: 'k1',
      })
    }
  })

  test('[R4.7] a later attempt differs in ts and sig only', ({ assert }) => {
    const at = (now: number, attempt: number) =>
      new URL(
        buildRequest({ url: 'https://mitra.example/', params: PARAMS, key: KEY, attempt, now }).url
      ).searchParams
    const first = at(NOW, 1)
    const second = at(NOW + 60_000, 2)
    const changed = [...first.keys()].filter((name) => first.get(name) !== second.get(name))
    assert.deepEqual(changed, ['ts', 'sig'])
  })

  test('[R4.8] sub_id and period go out with subscription events only', ({ assert }) => {
    const names = (params: ForwardingParameters) => {
      const { url } = buildRequest({
        url: 'https://mitra.example/',
        params,
        key: KEY,
        attempt: 1,
        now: NOW,
      })
      return [...new URL(url).searchParams.keys()]
    }
    assert.notIncludeMembers(names({ ...PARAMS, sub_id: undefined }), ['sub_id', 'period'])
    assert.includeMembers(names({ ...PARAMS, event: 'renewal', sub_id: 'S1', period: '2026-12' }), [
      'sub_id',
      'period',
    ])
  })

  test('[R4.7] every failure of the client is a named reason')
    .with([...OUTBOUND_FAILURES])
    .run(async ({ assert }, reason) => {
      const outcome = await place(
        new FakeClient({
          type: 'failed',
          reason,
          detail: 'because',
          seen: null,
          timings: { connectMs: null, totalMs: 5 },
          remoteAddress: null,
        })
      )
      assert.equal(outcome.verdict, 'failed')
      assert.equal(outcome.reason, reason)
      assert.include(CALL_REASONS, reason)
      assert.equal(outcome.detail, 'because')
      assert.isNull(outcome.answer)
    })

  test('[R4.7] what came before the failure is kept, 410 keeps its meaning', async ({ assert }) => {
    const failed = (status: number): OutboundResult => ({
      type: 'failed',
      reason: 'too_large',
      detail: '',
      seen: { status, headers: {}, body: Buffer.alloc(20_000, 'a') },
      timings: { connectMs: 1, totalMs: 5 },
      remoteAddress: '127.0.0.1',
    })
    const large = await place(new FakeClient(failed(200)))
    assert.equal(large.reason, 'too_large')
    assert.lengthOf(large.answer!.body, MAX_STORED_BODY)
    assert.equal((await place(new FakeClient(failed(410)))).verdict, 'gone')
  })

  test('[R4.8] what is kept of an answer has no characters that stop a database or a reader', async ({
    assert,
  }) => {
    const body = `{"status":"OK","trx_id":"T1",\r\n"ref":"R\\u0000\\ud83d9\u202e","message":"\u0085sip"}\u0000`
    const outcome = await place(
      new FakeClient(
        answered(200, body.slice(0, -1), { ...JSON_TYPE, 'x-jejak': ['a\u0085b', '\u0000'] })
      )
    )
    assert.deepEqual(outcome.partner, { ref: 'R9', message: 'sip' })
    assert.deepEqual(outcome.answer!.headers['x-jejak'], ['ab', ''])

    const seen = await place(new FakeClient(answered(200, body, JSON_TYPE)))
    assert.equal(seen.reason, 'not_json')
    assert.match(seen.answer!.body, /^\{"status":"OK","trx_id":"T1",\r\n/)
    assert.notMatch(seen.answer!.body, /[^\P{C}\r\n]/u)
    assert.isTrue(seen.answer!.body.endsWith('\ufffd'))
  })

  test('[R4.7] an address that is no URL fails with a reason', async ({ assert }) => {
    const client = new FakeClient({
      type: 'failed',
      reason: 'forbidden_url',
      detail: 'malformed',
      seen: null,
      timings: { connectMs: null, totalMs: 0 },
      remoteAddress: null,
    })
    const outcome = await place(client, 'bukan url')
    assert.equal(outcome.reason, 'forbidden_url')
    assert.equal(outcome.request.url, 'bukan url')
  })
})

test.group('Judging an answer', () => {
  test('[R4.7] the four answers of the contract', ({ assert }) => {
    assert.equal(judge('{"status":"OK","trx_id":"T1"}'), 'ok: accepted')
    assert.equal(judge('{"status":"DUPLICATE","trx_id":"T1"}'), 'duplicate: duplicate')
    assert.equal(judge('{"status":"RETRY","trx_id":"T1"}'), 'retry: asked_to_retry')
    assert.equal(judge('{"status":"REJECTED","trx_id":"T1"}'), 'rejected: rejected')
    assert.equal(judge('', {}, 410), 'gone: gone')
  })

  test('[R4.7] plain OK as text', ({ assert }) => {
    assert.equal(judge('OK', { 'content-type': 'text/plain' }), 'ok: accepted_plain')
    assert.equal(
      judge(' OK\r\n', { 'content-type': 'text/plain; charset=utf-8' }),
      'ok: accepted_plain'
    )
    assert.equal(judge('OK', {}), 'ok: accepted_plain')
    assert.equal(judge('OK', JSON_TYPE), 'failed: not_json')
    assert.equal(judge('"OK"', JSON_TYPE), 'failed: not_an_object')
    assert.equal(judge('OKAY', { 'content-type': 'text/plain' }), 'failed: not_json')
    assert.equal(judge('OK', { 'content-type': 'text/html' }), 'failed: wrong_content_type')
    assert.equal(judge('OK', {}, 500), 'failed: http_500')
  })

  test('[R4.7] 201, other JSON types and a byte order mark pass', ({ assert }) => {
    const body = '{"status":"OK","trx_id":"T1"}'
    assert.equal(judge(body, JSON_TYPE, 201), 'ok: accepted')
    assert.equal(judge(body, { 'content-type': 'application/vnd.mitra+json' }), 'ok: accepted')
    assert.equal(judge(`\uFEFF${body}`), 'ok: accepted')
  })

  test('[R4.7] everything else is a failed attempt with its reason', ({ assert }) => {
    assert.equal(judge(''), 'failed: empty_body')
    assert.equal(judge('', {}, 204), 'failed: empty_body')
    assert.equal(judge('{"status":"OK"'), 'failed: not_json')
    assert.equal(judge(Buffer.from([0xff, 0xfe])), 'failed: not_json')
    assert.equal(judge('[]'), 'failed: not_an_object')
    assert.equal(judge('null'), 'failed: not_an_object')
    assert.equal(judge('{"status":"OK"}'), 'failed: missing_trx_id')
    assert.equal(judge('{"status":"OK","trx_id":"T2"}'), 'failed: wrong_trx_id')
    assert.equal(judge('{"status":"REJECTED","trx_id":"T2"}'), 'failed: wrong_trx_id')
    assert.equal(judge('{"status":"ok","trx_id":"T1"}'), 'failed: unknown_status')
    assert.equal(judge('{"trx_id":"T1"}'), 'failed: unknown_status')
    assert.equal(judge('<p>OK</p>', { 'content-type': 'text/html' }), 'failed: wrong_content_type')
    assert.equal(judge('{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }), 'failed: encoded_body')
  })

  test('[R4.7] status {0} is {1}')
    .with([
      [400, 'http_400'],
      [404, 'http_404'],
      [418, 'http_4xx'],
      [429, 'http_429'],
      [500, 'http_500'],
      [503, 'http_503'],
      [599, 'http_5xx'],
      [777, 'http_other'],
    ] as const)
    .run(({ assert }, [status, reason]) => {
      assert.equal(judge('{"status":"OK","trx_id":"T1"}', JSON_TYPE, status), `failed: ${reason}`)
    })

  test('[R4.8] long words of the partner are cut', ({ assert }) => {
    const body = JSON.stringify({ status: 'OK', trx_id: 'T1', ref: 7, message: 'x'.repeat(5000) })
    const { partner } = judgeAnswer(
      { status: 200, headers: JSON_TYPE, body: Buffer.from(body) },
      'T1'
    )
    assert.equal(partner.ref, '7')
    assert.lengthOf(partner.message!, 500)
  })
})

test.group('redactUrl', () => {
  test('[R4.8] hides signature, pseudonym, own parameters and credentials', ({ assert }) => {
    const { url } = buildRequest({
      url: 'https://mitra.example/terima?token=sangat-rahasia',
      params: PARAMS,
      key: KEY,
      attempt: 1,
      now: NOW,
    })
    const redacted = redactUrl(url)
    const sig = new URL(url).searchParams.get('sig')!
    for (const secret of ['sangat-rahasia', sig, 'c_1']) assert.notInclude(redacted, secret)
    assert.include(redacted, 'token=[redacted]')
    assert.include(redacted, 'trx_id=T1')
    assert.equal(redactUrl('https://a:b@mitra.example/x'), 'https://mitra.example/x')
    assert.equal(redactUrl('bukan url'), '[unreadable]')
  })
})

test.group('nextAttemptAt', () => {
  const MINUTES = [1, 5, 15, 60, 180, 360, 720, 1440]

  test('[R4.7] production waits 1 m, 5 m, 15 m, 1 h, 3 h, 6 h, 12 h, 24 h, then stops', ({
    assert,
  }) => {
    assert.deepEqual(
      RETRY_DELAYS_MS.map((delay) => delay / 60_000),
      MINUTES
    )
    MINUTES.forEach((minutes, index) => {
      const delay = minutes * 60_000
      assert.equal(
        nextAttemptAt('production', index + 1, NOW, () => 0.5),
        NOW + delay
      )
      assert.equal(
        nextAttemptAt('production', index + 1, NOW, () => 0),
        NOW + delay * 0.9
      )
      assert.isAtMost(
        nextAttemptAt('production', index + 1, NOW, () => 0.999)!,
        NOW + delay * 1.1
      )
    })
    assert.isNull(nextAttemptAt('production', 9, NOW, () => 0.5))
  })

  test('[R4.7] the development store attempts once', ({ assert }) => {
    assert.isNull(nextAttemptAt('development', 1, NOW, () => 0.5))
  })
})
