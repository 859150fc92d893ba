import { test } from '@japa/runner'
import { checkUrl, parseOutboundAllow, type OutboundPolicy } from '#shared/outbound/client'

const PRODUCTION: OutboundPolicy = { httpsOnly: true, allowLoopback: false, allowHosts: [] }
const DEVELOPMENT: OutboundPolicy = { httpsOnly: false, allowLoopback: false, allowHosts: [] }
const WORKSTATION: OutboundPolicy = { httpsOnly: false, allowLoopback: true, allowHosts: [] }

const PRIVATE_ADDRESSES = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://0x7F.1/',
  'http://127.0.0.1./',
  'http://127。0。0。1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127%2e0%2e0%2e1/',
  'http://%31%32%37.0.0.1/',
  'http://127.255.255.254/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
  'http://mitra.localhost/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0.1.2.3/',
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://167772161/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://0xc0a80101/',
  'http://3232235777/',
  'http://100.64.0.1/',
  'http://100.100.100.200/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://169.254.43518/',
  'http://168.63.129.16/metadata',
  'http://192.0.0.192/opc/v1/',
  'http://192.0.2.1/',
  'http://192.88.99.1/',
  'http://198.18.0.1/',
  'http://198.51.100.7/',
  'http://203.0.113.9/',
  'http://224.0.0.1/',
  'http://239.255.255.250/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:8.8.8.8]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[64:ff9b:1::a00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2001::7f00:1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[2001:db8::1]/',
  'http://[2001:2::1]/',
  'http://[3fff::1]/',
  'http://[5f00::1]/',
  'http://[4000::1]/',
  'http://[2606:4700::5efe:7f00:1]/',
]

const OTHER_HOSTILE: [string, string][] = [
  ['', 'malformed'],
  ['mitra.example/terima', 'malformed'],
  ['//mitra.example/terima', 'malformed'],
  ['http:mitra.example', 'malformed'],
  ['http:///mitra.example', 'malformed'],
  ['http://mitra.example\\@10.0.0.1/', 'malformed'],
  [' http://mitra.example/', 'malformed'],
  ['http://mitra.exa\tmple/', 'malformed'],
  ['http://mitra.example/\r\nHost: x', 'malformed'],
  ['http://mitra..example/', 'malformed'],
  ['http://mitra.example../', 'malformed'],
  ['http://localhost../', 'malformed'],
  ['http://[fe80::1%25eth0]/', 'malformed'],
  ['http://1.2.3.256/', 'malformed'],
  ['http://[::1/', 'malformed'],
  ['file:///etc/passwd', 'scheme'],
  ['ftp://mitra.example/', 'scheme'],
  ['gopher://127.0.0.1:6379/_FLUSHALL', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['data:text/plain,OK', 'scheme'],
  ['ws://mitra.example/', 'scheme'],
  ['http://user:rahasia@mitra.example/', 'credentials'],
  ['http://mitra.example@10.0.0.1/', 'credentials'],
  ['http://@mitra.example/', 'credentials'],
  ['http://:@mitra.example/', 'credentials'],
  ['http://mitra.example/terima#x', 'fragment'],
  ['http://mitra.example/#', 'fragment'],
  ['http://mitra.example:22/', 'port'],
  ['http://mitra.example:25/', 'port'],
  ['http://mitra.example:0/', 'port'],
  ['http://mitra.example:3306/', 'port'],
  ['http://mitra.example:6379/', 'port'],
  ['http://intranet/', 'internal_name'],
  ['http://router.lan/', 'internal_name'],
  ['http://nas.local/', 'internal_name'],
  ['http://metadata.google.internal/', 'internal_name'],
  ['http://kubernetes.default.svc/', 'internal_name'],
  ['http://printer.home.arpa/', 'internal_name'],
  [`http://mitra.example/${'a'.repeat(2048)}`, 'too_long'],
]

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

  test('[R3.2] a development machine opens loopback and nothing else', ({ assert }) => {
    for (const url of [
      'http://localhost:4001/terima',
      'http://mitra.localhost/',
      'http://127.0.0.1:8080/',
      'http://127.0.0.53/',
      'http://[::1]:4001/',
    ]) {
      assert.isTrue(checkUrl(url, WORKSTATION).allowed, url)
    }
    const opened = PRIVATE_ADDRESSES.filter((url) => checkUrl(url, WORKSTATION).allowed)
    for (const url of opened) {
      const host = checkUrl(url, WORKSTATION).url!.hostname
      assert.match(host, /^(127\.|\[::1\]$|localhost\.?$|mitra\.localhost$)/)
    }
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

  test('[R4.7] OUTBOUND_ALLOW lifts https and the port, never the address rule', ({ assert }) => {
    const policy = {
      ...PRODUCTION,
      allowHosts: ['mitra.example', '127.0.0.1:4001', 'localhost:4001', '10.0.0.5'],
    }
    assert.isTrue(checkUrl('http://mitra.example:81/terima', policy).allowed)
    assert.equal(checkUrl('http://lain.mitra.example/', policy).reason, 'https_required')
    assert.equal(checkUrl('http://127.0.0.1:4001/', policy).reason, 'forbidden_address')
    assert.equal(checkUrl('http://10.0.0.5/', policy).reason, 'forbidden_address')

    const workstation = { ...policy, allowLoopback: true }
    assert.isTrue(checkUrl('http://127.0.0.1:4001/', workstation).allowed)
    assert.isTrue(checkUrl('http://localhost:4001/', workstation).allowed)
    assert.equal(checkUrl('http://localhost:4002/', workstation).reason, 'https_required')
    assert.equal(checkUrl('http://10.0.0.5/', workstation).reason, 'forbidden_address')
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
