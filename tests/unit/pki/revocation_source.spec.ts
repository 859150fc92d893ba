import { test } from '@japa/runner'
import { AuthorityInfoAccessExtension, Extension } from '@peculiar/x509'
import { fetchedRevocation, type RevocationFetch } from '#pki/fetched_revocation'
import { judgeOcspResponse, ocspRequest } from '#pki/path/ocsp'
import { checkPathRevocation } from '#pki/path/revocation'
import { parseCertificate } from '#pki/x509/certificate'
import { AT, day, makeCrl, makeIdentity } from '#tests/support/pki/certificates'
import { nil } from '#tests/support/pki/der'
import { OCSP_SIGNING, ocspResponse, type OcspShape } from '#tests/support/pki/ocsp'
import { makePartner, world } from '#tests/support/pki/world'

const OCSP_URL = 'http://ocsp.example/'

async function scene() {
  const { ca, root } = await world()
  const extensions = [new AuthorityInfoAccessExtension({ ocsp: OCSP_URL })]
  const subject = await makePartner(ca, { crlUrl: undefined, extensions })
  const responder = await makeIdentity({
    name: 'CN=Responder',
    issuer: ca,
    extendedKeyUsage: [OCSP_SIGNING],
    extensions: [new Extension('1.3.6.1.5.5.7.48.1.5', false, nil)],
  })
  return { ca, root, subject, responder }
}

