import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import forge from 'node-forge'
import { test } from '@japa/runner'
import {
  createOutboundClient,
  type OutboundClientOptions,
  type OutboundResult,
} from '#shared/outbound/client'
import { longEnough } from '#tests/support/patience'

const WORKSTATION = {
  httpsOnly: false,
  allowHosts: ['127.0.0.1', 'localhost', 'mitra.localhost', 'mitra.example', 'lain.example'],
}
const STRICT = { httpsOnly: false, allowHosts: [] }

/** Limits that no loaded machine reaches; what ends by one of them says so in its test. */
const PATIENT = { connectTimeoutMs: 60_000, deadlineMs: 60_000 }

function client(options: Partial<OutboundClientOptions> = {}) {
  return createOutboundClient({ environmentPolicy: WORKSTATION, ...PATIENT, ...options })
}

async function listen(server: net.Server, onCleanup: (end: () => void) => void): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onCleanup(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function failure(result: OutboundResult) {
  if (result.type !== 'failed') throw new Error(`expected a failure, got ${result.status}`)
  return result
}

function answer(result: OutboundResult) {
  if (result.type !== 'answer') throw new Error(`${result.reason}: ${result.detail}`)
  return result
}

function selfSigned(name: string) {
  const keys = forge.pki.rsa.generateKeyPair(2048)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date('2020-01-01')
  certificate.validity.notAfter = new Date('2099-01-01')
  const subject = [{ name: 'commonName', value: name }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
  ])
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  return {
    key: forge.pki.privateKeyToPem(keys.privateKey),
    cert: forge.pki.certificateToPem(certificate),
  }
}

