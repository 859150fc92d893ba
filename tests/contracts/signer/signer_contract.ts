/** What every `SignerPort` must do, whatever holds its key. A plug-in's spec calls {@link signerContract} with a way to open it. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { test } from '@japa/runner'
import { DEVELOPMENT_MARK, type SignerPort } from '#pki/contract'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { sealPdf } from '#pki/pdf/seal'
import { trustFrom } from '#pki/trust_store'
import { parseAlgorithm, schemeOf, verifySignature } from '#pki/x509/algorithm'
import { parseCertificate, publicKeyOf } from '#pki/x509/certificate'
import { readOne } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { algorithm } from '#pki/asn1/write'
import { plainPdf, sealing } from '#tests/support/pki/world'

export interface SignerSubject {
  /** Opens the key; its certificate must be good for signing documents, and its chain end in a root. */
  readonly open: () => Promise<SignerPort>
  /** Ways to open a key that cannot be used: each must reject with a sentence that an administrator understands. */
  readonly refusals: Readonly<Record<string, () => Promise<unknown>>>
  /** Not here: and why. */
  readonly skip?: [boolean, string]
}

/** DER of the names that SignerPort gives its algorithms. */
const NAMED = {
  'rsa-sha256': algorithm(OID.sha256WithRsa, Uint8Array.of(5, 0)),
  'ecdsa-sha256': algorithm(OID.ecdsaWithSha256),
}

export function signerContract(
  name: string,
  { open, refusals, skip = [false, ''] }: SignerSubject
): void {
  test.group(`signer: ${name}`, () => {
    const verifies = (signer: SignerPort, bytes: Uint8Array, signature: Uint8Array) =>
      verifySignature(
        schemeOf(parseAlgorithm(readOne(NAMED[signer.algorithm]))),
        publicKeyOf(parseCertificate(signer.chain[0]!)),
        bytes,
        signature
      )

    test('hands over its chain, leaf first, each issued by the next, always the same one', async ({
      assert,
    }) => {
      const signer = await open()
      const chain = signer.chain.map((der) => new X509Certificate(der))
      assert.isAbove(chain.length, 1)
      for (const [index, certificate] of chain.entries()) {
        const issuer = chain[index + 1] ?? certificate
        assert.isTrue(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
      }
      assert.strictEqual(signer.chain, signer.chain)
      const again = await open()
      assert.deepEqual(again.chain.map(Buffer.from), signer.chain.map(Buffer.from))
    }).skip(...skip)

    test('says until when it is valid, and whether a development CA made it', async ({
      assert,
    }) => {
      const signer = await open()
      const leaf = parseCertificate(signer.chain[0]!)
      assert.equal(signer.notAfter.getTime(), leaf.notAfter.getTime())
      const marked = signer.chain.some((der) => Buffer.from(der).includes(DEVELOPMENT_MARK))
      assert.equal(signer.isDevelopment, marked)
    }).skip(...skip)

    test('signs the bytes, of any length, with the key of its certificate', async ({ assert }) => {
      const signer = await open()
      for (const length of [0, 1, 32, 200, 100_000]) {
        const bytes = randomBytes(length)
        const signature = await signer.sign(bytes)
        assert.isTrue(verifies(signer, bytes, signature), `${length} bytes`)
        assert.isFalse(verifies(signer, randomBytes(33), signature))
      }
    }).skip(...skip)

    test('never gives a longer signature than it says', async ({ assert }) => {
      const signer = await open()
      for (let count = 0; count < 40; count++) {
        const { length } = await signer.sign(randomBytes(64))
        assert.isAtMost(length, signer.signatureLength)
      }
    }).skip(...skip)

    test('signs several things at once', async ({ assert }) => {
      const signer = await open()
      const many = Array.from({ length: 20 }, () => randomBytes(100))
      const signatures = await Promise.all(many.map((bytes) => signer.sign(bytes)))
      signatures.forEach((signature, index) =>
        assert.isTrue(verifies(signer, many[index]!, signature))
      )
    }).skip(...skip)

    test('[R6.2] seals a page that our own judge accepts', async ({ assert }) => {
      const signer = await open()
      const at = new Date(signer.notAfter.getTime() - 86_400_000)
      const pdf = await sealPdf(await plainPdf('PKS'), { ...sealing(signer), at })
      const report = await inspectSealedPdf(pdf, { trust: trustFrom(signer.chain.slice(1)), at })
      assert.isTrue(report.valid, JSON.stringify(report.checks))
    }).skip(...skip)

    for (const [what, refused] of Object.entries(refusals)) {
      test(`refuses, and says why: ${what}`, async ({ assert }) => {
        const error = await refused().then(
          () => assert.fail('it was opened'),
          (caught: unknown) => caught
        )
        assert.instanceOf(error, Error)
        assert.match((error as Error).message, /^[\x20-\x7e]{8,200}$/)
      }).skip(...skip)
    }
  })
}