test.group('pki / OCSP', () => {
  const judged = async (
    make: (s: Awaited<ReturnType<typeof scene>>) => OcspShape | Promise<OcspShape>
  ) => {
    const s = await scene()
    const der = ocspResponse(s.subject, s.ca, await make(s))
    const answer = judgeOcspResponse(
      der,
      parseCertificate(s.subject.der),
      parseCertificate(s.ca.der),
      AT
    )
    return answer.status === 'unknown' ? answer.reason : answer.status
  }

  test('[R6.4] believed: the issuer, and the responder that it authorised', async ({ assert }) => {
    assert.equal(await judged(() => ({})), 'good')
    assert.equal(await judged(() => ({ status: 'revoked' })), 'revoked')
    assert.equal(
      await judged((s) => ({ signer: s.responder, certificates: [s.responder.der] })),
      'good'
    )
    assert.equal(await judged(() => ({ byName: true })), 'good')
    assert.equal(await judged(() => ({ hash: 'sha256' })), 'good')
    const nonce = ['1.3.6.1.5.5.7.48.1.2', false] as const
    assert.equal(await judged(() => ({ extensions: [nonce] })), 'good')
  })

  test('[R6.4] said twice, the worse counts', async ({ assert }) => {
    assert.equal(await judged(() => ({ also: ['good'] })), 'good')
    assert.equal(await judged(() => ({ also: ['revoked'] })), 'revoked')
    assert.equal(await judged(() => ({ also: ['unknown'] })), 'revocation.scope')
    assert.equal(await judged(() => ({ status: 'unknown', also: ['revoked'] })), 'revoked')
  })

  /** Signed by a responder of this shape. */
  const signedBy = async (shape: Parameters<typeof makeIdentity>[0], more: Extension[] = []) => {
    const extensions = [new Extension('1.3.6.1.5.5.7.48.1.5', false, nil), ...more]
    const signer = await makeIdentity({
      extendedKeyUsage: [OCSP_SIGNING],
      extensions,
      ...shape,
    })
    return { signer, certificates: [signer.der] }
  }

  const refused: Record<
    string,
    [(s: Awaited<ReturnType<typeof scene>>) => OcspShape | Promise<OcspShape>, string]
  > = {
    'signed by any key': [
      async () => ({ signer: await makeIdentity({ name: 'CN=X' }) }),
      'revocation.forged',
    ],
    'signed by a certificate of the issuer that is not for it': [
      async (s) => {
        const signer = await makePartner(s.ca)
        return { signer, certificates: [signer.der] }
      },
      'revocation.forged',
    ],
    'signed by a responder of another issuer': [
      async () => {
        const ca = await makeIdentity({ name: 'CN=Test E-mail CA', ca: true })
        const extensions = [new Extension('1.3.6.1.5.5.7.48.1.5', false, nil)]
        const signer = await makeIdentity({
          name: 'CN=R',
          issuer: ca,
          extendedKeyUsage: [OCSP_SIGNING],
          extensions,
        })
        return { signer, certificates: [signer.der] }
      },
      'revocation.forged',
    ],
    'signed by an expired responder': [
      async (s) => {
        const extensions = [new Extension('1.3.6.1.5.5.7.48.1.5', false, nil)]
        const shape = { name: 'CN=R', issuer: s.ca, extendedKeyUsage: [OCSP_SIGNING], extensions }
        const signer = await makeIdentity({ ...shape, notAfter: day(-1) })
        return { signer, certificates: [signer.der] }
      },
      'revocation.forged',
    ],
    'signed by a responder that nobody may check, for want of no-check': [
      (s) => signedBy({ name: 'CN=R', issuer: s.ca, extensions: [] }),
      'revocation.unsupported',
    ],
    'signed by nobody in the name of such a responder': [
      async (s) => {
        const { signer, certificates } = await signedBy({
          name: 'CN=R',
          issuer: s.ca,
          extensions: [],
        })
        const other = await makeIdentity({ name: 'CN=R' })
        return { signer: { ...signer, privateKey: other.privateKey }, certificates }
      },
      'revocation.forged',
    ],
    'signed by a responder for any purpose': [
      (s) => signedBy({ name: 'CN=R', issuer: s.ca, extendedKeyUsage: ['2.5.29.37.0'] }),
      'revocation.forged',
    ],
    'signed by a responder that the root authorised, not the issuer': [
      (s) => signedBy({ name: 'CN=R', issuer: s.root }),
      'revocation.forged',
    ],
    'signed by a responder with an unknown critical extension': [
      (s) => signedBy({ name: 'CN=R', issuer: s.ca }, [new Extension('1.2.3.4', true, nil)]),
      'revocation.forged',
    ],
    'signed by a namesake of the issuer': [
      async (s) => ({
        ...(await signedBy({ name: s.ca.certificate.subject, ca: true })),
        byName: true,
      }),
      'revocation.forged',
    ],
    'made tomorrow': [() => ({ producedAt: day(1) }), 'revocation.stale'],
    'of an issuer of another name': [
      () => ({ hashes: { name: Buffer.alloc(20) } }),
      'revocation.scope',
    ],
    'of an issuer with another key': [
      () => ({ hashes: { key: Buffer.alloc(20) } }),
      'revocation.scope',
    ],
    'with names by a hash that is no more': [() => ({ hash: 'md5' }), 'revocation.scope'],
    'with a critical extension': [() => ({ extensions: [['1.2.3.4', true]] }), 'revocation.scope'],
    'with something behind it': [() => ({ tail: nil }), 'revocation.forged'],
    'that says to try later': [() => ({ code: 3 }), 'revocation.unavailable'],
    'stale': [() => ({ thisUpdate: day(-9), nextUpdate: day(-1) }), 'revocation.stale'],
    'without an end': [() => ({ nextUpdate: null }), 'revocation.stale'],
    'from the future': [() => ({ thisUpdate: day(1), nextUpdate: day(2) }), 'revocation.stale'],
    'about another certificate': [(s) => ({ about: s.responder }), 'revocation.scope'],
    'unknown': [() => ({ status: 'unknown' }), 'revocation.scope'],
  }
  for (const [name, [make, reason]] of Object.entries(refused)) {
    test(`[R6.4] not believed: ${name}`, async ({ assert }) => {
      assert.equal(await judged(make), reason)
    })
  }

  test('[R6.4] asked where there is no list, with a request that openssl would send', async ({
    assert,
  }) => {
    const { subject, ca, root } = await scene()
    const [leaf, middle, top] = [subject, ca, root].map((item) => parseCertificate(item.der))
    const seen: string[] = []
    const source = {
      crlsFor: async () => [await makeCrl(root)],
      ocspFor: async ({ urls, request }: { urls: readonly string[]; request: Uint8Array }) => {
        seen.push(...urls, Buffer.from(request).toString('hex'))
        return [ocspResponse(subject, ca)]
      },
    }
    const status = await checkPathRevocation([leaf!, middle!], top!, { now: AT, source, pool: [] })
    assert.equal(status.status, 'good')
    assert.lengthOf(status.evidence.ocsp, 1)
    assert.deepEqual(seen, [OCSP_URL, Buffer.from(ocspRequest(leaf!, middle!)).toString('hex')])
  })
})