test.group('Outbound client', () => {
  test('[R4.7] brings status, headers, body, timings and the address', async ({
    assert,
    cleanup,
  }) => {
    let seen: http.IncomingMessage | undefined
    const server = http.createServer((request, response) => {
      seen = request
      response.writeHead(201, { 'content-type': 'text/plain' }).end('OK')
    })
    const port = await listen(server, cleanup)

    const result = answer(
      await client().get(`http://mitra.localhost:${port}/terima?a=1`, {
        headers: { 'etalase-attempt': '2' },
      })
    )

    assert.equal(result.status, 201)
    assert.equal(result.body.toString(), 'OK')
    assert.equal(result.headers['content-type'], 'text/plain')
    assert.equal(result.remoteAddress, '127.0.0.1')
    assert.isAbove(result.timings.totalMs, 0)
    assert.isAtMost(result.timings.connectMs, result.timings.totalMs)
    assert.equal(seen!.url, '/terima?a=1')
    assert.equal(seen!.headers.host, `mitra.localhost:${port}`)
    assert.equal(seen!.headers['etalase-attempt'], '2')
    assert.equal(seen!.headers['accept-encoding'], 'identity')
    assert.isUndefined(seen!.headers.cookie)
  })

  test('posts a body', async ({ assert, cleanup }) => {
    const server = http.createServer((request, response) => request.pipe(response))
    const port = await listen(server, cleanup)
    const result = answer(await client().post(`http://127.0.0.1:${port}/`, 'abc'))
    assert.equal(result.body.toString(), 'abc')
  })

  test('[R4.7] a 500 is an answer', async ({ assert, cleanup }) => {
    const port = await listen(
      http.createServer((_request, response) => response.writeHead(500).end()),
      cleanup
    )
    assert.equal(answer(await client().get(`http://127.0.0.1:${port}/`)).status, 500)
  })

  test('[R4.7] refuses loopback where the machine does not allow it', async ({
    assert,
    cleanup,
  }) => {
    let calls = 0
    const port = await listen(
      http.createServer((_request, response) => {
        calls++
        response.end()
      }),
      cleanup
    )
    for (const host of ['127.0.0.1', 'localhost', 'mitra.localhost', '2130706433', '[::1]']) {
      const result = failure(
        await client({ environmentPolicy: STRICT }).get(`http://${host}:${port}/`)
      )
      assert.equal(result.reason, 'forbidden_address', host)
    }
    assert.equal(calls, 0)
  })

  test('[R4.7] refuses a public name that resolves to an inside address')
    .with(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0'])
    .run(async ({ assert }, address) => {
      const strict = client({ environmentPolicy: STRICT, resolve: async () => [address] })
      const result = failure(await strict.get('http://mitra.example/'))
      assert.equal(result.reason, 'forbidden_address')
      assert.include(result.detail, address)
      assert.isNull(result.remoteAddress)
    })

  test('[R4.7] one inside address among public ones spoils the name', async ({ assert }) => {
    const mixed = client({
      environmentPolicy: STRICT,
      resolve: async () => ['8.8.8.8', '192.168.0.10'],
    })
    assert.equal(failure(await mixed.get('http://mitra.example/')).reason, 'forbidden_address')
  })

  test('[R4.7] rebinding: the name is asked once, and the address that was judged is called', async ({
    assert,
    cleanup,
  }) => {
    const hits: string[] = []
    const outside = http.createServer((_request, response) => {
      hits.push('judged')
      response.end('judged')
    })
    const port = await listen(outside, cleanup)
    let asked = 0
    const rebinding = client({
      environmentPolicy: { httpsOnly: false, allowHosts: ['rebind.example'] },
      // First a permitted address, then one that the policy would refuse.
      resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']),
    })

    const first = answer(await rebinding.get(`http://rebind.example:${port}/`))
    assert.equal(first.body.toString(), 'judged')
    assert.equal(first.remoteAddress, '127.0.0.1')
    assert.equal(asked, 1)

    const second = failure(await rebinding.get(`http://rebind.example:${port}/`))
    assert.equal(second.reason, 'forbidden_address')
    assert.deepEqual(hits, ['judged'])
  })

  test('[R4.7] tries the next address of a name', async ({ assert, cleanup }) => {
    const port = await listen(
      http.createServer((_request, response) => response.end('OK')),
      cleanup
    )
    const result = await client({ resolve: async () => ['127.0.0.9', '127.0.0.1'] }).get(
      `http://mitra.example:${port}/`
    )
    assert.equal(answer(result).remoteAddress, '127.0.0.1')
  })

  test('[R4.7] names that do not resolve, or not in time', async ({ assert }) => {
    const none = client({ resolve: async () => [] })
    assert.equal(failure(await none.get('http://mitra.example/')).reason, 'unresolvable')

    const failing = client({
      resolve: async () => {
        throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' })
      },
    })
    assert.equal(failure(await failing.get('http://mitra.example/')).reason, 'unresolvable')

    const silent = client({ connectTimeoutMs: 50, resolve: () => new Promise(() => {}) })
    assert.equal(failure(await silent.get('http://mitra.example/')).reason, 'unresolvable')
  })

  test('[R4.7] nobody listens', async ({ assert, cleanup }) => {
    const server = net.createServer()
    const port = await listen(server, cleanup)
    await new Promise((resolve) => server.close(resolve))
    const result = failure(await client().get(`http://127.0.0.1:${port}/`))
    assert.equal(result.reason, 'connection_refused')
    assert.isNull(result.timings.connectMs)
  })

  test('[R4.7] a TLS handshake that never answers ends with the connect time-out', async ({
    assert,
    cleanup,
  }) => {
    const port = await listen(net.createServer(), cleanup)
    const result = failure(await client({ connectTimeoutMs: 80 }).get(`https://127.0.0.1:${port}/`))
    assert.equal(result.reason, 'connect_timeout')
  })

  test('[R4.7] a server that says nothing ends with the deadline', async ({ assert, cleanup }) => {
    const port = await listen(net.createServer(), cleanup)
    const result = await longEnough(
      async (deadlineMs) => failure(await client({ deadlineMs }).get(`http://127.0.0.1:${port}/`)),
      ({ timings }) => timings.connectMs !== null
    )
    assert.equal(result.reason, 'deadline')
    assert.isNumber(result.timings.connectMs)
    assert.isNull(result.seen)
  })

  test('[R4.7] a dripping body ends with the deadline, what came is kept', async ({
    assert,
    cleanup,
  }) => {
    const server = http.createServer((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 15)
      response.on('close', () => clearInterval(drip))
    })
    const port = await listen(server, cleanup)
    const result = await longEnough(
      async (deadlineMs) => failure(await client({ deadlineMs }).get(`http://127.0.0.1:${port}/`)),
      ({ seen }) => seen !== null && seen.body.length > 0
    )
    assert.equal(result.reason, 'deadline')
    assert.equal(result.seen!.status, 200)
    assert.match(result.seen!.body.toString(), /^\.+$/)
  })

  test('[R4.7] dripping headers end with the deadline', async ({ assert, cleanup }) => {
    const server = net.createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const drip = setInterval(() => socket.write('x-a: b\r\n'), 15)
      socket.on('close', () => clearInterval(drip)).on('error', () => {})
    })
    const port = await listen(server, cleanup)
    const result = failure(await client({ deadlineMs: 200 }).get(`http://127.0.0.1:${port}/`))
    assert.equal(result.reason, 'deadline')
  })

  test('[R4.7] 64 KB pass, one byte more does not, announced or not', async ({
    assert,
    cleanup,
  }) => {
    const server = http.createServer((request, response) => {
      const size = Number(request.url!.slice(1))
      if (request.headers['x-announce']) response.setHeader('content-length', size)
      response.end(Buffer.alloc(size, 'a'))
    })
    const port = await listen(server, cleanup)
    const fits = answer(await client().get(`http://127.0.0.1:${port}/65536`))
    assert.lengthOf(fits.body, 65536)

    for (const headers of [{}, { 'x-announce': '1' }] as Record<string, string>[]) {
      const result = failure(await client().get(`http://127.0.0.1:${port}/65537`, { headers }))
      assert.equal(result.reason, 'too_large')
      assert.isAtMost(result.seen!.body.length, 65536)
    }
    const larger = await client().get(`http://127.0.0.1:${port}/70000`, { maxBytes: 70_000 })
    assert.lengthOf(answer(larger).body, 70_000)
  })

  test('[R4.7] an endless body is cut at the cap, not at the deadline', async ({
    assert,
    cleanup,
  }) => {
    const server = http.createServer((_request, response) => {
      const block = Buffer.alloc(16 * 1024)
      const push = () => response.write(block) && setImmediate(push)
      response.on('drain', push)
      push()
    })
    const port = await listen(server, cleanup)
    const result = failure(await client().get(`http://127.0.0.1:${port}/`))
    assert.equal(result.reason, 'too_large')
  })

  test('[R4.7] headers without end are refused', async ({ assert, cleanup }) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.write(`HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`)
    })
    const port = await listen(server, cleanup)
    assert.equal(failure(await client().get(`http://127.0.0.1:${port}/`)).reason, 'too_large')
  })

  test('[R4.7] redirects are not followed')
    .with([301, 302, 303, 307, 308])
    .run(async ({ assert, cleanup }, status) => {
      const paths: string[] = []
      const server = http.createServer((request, response) => {
        paths.push(request.url!)
        response.writeHead(status, { location: '/lain' }).end()
      })
      const port = await listen(server, cleanup)
      const result = failure(await client().get(`http://127.0.0.1:${port}/terima`))
      assert.equal(result.reason, 'redirect')
      assert.equal(result.detail, `${status} to /lain`)
      assert.equal(result.seen!.status, status)
      assert.deepEqual(paths, ['/terima'])
    })

  test('[R4.7] a connection that breaks', async ({ assert, cleanup }) => {
    const port = await listen(
      net.createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.resetAndDestroy())
      }),
      cleanup
    )
    assert.equal(failure(await client().get(`http://127.0.0.1:${port}/`)).reason, 'reset')
  })

  test('[R4.7] an answer that is cut short is no answer', async ({ assert, cleanup }) => {
    const port = await listen(
      net.createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nOK'))
      }),
      cleanup
    )
    assert.equal(failure(await client().get(`http://127.0.0.1:${port}/`)).reason, 'reset')
  })

  test('[R4.7] something that is not HTTP', async ({ assert, cleanup }) => {
    const port = await listen(
      net.createServer((socket) => {
        socket.on('error', () => {})
        socket.end('SSH-2.0-OpenSSH_9.9\r\n')
      }),
      cleanup
    )
    const result = failure(await client().get(`http://127.0.0.1:${port}/`))
    assert.equal(result.reason, 'protocol')
  })

  test('[R4.7] TLS is verified: unknown issuer and wrong name are refused, a known root passes', async ({
    assert,
    cleanup,
  }) => {
    const identity = selfSigned('mitra.example')
    const port = await listen(
      https.createServer(identity, (_request, response) => response.end('OK')),
      cleanup
    )
    const resolve = async () => ['127.0.0.1']

    const unknown = failure(await client({ resolve }).get(`https://mitra.example:${port}/`))
    assert.equal(unknown.reason, 'tls')

    const trusting = client({ resolve, extraRoots: [identity.cert] })
    assert.equal(answer(await trusting.get(`https://mitra.example:${port}/`)).status, 200)

    const wrongName = failure(await trusting.get(`https://lain.example:${port}/`))
    assert.equal(wrongName.reason, 'tls')
    const literal = failure(await trusting.get(`https://127.0.0.1:${port}/`))
    assert.equal(literal.reason, 'tls')
  })

  test('[R4.7] the environment cannot switch TLS verification off', async ({ assert, cleanup }) => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    cleanup(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    })
    const port = await listen(
      https.createServer(selfSigned('mitra.example'), (_request, response) => response.end('OK')),
      cleanup
    )
    assert.equal(failure(await client().get(`https://127.0.0.1:${port}/`)).reason, 'tls')
  })

  test('the caller may give up', async ({ assert, cleanup }) => {
    const port = await listen(net.createServer(), cleanup)
    const giveUp = new AbortController()
    setTimeout(() => giveUp.abort(), 50)
    const result = await client().get(`http://127.0.0.1:${port}/`, { signal: giveUp.signal })
    assert.equal(failure(result).reason, 'aborted')

    const late = await client().get(`http://127.0.0.1:${port}/`, { signal: giveUp.signal })
    assert.equal(failure(late).reason, 'aborted')
  })

  test('[R3.2] a refused URL is a result, not an exception', async ({ assert }) => {
    const result = failure(await client().get('ftp://mitra.example/'))
    assert.equal(result.reason, 'forbidden_url')
    assert.equal(result.detail, 'scheme')
  })
})
