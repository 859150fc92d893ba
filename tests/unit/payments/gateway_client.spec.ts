import { createHash, createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { createGatewayClient, GatewayClient } from '#payments/gateway_client'
import { normaliseNumber as normaliseFlexi } from '#plugins/payments/flexi_postpaid/index'
import { normaliseNumber as normaliseSpeedy } from '#plugins/payments/speedy/index'

const KEY = { kid: 'k1', secret: 'rahasia' }
const NOW = 1_795_414_800_000
const REQUEST = { idemKey: 'o1', orderNo: '384', amount: 110, description: 'PES 2012', at: NOW }

async function answering(
  cleanup: (end: () => void) => void,
  status: number,
  body: string
): Promise<GatewayClient> {
  const server = http.createServer((_request, response) => response.writeHead(status).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanup(() => void server.close())
  const { port } = server.address() as AddressInfo
  return client(`http://127.0.0.1:${port}/gateways/delima/`)
}

function client(baseUrl = 'http://127.0.0.1:9/') {
  return new GatewayClient({ baseUrl, key: KEY, timeoutMs: 60_000, now: () => NOW })
}

function callback(body: string, timestamp = String(NOW / 1000), secret = KEY.secret) {
  const digest = createHash('sha256').update(body).digest('hex')
  return {
    'gateway-key': KEY.kid,
    'gateway-timestamp': timestamp,
    'gateway-signature': createHmac('sha256', secret)
      .update(`callback\n${timestamp}\n${digest}`)
      .digest('hex'),
  }
}

const EVENT = JSON.stringify({
  id: 'e1',
  type: 'collected',
  key: 'o1',
  ref: 'R1',
  amount: 110,
  sequence: 2,
  occurred_at: NOW,
})

test.group('Gateway client', () => {
  test('[R4.5] whatever leaves the charge open is unknown: {0} {1}')
    .with([
      [500, '{"error":"internal"}'],
      [503, '<html>'],
      [200, '<html>'],
      [200, '[]'],
      [200, '{}'],
      [200, '{"state":"billed"}'],
      [200, '{"state":"aneh","ref":"R"}'],
      [401, '{"error":"bad_signature"}'],
      [404, '{"error":"no_such_path"}'],
      [302, '{}'],
    ] as const)
    .run(async ({ assert, cleanup }, [status, body]) => {
      const gateway = await answering(cleanup, status, body)
      assert.equal((await gateway.charge(REQUEST)).type, 'unknown')
      assert.equal((await gateway.inquire('o1')).type, 'unknown')
      assert.equal((await gateway.cancel('o1')).type, 'unknown')
      const refund = { idemKey: 'r', chargeIdemKey: 'o1', amount: 110, reason: 'uji' }
      assert.equal((await gateway.refund(refund)).type, 'unknown')
    })

  test('[R4.5] only a clear word is not_found or declined', async ({ assert, cleanup }) => {
    const missing = await answering(cleanup, 404, '{"error":"not_found"}')
    assert.deepEqual(await missing.inquire('o1'), { type: 'not_found' })
    assert.equal((await missing.charge(REQUEST)).type, 'unknown')
    const declined = await answering(cleanup, 200, '{"state":"declined","reason":"entah"}')
    assert.deepEqual(await declined.charge(REQUEST), { type: 'declined', reason: 'refused' })
  })

  test('[R4.5] nobody there is unknown too, and numbers are unavailable', async ({ assert }) => {
    assert.equal((await client().charge(REQUEST)).type, 'unknown')
    assert.deepEqual(await client().requestVerification('02170060622'), {
      ok: false,
      error: { type: 'unavailable' },
    })
  })

  test('[R4.5] the same key for another charge throws', async ({ assert, cleanup }) => {
    const gateway = await answering(cleanup, 409, '{"error":"idempotency_conflict"}')
    await assert.rejects(() => gateway.charge(REQUEST), /idempotency_conflict/)
  })

  test('[R4.5] a binding without address or key is refused', ({ assert }) => {
    const now = () => NOW
    assert.throws(() => createGatewayClient('delima', { isSandbox: true }, { now }), /delima/)
    const keyless = { isSandbox: true, baseUrl: 'http://127.0.0.1:9/' }
    assert.throws(() => createGatewayClient('delima', keyless, { now }), /delima/)
  })
})

test.group('Gateway callback', () => {
  const errorOf = (headers: Record<string, string>, body = EVENT) => {
    const result = client().verifyCallback(headers, body)
    return result.ok ? null : result.error.type
  }

  test('[R4.5] a signed one is read', ({ assert }) => {
    assert.deepEqual(client().verifyCallback(callback(EVENT), EVENT), {
      ok: true,
      value: {
        id: 'e1',
        type: 'collected',
        idemKey: 'o1',
        ref: 'R1',
        amount: 110,
        sequence: 2,
        occurredAt: NOW,
      },
    })
  })

  test('[R4.5] forged, altered, old and unreadable ones are refused', ({ assert }) => {
    assert.equal(errorOf({ ...callback(EVENT), 'gateway-signature': '' }), 'bad_signature')
    assert.equal(errorOf({}), 'bad_signature')
    assert.equal(errorOf(callback(EVENT, undefined, 'tebakan')), 'bad_signature')
    assert.equal(errorOf({ ...callback(EVENT), 'gateway-key': 'k2' }), 'bad_signature')
    assert.equal(errorOf(callback(EVENT), EVENT.replace('110', '1')), 'bad_signature')
    assert.equal(errorOf({ ...callback(EVENT), 'gateway-timestamp': '1' }), 'bad_signature')
    assert.equal(errorOf(callback(EVENT, String(NOW / 1000 - 301))), 'stale')
    assert.equal(errorOf(callback(EVENT, 'kemarin')), 'stale')
    for (const body of [
      '',
      '[]',
      EVENT.replace('collected', 'entah'),
      EVENT.replace('"e1"', '1'),
      EVENT.replace('{', '{"currency":"USD",'),
    ]) {
      assert.equal(errorOf(callback(body), body), 'malformed')
    }
    const fraction = EVENT.replace('110', '1.5')
    assert.equal(errorOf(callback(fraction), fraction), 'malformed')
  })
})

test.group('Numbers', () => {
  test('[R4.5] Speedy: 12 digits that begin with 1', ({ assert }) => {
    assert.equal(normaliseSpeedy(' 1221 0012-3456 '), '122100123456')
    for (const wrong of ['12210012345', '222100123456', '1221001234567', 'abc', '']) {
      assert.isNull(normaliseSpeedy(wrong))
    }
  })

  test('[R4.5] Flexi: area code and number', ({ assert }) => {
    assert.equal(normaliseFlexi('02170060622'), '02170060622')
    assert.equal(normaliseFlexi('(021) 7006 0622'), '02170060622')
    assert.equal(normaliseFlexi('+62 21 70060622'), '02170060622')
    for (const wrong of ['2170060622', '0217', '021700606221234', '00170060622', 'abc']) {
      assert.isNull(normaliseFlexi(wrong))
    }
  })
})
