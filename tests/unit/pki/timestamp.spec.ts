import { createHash, randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import { crlsFrom } from '#pki/folder_revocation'
import { TimestampRefused } from '#pki/timestamp/client'
import { judgeTimestamp, TIMESTAMP_REASONS } from '#pki/timestamp/token'
import { trustFrom } from '#pki/trust_store'
import { openTimestampAuthority } from '#plugins/pki/http_timestamps/authority'
import { ExtendedKeyUsageExtension } from '@peculiar/x509'
import {
  generalizedTime,
  granted,
  makeAuthority,
  makeToken,
  POLICY,
  readQuery,
  StampServer,
  type Authority,
  type Fault,
  type TokenShape,
} from '#tests/support/pki/authority'
import { makeIdentity } from '#tests/support/pki/certificates'
import { int, seq } from '#tests/support/pki/der'
import { has } from '#tests/support/pki/openssl'

const DIGEST = createHash('sha256').update('signature').digest()

let made: Promise<Authority> | undefined
const authority = () => (made ??= makeAuthority())

/** Judges a token that is right but for what is asked to be different. */
async function judge(
  shape: Partial<TokenShape> = {},
  expected: Partial<Parameters<typeof judgeTimestamp>[1]> = {}
) {
  const { identity, root, trust, revocation } = await authority()
  const token = makeToken({
    digest: DIGEST,
    signer: identity,
    certificates: [identity.der, root.der],
    ...shape,
  })
  const stamp = await judgeTimestamp(token, {
    digest: DIGEST,
    trust,
    revocation,
    now: new Date(),
    ...expected,
  })
  return typeof stamp === 'string' ? stamp : 'good'
}

test.group('pki / time stamp tokens', () => {
  test('a right one is believed, and says when, who and what proves it', async ({ assert }) => {
    const { identity, root, crl, trust, revocation } = await authority()
    const certificates = [identity.der, root.der]
    const time = '20261123010203.5Z'
    const token = makeToken({ digest: DIGEST, signer: identity, certificates, time, accuracy: 1 })
    const stamp = await judgeTimestamp(token, {
      digest: DIGEST,
      trust,
      revocation,
      now: new Date(),
    })
    assert.isObject(stamp)
    if (typeof stamp === 'string') return
    assert.equal(stamp.at.toISOString(), '2026-11-23T01:02:03.500Z')
    assert.equal(stamp.policy, POLICY)
    assert.equal(stamp.signer.commonName, 'Test Time Stamp Authority')
    assert.deepEqual(
      stamp.evidence.certificates.map((der) => Buffer.from(der).toString('hex')),
      certificates.map((der) => Buffer.from(der).toString('hex'))
    )
    assert.deepEqual(stamp.evidence.crls.map(Buffer.from), [Buffer.from(crl)])
  })

  test('about another digest, or by another hash', async ({ assert }) => {
    assert.equal(await judge(), 'good')
    assert.equal(await judge({ digest: randomBytes(32) }), 'timestamp.imprint')
    assert.equal(await judge({ digest: randomBytes(20) }), 'timestamp.imprint')
    assert.equal(await judge({ imprint: '1.3.14.3.2.26' }), 'timestamp.imprint')
    assert.equal(await judge({ imprint: '2.16.840.1.101.3.4.2.3' }), 'timestamp.imprint')
  })

  test('an answer to another question', async ({ assert }) => {
    const nonce = Buffer.from('4011223344556677', 'hex')
    assert.equal(await judge({ nonce }, { nonce }), 'good')
    assert.equal(await judge({}, { nonce }), 'timestamp.nonce')
    assert.equal(
      await judge({ nonce: randomBytes(8).fill(0x41, 0, 1) }, { nonce }),
      'timestamp.nonce'
    )
  })

  test('of another policy', async ({ assert }) => {
    assert.equal(await judge({}, { policy: POLICY }), 'good')
    assert.equal(await judge({ policy: '1.2.3' }, { policy: POLICY }), 'timestamp.policy')
  })

  test('of another time, or of one that says too little', async ({ assert }) => {
    const now = new Date()
    const between = [now, now] as const
    const time = (minutes: number) => generalizedTime(new Date(now.getTime() + minutes * 60_000))
    assert.equal(await judge({ time: time(4) }, { between }), 'good')
    assert.equal(await judge({ time: time(-4) }, { between }), 'good')
    assert.equal(await judge({ time: time(8) }, { between }), 'timestamp.time')
    assert.equal(await judge({ time: time(-8) }, { between }), 'timestamp.time')
    assert.equal(await judge({ accuracy: 59 }, { between }), 'good')
    assert.equal(await judge({ accuracy: 61 }, { between }), 'timestamp.time')
    for (const bad of [
      '20261301000000Z',
      '20261123010203.50Z',
      '20261123010203',
      '20261123010203.Z',
    ]) {
      assert.equal(await judge({ time: bad }), 'timestamp.malformed', bad)
    }
  })

  test('by a stranger, by nobody, by two, without the binding of its certificate', async ({
    assert,
  }) => {
    const { identity, root } = await authority()
    const stranger = await makeAuthority()
    const foreign = {
      signer: stranger.identity,
      certificates: [stranger.identity.der, stranger.root.der],
    }
    assert.equal(await judge(foreign), 'timestamp.untrusted')
    const forged = { signer: { ...identity, privateKey: stranger.identity.privateKey } }
    assert.equal(await judge(forged), 'timestamp.signature')
    assert.equal(await judge({ certificates: [root.der] }), 'timestamp.signature')
    assert.equal(await judge({ signers: 0 }), 'timestamp.signature')
    assert.equal(await judge({ signers: 2 }), 'timestamp.signature')
    assert.equal(await judge({ binds: null }), 'timestamp.signature')
    assert.equal(await judge({ binds: root.der }), 'timestamp.signature')
    assert.equal(await judge({ names: identity }), 'good')
    assert.equal(await judge({ names: root }), 'timestamp.signature')
    assert.equal(await judge({ contentType: '1.2.840.113549.1.7.1' }), 'timestamp.malformed')
  })

  test('by a certificate that is not for time stamps alone', async ({ assert }) => {
    const stamping = '1.3.6.1.5.5.7.3.8'
    const usages: [ExtendedKeyUsageExtension[], string][] = [
      [[new ExtendedKeyUsageExtension([stamping], true)], 'good'],
      [[new ExtendedKeyUsageExtension([stamping], false)], 'timestamp.purpose'],
      [[new ExtendedKeyUsageExtension([stamping, '1.3.6.1.5.5.7.3.4'], true)], 'timestamp.purpose'],
      [[new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.4'], true)], 'timestamp.purpose'],
      [[new ExtendedKeyUsageExtension(['2.5.29.37.0'], true)], 'timestamp.purpose'],
      [[], 'timestamp.purpose'],
    ]
    const { root, identity } = await authority()
    const { notBefore, notAfter } = identity.certificate
    for (const [extensions, wanted] of usages) {
      const signer = await makeIdentity({
        name: 'CN=Another',
        issuer: root,
        extendedKeyUsage: null,
        crlUrl: 'http://crl.example/stamps.crl',
        extensions,
        notBefore,
        notAfter,
      })
      assert.equal(await judge({ signer, certificates: [signer.der] }), wanted)
    }
  })

  test('by a certificate that is revoked, ended, or cannot be checked', async ({ assert }) => {
    const { revokedCrl } = await authority()
    assert.equal(await judge({}, { revocation: crlsFrom([revokedCrl]) }), 'timestamp.revoked')
    assert.equal(await judge({}, { revocation: crlsFrom([]) }), 'timestamp.revocation_unknown')
    assert.equal(await judge({ time: '20390101000000Z' }), 'timestamp.expired')
    assert.equal(await judge({}, { trust: trustFrom([]) }), 'timestamp.untrusted')
  })

  test('an altered token is refused, or says what the honest one says', async ({ assert }) => {
    const { identity, root, trust } = await authority()
    const certificates = [identity.der, root.der]
    const token = makeToken({ digest: DIGEST, signer: identity, certificates })
    const says = async (bytes: Uint8Array) => {
      const stamp = await judgeTimestamp(bytes, { digest: DIGEST, trust })
      if (typeof stamp === 'string') return stamp
      return `${stamp.at.toISOString()} ${stamp.policy} ${stamp.signer.fingerprint}`
    }
    const honest = await says(token)
    let refused = 0
    for (let bit = 0; bit < token.length * 8; bit += 7) {
      const changed = Buffer.from(token)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      const said = await says(changed)
      if (said === honest) continue
      assert.include(TIMESTAMP_REASONS, said)
      refused++
    }
    // The rest lies in the message's own copy of the root, which nobody reads.
    assert.isAbove(refused, (token.length * 8) / 7 / 2)
  })
})

test.group('pki / a time stamp authority that openssl runs', (group) => {
  let server: StampServer
  group.setup(async () => {
    server = await new StampServer(await authority()).open()
    return () => server.close()
  })
  group.each.teardown(() => void (server.fault = {}))

  const client = async (options: { policy?: string; deadlineMs?: number } = {}) => {
    const { trust, revocation } = await authority()
    return openTimestampAuthority({
      url: server.url,
      trust: async () => trust,
      revocation: async () => revocation,
      now: () => new Date(),
      ...options,
    })
  }
  const reason = async (fault: Fault, options = {}) => {
    server.fault = fault
    const stamps = await client(options)
    return stamps.timestamp(DIGEST).then(
      () => 'stamped',
      (error: unknown) => (error instanceof TimestampRefused ? error.reason : String(error))
    )
  }
  const skipped = !has('openssl')
  const why = 'openssl is not installed'

  test('stamps a digest; each question has a nonce of its own', async ({ assert }) => {
    const stamps = await client({ policy: POLICY })
    const [one, two] = [await stamps.timestamp(DIGEST), await stamps.timestamp(DIGEST)]
    assert.equal(one.signer.commonName, 'Test Time Stamp Authority')
    assert.isBelow(Math.abs(one.at.getTime() - Date.now()), 600_000)
    assert.notDeepEqual(one.token, two.token)
    const [a, b] = server.requests.slice(-2).map(readQuery)
    assert.notDeepEqual(a!.nonce, b!.nonce)
    assert.deepEqual(a!.digest, DIGEST)
  }).skip(skipped, why)

  test('refused: another nonce, another imprint, an old answer, a rejection', async ({
    assert,
  }) => {
    const swapped = (find: (query: Buffer) => Buffer) => (query: Buffer) => {
      const at = query.indexOf(find(query))
      const other = Buffer.from(query)
      other[at + 3]! ^= 0x15
      return other
    }
    assert.equal(
      await reason({ query: swapped((query) => readQuery(query).nonce) }),
      'timestamp.nonce'
    )
    assert.equal(
      await reason({ query: swapped((query) => readQuery(query).digest) }),
      'timestamp.imprint'
    )
    let first: Buffer | undefined
    const replayed: Fault = { answer: (reply) => (first ??= reply) }
    assert.equal(await reason(replayed), 'stamped')
    assert.equal(await reason(replayed), 'timestamp.nonce')
    assert.equal(await reason({}, { policy: '1.2.3.4' }), 'timestamp.refused')
    assert.equal(await reason({ answer: () => seq(seq(int(2))) }), 'timestamp.refused')
    assert.equal(await reason({ answer: () => seq(seq(int(0))) }), 'timestamp.malformed')
  }).skip(skipped, why)

  test('refused: a token of another signer in an answer to our question', async ({ assert }) => {
    const forger = await makeAuthority()
    const answer = (_: Buffer, query: Buffer) =>
      granted(
        makeToken({
          ...readQuery(query),
          signer: forger.identity,
          certificates: [forger.identity.der, forger.root.der],
        })
      )
    assert.equal(await reason({ answer }), 'timestamp.untrusted')
  }).skip(skipped, why)

  test('refused: garbage, too much, another status, a redirect, silence, nobody there', async ({
    assert,
  }) => {
    const instead = (write: NonNullable<Fault['instead']>, deadlineMs = 1500) =>
      reason({ instead: write }, { deadlineMs })
    assert.equal(await instead((response) => response.end('<html>')), 'timestamp.malformed')
    assert.equal(await instead((response) => response.end()), 'timestamp.malformed')
    assert.equal(
      await instead((response) => response.end(Buffer.alloc(70_000))),
      'timestamp.unavailable'
    )
    assert.equal(
      await instead((response) => response.writeHead(503).end()),
      'timestamp.unavailable'
    )
    const away = openTimestampAuthority({
      url: 'http://127.0.0.1:1/',
      trust: async () => trustFrom([]),
      now: () => new Date(),
    })
    const refusal = await away.timestamp(DIGEST).catch((error: Error) => error)
    // What stands behind it is there for who mends it: here that nothing listens.
    assert.instanceOf(refusal, TimestampRefused)
    assert.instanceOf((refusal as Error).cause, Error)
    const elsewhere = { location: 'http://127.0.0.1:1/' }
    assert.equal(
      await instead((response) => response.writeHead(307, elsewhere).end()),
      'timestamp.unavailable'
    )
    assert.equal(await instead((response) => response.destroy()), 'timestamp.unavailable')
    assert.equal(await instead(() => {}, 300), 'timestamp.unavailable')
    const dripping = (response: Parameters<NonNullable<Fault['instead']>>[0]) => {
      const timer = setInterval(() => response.write('0'), 100)
      response.on('close', () => clearInterval(timer))
    }
    assert.equal(await instead(dripping, 300), 'timestamp.unavailable')
  })

  test('an address that is none is refused at once; a password in it goes into the header', async ({
    assert,
  }) => {
    const open = (url: string) =>
      openTimestampAuthority({ url, trust: async () => trustFrom([]), now: () => new Date() })
    assert.throws(() => open('tsa.example'), /must begin with http/)
    assert.throws(() => open('file:///etc/passwd'), /must begin with http/)
    let authorization: string | undefined
    server.fault = {
      instead: (response) => {
        authorization = response.req.headers.authorization
        response.end()
      },
    }
    const url = server.url.replace('http://', 'http://web%20store:se:cret@')
    await assert.rejects(() => open(url).timestamp(DIGEST))
    assert.equal(authorization, `Basic ${Buffer.from('web store:se:cret').toString('base64')}`)
  })
})
