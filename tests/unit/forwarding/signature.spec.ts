import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from '@japa/runner'
import { contractParametersIn } from '#shared/outbound/contract_parameters'
import {
  buildRedirectUrl,
  buildSignedUrl,
  canonicalText,
  encodeRfc3986,
  signParameters,
  signRequest,
  verifyRequest,
  verifySigned,
  type SigningKey,
} from '#forwarding/signature'

interface Vectors {
  url_signatures: {
    name: string
    kid: string
    secret: string
    base_url: string
    parameters: Record<string, string>
    canonical: string
    sig: string
    signed_url: string
  }[]
  request_signatures: {
    method: string
    path: string
    timestamp: string
    kid: string
    secret: string
    headers: Record<string, string>
  }[]
}

const VECTORS = JSON.parse(
  readFileSync(new URL('../../../app/forwarding/test_vectors.json', import.meta.url), 'utf8')
) as Vectors

const NOW = 1_795_414_800_000
const OLD_KEY = { kid: 'k1', secret: 'lama' }
const NEW_KEY = { kid: 'k2', secret: 'baru' }
const PARAMS = { v: '1', trx_id: 'T1', amount: 110, ts: NOW / 1000 }

function signed(key: SigningKey = NEW_KEY, url = 'https://mitra.example/terima') {
  return buildSignedUrl(url, PARAMS, key)
}

function errorOf(url: string, keys = [OLD_KEY, NEW_KEY], now = NOW) {
  const result = verifySigned(url, keys, { now })
  return result.ok ? null : result.error.type
}

test.group('Published test vectors', () => {
  test('[R3.7] {name}')
    .with(VECTORS.url_signatures)
    .run(({ assert }, vector) => {
      const key = { kid: vector.kid, secret: vector.secret }
      assert.equal(buildSignedUrl(vector.base_url, vector.parameters, key), vector.signed_url)

      const pairs = [...new URL(vector.signed_url).searchParams]
      assert.equal(canonicalText(pairs), vector.canonical)
      assert.equal(pairs.find(([name]) => name === 'sig')![1], vector.sig)
      assert.isTrue(verifySigned(vector.signed_url, [key], { now: NOW }).ok)
    })

  test('[R3.7] status API: {method} {path}')
    .with(VECTORS.request_signatures)
    .run(({ assert }, vector) => {
      const key = { kid: vector.kid, secret: vector.secret }
      assert.deepEqual(signRequest(vector, key, Number(vector.timestamp) * 1000), vector.headers)
      assert.isTrue(verifyRequest(vector, [key], { now: NOW }).ok)
    })
})