test.group('pki / fetched revocation', () => {
  const query = async () => {
    const { ca } = await world()
    return {
      issuer: parseCertificate(ca.der).subject.raw,
      urls: ['http://crl.example/ca.crl'],
      deltaUrls: [],
    }
  }

  test('[R6.4] a list is fetched once, until it is old', async ({ assert }) => {
    const { ca } = await world()
    const crl = await makeCrl(ca)
    let now = AT
    const calls: string[] = []
    const fetch: RevocationFetch = async (url) => (calls.push(url), crl)
    const source = fetchedRevocation({ fetch, now: () => now })
    const [a, b] = await Promise.all([source.crlsFor(await query()), source.crlsFor(await query())])
    assert.lengthOf(a, 1)
    assert.strictEqual(a[0], b[0])
    assert.lengthOf(calls, 1)
    now = new Date(AT.getTime() + 2 * 3_600_000)
    await source.crlsFor(await query())
    assert.lengthOf(calls, 2)
  })

  test('[R6.5] what is kept is bounded in bytes: the oldest lists go first', async ({ assert }) => {
    const { ca } = await world()
    const crl = await makeCrl(ca)
    const calls: string[] = []
    const source = fetchedRevocation({
      fetch: async (url) => (calls.push(url), crl),
      now: () => AT,
      mostBytes: crl.length * 2,
    })
    const one = await query()
    const ask = async (name: string) =>
      source.crlsFor({ ...one, urls: [`http://crl.example/${name}`] })
    for (const name of ['a', 'b', 'c', 'b', 'c', 'a']) assert.lengthOf(await ask(name), 1)
    assert.deepEqual(
      calls.map((url) => url.at(-1)),
      ['a', 'b', 'c', 'a']
    )
    const tiny = fetchedRevocation({
      fetch: async (url) => (calls.push(url), crl),
      now: () => AT,
      mostBytes: crl.length - 1,
    })
    assert.lengthOf(await tiny.crlsFor(one), 1)
  })

  test('[R6.4] a list that cannot be renewed serves to its own end, and not beyond', async ({
    assert,
  }) => {
    const { ca } = await world()
    const crl = await makeCrl(ca, { nextUpdate: day(1) })
    let now = AT
    let up = true
    let calls = 0
    const fetch: RevocationFetch = async () => {
      calls++
      if (up) return crl
      throw new Error('refused')
    }
    const source = fetchedRevocation({ fetch, now: () => now })
    const lists = async (hours: number) => {
      now = new Date(AT.getTime() + hours * 3_600_000)
      return (await source.crlsFor(await query())).length
    }
    assert.equal(await lists(0), 1)
    up = false
    assert.equal(await lists(2), 1)
    assert.equal(calls, 2)
    assert.equal(await lists(2), 1)
    assert.equal(calls, 2)
    assert.equal(await lists(23), 1)
    assert.equal(await lists(25), 0)
    up = true
    assert.equal(await lists(26), 1)
  })

  test('[R6.4] a list that is handed over in its place does not put a good one away', async ({
    assert,
  }) => {
    const { root, ca } = await world()
    const good = await makeCrl(ca, { thisUpdate: day(-0.5), nextUpdate: day(1) })
    const older = await makeCrl(ca, { thisUpdate: day(-0.9), nextUpdate: day(1) })
    const newer = await makeCrl(ca, { thisUpdate: day(-0.1), nextUpdate: day(1) })
    let now = AT
    let answer = good
    const source = fetchedRevocation({ fetch: async () => answer, now: () => now })
    const lists = async (hours: number, next: typeof good) => {
      now = new Date(AT.getTime() + hours * 3_600_000)
      answer = next
      return (await source.crlsFor(await query())).map((der) => Buffer.from(der).toString('hex'))
    }
    const hexOf = (der: Uint8Array) => Buffer.from(der).toString('hex')
    assert.deepEqual(await lists(0, await makeCrl(root)), [])
    assert.deepEqual(await lists(1, good), [hexOf(good)])
    assert.deepEqual(await lists(3, await makeCrl(root)), [hexOf(good)])
    assert.deepEqual(await lists(5, older), [hexOf(older), hexOf(good)])
    assert.deepEqual(await lists(7, older), [hexOf(older), hexOf(good)])
    assert.deepEqual(await lists(9, newer), [hexOf(newer)])
  })

  test('[R6.5] few addresses of many are asked, each once', async ({ assert }) => {
    const calls: string[] = []
    const fetch: RevocationFetch = async (url) => {
      calls.push(url)
      throw new Error('refused')
    }
    const source = fetchedRevocation({ fetch, now: () => AT })
    const urls = Array.from({ length: 50 }, (_, index) => `http://crl.example/${index >> 1}`)
    await source.crlsFor({ ...(await query()), urls, deltaUrls: urls })
    assert.deepEqual(
      calls,
      [0, 1, 2, 3].map((index) => `http://crl.example/${index}`)
    )
  })

  test('[R6.5] an OCSP answer is kept for each question; what is none is not kept', async ({
    assert,
  }) => {
    const { subject, ca } = await scene()
    const answer = ocspResponse(subject, ca)
    const bodies = [Buffer.from('<html>'), ocspResponse(subject, ca, { code: 3 }), answer, answer]
    let now = AT
    let calls = 0
    const source = fetchedRevocation({ fetch: async () => bodies[calls++]!, now: () => now })
    const ask = async (request: string) =>
      (await source.ocspFor!({ urls: [OCSP_URL], request: Buffer.from(request) })).length
    assert.equal(await ask('a'), 0)
    now = new Date(AT.getTime() + 61_000)
    assert.equal(await ask('a'), 0)
    now = new Date(AT.getTime() + 122_000)
    assert.equal(await ask('a'), 1)
    assert.equal(await ask('a'), 1)
    assert.equal(calls, 3)
    assert.equal(await ask('b'), 1)
    assert.equal(calls, 4)
  })

  test('[R6.4] an OCSP answer serves for some minutes, and not beyond its end', async ({
    assert,
  }) => {
    const { subject, ca } = await scene()
    let now = AT
    let calls = 0
    const minutes = (count: number) => new Date(AT.getTime() + count * 60_000)
    const answers = [
      ocspResponse(subject, ca),
      ocspResponse(subject, ca, { nextUpdate: minutes(8) }),
      ocspResponse(subject, ca, { nextUpdate: minutes(8) }),
    ]
    const source = fetchedRevocation({
      fetch: async () => answers[calls++] ?? answers[0]!,
      now: () => now,
    })
    const callsAfter = async (count: number) => {
      now = minutes(count)
      await source.ocspFor!({ urls: [OCSP_URL], request: Buffer.from('a') })
      return calls
    }
    assert.equal(await callsAfter(0), 1)
    assert.equal(await callsAfter(4), 1)
    assert.equal(await callsAfter(5), 2)
    assert.equal(await callsAfter(7), 2)
    // Its end came before the five minutes were over; what comes back has ended, too.
    assert.equal(await callsAfter(8), 3)
    assert.equal(await callsAfter(8.5), 3)
    assert.equal(await callsAfter(9), 4)
  })

  test('[R6.4] an address is not believed: a list of another issuer found there decides nothing', async ({
    assert,
  }) => {
    const { ca, partner } = await world()
    const other = await makeIdentity({ name: 'CN=Other CA', ca: true })
    const [leaf, issuer] = [partner, ca].map((item) => parseCertificate(item.der))
    for (const list of [await makeCrl(other), await makeCrl(ca, { signer: other })]) {
      const source = fetchedRevocation({ fetch: async () => list, now: () => AT })
      const status = await checkPathRevocation([leaf!], issuer!, { now: AT, source, pool: [] })
      assert.equal(status.status, 'unknown')
    }
  })

  test('[R6.5] what fails or is no list is unavailable, remembered for a minute, and never thrown', async ({
    assert,
  }) => {
    let now = AT
    let calls = 0
    const answers = [() => Promise.reject(new Error('refused')), async () => Buffer.from('<html>')]
    const source = fetchedRevocation({ fetch: () => answers[calls++ % 2]!(), now: () => now })
    assert.deepEqual(await source.crlsFor(await query()), [])
    assert.deepEqual(await source.crlsFor(await query()), [])
    assert.equal(calls, 1)
    now = new Date(AT.getTime() + 61_000)
    assert.deepEqual(await source.crlsFor(await query()), [])
    assert.equal(calls, 2)
  })
})
