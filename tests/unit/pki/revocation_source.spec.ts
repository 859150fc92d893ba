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
  })

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