test.group('Signed parameters', () => {
  test('[R4.7] RFC 3986: blanks are %20, only unreserved characters stay', ({ assert }) => {
    assert.equal(encodeRfc3986("a b+!'()*~-._é"), 'a%20b%2B%21%27%28%29%2A~-._%C3%A9')
  })

  test('[R4.7] kid is signed, sig is not, the order given does not matter', ({ assert }) => {
    const one = signParameters({ b: '2', a: '1' }, NEW_KEY)
    const other = signParameters({ a: '1', b: '2' }, NEW_KEY)
    assert.equal(one.canonical, 'a=1&b=2&kid=k2')
    assert.equal(one.sig, other.sig)
    assert.match(one.sig, /^[0-9a-f]{64}$/)
    assert.notEqual(one.sig, signParameters({ a: '1', b: '2' }, { ...NEW_KEY, kid: 'k3' }).sig)
  })

  test("[R4.7] the partner's own parameters are kept, ours cannot be shadowed", ({ assert }) => {
    const url = new URL(
      signed(NEW_KEY, 'https://mitra.example/t?token=x&trx_id=palsu&sig=0&amount=1')
    )
    assert.equal(url.searchParams.get('token'), 'x')
    assert.deepEqual(url.searchParams.getAll('trx_id'), ['T1'])
    assert.deepEqual(url.searchParams.getAll('amount'), ['110'])
    assert.lengthOf(url.searchParams.getAll('sig'), 1)
    assert.isNull(errorOf(url.href))
  })

  test('[R3.2] names of the contract in a URL are found', ({ assert }) => {
    assert.deepEqual(contractParametersIn('https://mitra.example/t?sig=1&toko=2&trx_id=3'), [
      'trx_id',
      'sig',
    ])
    assert.deepEqual(contractParametersIn('https://mitra.example/t?toko=2'), [])
  })

  test('[R4.7] both valid keys pass, so that a partner can rotate', ({ assert }) => {
    assert.isNull(errorOf(signed(OLD_KEY)))
    assert.isNull(errorOf(signed(NEW_KEY)))
    assert.equal(errorOf(signed(OLD_KEY), [NEW_KEY]), 'unknown_key')
  })

  test('[R4.7] what was changed on the way is refused', ({ assert }) => {
    assert.equal(errorOf(signed().replace('amount=110', 'amount=1')), 'bad_signature')
    assert.equal(errorOf(`${signed()}&bonus=1`), 'bad_signature')
    assert.equal(errorOf(signed().replace('v=1&', '')), 'bad_signature')
    assert.equal(errorOf(signed().replace(/sig=./, 'sig=g')), 'bad_signature')
    assert.equal(errorOf(signed().slice(0, -2)), 'bad_signature')
    assert.equal(errorOf(signed().replace('kid=k2', 'kid=k1')), 'bad_signature')
    assert.equal(errorOf(signed().replace(/&sig=.*/, '')), 'unsigned')
    assert.equal(errorOf('https://mitra.example/terima'), 'unsigned')
    assert.equal(errorOf(`${signed()}&trx_id=T2`), 'repeated_parameter')
    assert.equal(errorOf(`${signed()}&sig=00`), 'repeated_parameter')
  })

  test('[R4.7] 300 seconds of skew either way, not one more', ({ assert }) => {
    assert.isNull(errorOf(signed(), undefined, NOW + 300_000))
    assert.isNull(errorOf(signed(), undefined, NOW - 300_000))
    assert.equal(errorOf(signed(), undefined, NOW + 301_000), 'stale')
    assert.equal(errorOf(signed(), undefined, NOW - 301_000), 'stale')
    const odd = buildSignedUrl('https://mitra.example/', { ts: '1e9' }, NEW_KEY)
    assert.equal(errorOf(odd), 'stale')
  })

  test('[R4.7] any parameters survive the way and verify (property)', ({ assert }) => {
    const pair = fc.tuple(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'grapheme' })
    )
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 6 }), fc.string({ unit: 'binary' }), (own, value) => {
        const url = new URL('https://mitra.example/terima')
        own.forEach(([name, one]) => url.searchParams.append(`x${name}`, one))
        const result = verifySigned(
          buildSignedUrl(url.href, { ...PARAMS, channel: value }, NEW_KEY),
          [NEW_KEY],
          { now: NOW }
        )
        assert.isTrue(result.ok)
        if (result.ok) assert.equal(result.value.params.channel, value.toWellFormed())
      }),
      { numRuns: 200 }
    )
  })
})

test.group('Redirect of the customer', () => {
  const redirect = {
    env: 'development' as const,
    order_no: '384',
    trx_id: 'T1',
    content_id: 'C1',
    cust_ref: 'c_1',
    status: 'fulfilled',
  }

  test('[R4.6] is good for five minutes', ({ assert }) => {
    const url = buildRedirectUrl('https://mitra.example/masuk?bahasa=id', redirect, NEW_KEY, NOW)
    const result = verifySigned(url, [NEW_KEY], { now: NOW + 300_000 })
    assert.isTrue(result.ok)
    if (result.ok) {
      assert.deepEqual(result.value.params, {
        bahasa: 'id',
        v: '1',
        ...redirect,
        ts: String(NOW / 1000),
        kid: 'k2',
      })
    }
    assert.equal(errorOf(url, [NEW_KEY], NOW + 301_000), 'stale')
  })
})

test.group('Status API', () => {
  const request = { method: 'GET', path: '/api/v1/transactions/T1' }
  const headers = signRequest(request, NEW_KEY, NOW)
  const errorType = (changed: object, now = NOW) => {
    const result = verifyRequest({ ...request, headers, ...changed }, [NEW_KEY], { now })
    return result.ok ? null : result.error.type
  }

  test('[R4.7] a signed request passes for 300 seconds', ({ assert }) => {
    assert.isNull(errorType({}))
    assert.isNull(errorType({ method: 'get' }))
    assert.isNull(errorType({}, NOW + 300_000))
  })

  test('[R4.7] another method, path, time, key or none is refused', ({ assert }) => {
    assert.equal(errorType({ method: 'POST' }), 'bad_signature')
    assert.equal(errorType({ path: '/api/v1/transactions/T2' }), 'bad_signature')
    assert.equal(errorType({ path: `${request.path}?x=1` }), 'bad_signature')
    assert.equal(errorType({ headers: { ...headers, 'etalase-timestamp': '1' } }), 'bad_signature')
    assert.equal(errorType({ headers: { ...headers, 'etalase-key': 'k9' } }), 'unknown_key')
    assert.equal(errorType({ headers: {} }), 'unsigned')
    assert.equal(errorType({ headers: { ...headers, 'etalase-key': ['k2', 'k2'] } }), 'unsigned')
    assert.equal(errorType({}, NOW + 301_000), 'stale')
  })
})
