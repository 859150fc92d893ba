import { test } from '@japa/runner'
import { checkUrl, parseOutboundAllow, type OutboundPolicy } from '#shared/outbound/client'
import { OTHER_HOSTILE, PRIVATE_ADDRESSES } from '#tests/support/hostile_urls'

const PRODUCTION: OutboundPolicy = { httpsOnly: true, allowHosts: [] }
const DEVELOPMENT: OutboundPolicy = { httpsOnly: false, allowHosts: [] }
const WORKSTATION: OutboundPolicy = {
  httpsOnly: false,
  allowHosts: ['localhost', 'mitra.localhost', '127.0.0.1', '127.0.0.53', '[::1]', '10.0.0.1'],
}

test.group('checkUrl', () => {
  test('[R3.2] refuses {$self}')
    .with(PRIVATE_ADDRESSES)
    .run(({ assert }, url) => {
      assert.deepInclude(checkUrl(url, DEVELOPMENT), {
        allowed: false,
        reason: 'forbidden_address',
      })
    })

  test('[R3.2] refuses {0}: {1}')
    .with(OTHER_HOSTILE)
    .run(({ assert }, [url, reason]) => {
      assert.deepEqual(checkUrl(url, DEVELOPMENT), { allowed: false, reason, url: null })
    })

  test('[R3.2] a development machine opens the loopback hosts that it names and nothing else', ({
    assert,
  }) => {
    for (const url of [
      'http://localhost:4001/terima',
      'http://mitra.localhost/',
      'http://127.0.0.1:8080/',
      'http://127.0.0.53/',
      'http://[::1]:4001/',
    ]) {
      assert.isTrue(checkUrl(url, WORKSTATION).allowed, url)
    }
    for (const url of PRIVATE_ADDRESSES.filter((one) => checkUrl(one, WORKSTATION).allowed))
      assert.include(
        ['localhost', 'localhost.', 'mitra.localhost', '127.0.0.1', '127.0.0.1.', '[::1]'],
        checkUrl(url, WORKSTATION).url!.hostname
      )
    for (const url of ['http://127.0.0.2/', 'http://lain.localhost/', 'http://10.0.0.1/'])
      assert.equal(checkUrl(url, WORKSTATION).reason, 'forbidden_address', url)
  })

  test('[R3.2] allows {$self}')
    .with([
      'https://mitra.example/terima',
      'https://mitra.example./terima',
      'https://mitra.co.id:8443/terima?kode=1&kode=2',
      'https://bücher.example/terima',
      'https://xn--bcher-kva.example/',
      'https://8.8.8.8/',
      'https://[2606:4700:4700::1111]/',
      'https://sub_domain.mitra.example/',
    ])
    .run(({ assert }, url) => {
      assert.isTrue(checkUrl(url, PRODUCTION).allowed)
    })

  test('[R4.7] the production store wants https, the development store takes http', ({
    assert,
  }) => {
    const url = 'http://mitra.example/terima'
    assert.equal(checkUrl(url, PRODUCTION).reason, 'https_required')
    assert.isTrue(checkUrl(url, DEVELOPMENT).allowed)
  })

  test('[R4.7] OUTBOUND_ALLOW lifts https, the port and loopback, and opens nothing else inside', ({
    assert,
  }) => {
    const policy = {
      ...PRODUCTION,
      allowHosts: ['mitra.example', '127.0.0.1:4001', 'localhost:4001', '10.0.0.5'],
    }
    assert.isTrue(checkUrl('http://mitra.example:81/terima', policy).allowed)
    assert.equal(checkUrl('http://lain.mitra.example/', policy).reason, 'https_required')
    assert.isTrue(checkUrl('http://127.0.0.1:4001/', policy).allowed)
    assert.isTrue(checkUrl('http://localhost:4001/', policy).allowed)
    assert.equal(checkUrl('http://localhost:4002/', policy).reason, 'forbidden_address')
    assert.equal(checkUrl('http://10.0.0.5/', policy).reason, 'forbidden_address')
  })
})

test.group('parseOutboundAllow', () => {
  test('[R4.7] reads hosts with and without a port', ({ assert }) => {
    assert.deepEqual(parseOutboundAllow(undefined, 'production'), [])
    assert.deepEqual(
      parseOutboundAllow('Mitra.localhost:4001, 127.0.0.1 [::1]:80', 'development'),
      ['mitra.localhost:4001', '127.0.0.1', '[::1]:80']
    )
  })

  test('[R4.7] refuses to be set in production, and nonsense', ({ assert }) => {
    assert.throws(() => parseOutboundAllow('localhost', 'production'), /cannot be set/)
    assert.throws(() => parseOutboundAllow('http://localhost', 'development'), /not a host/)
    assert.throws(() => parseOutboundAllow('*', 'development'), /not a host/)
  })
})
