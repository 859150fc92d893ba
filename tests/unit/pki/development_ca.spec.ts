import { test } from '@japa/runner'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDevelopmentCa } from '#pki/development_ca'
import { liveCrlFolder } from '#pki/folder_revocation'
import { judgeReply } from '#pki/judge'
import { sealPdf } from '#pki/pdf/seal'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { trustFromFolder } from '#pki/trust_store'
import { openFileKeystore, UnusableKeystore } from '#plugins/pki/file_keystore/keystore'
import { AT, makeIdentity } from '#tests/support/pki/certificates'
import { CODE, detachedMail, makeCms, replyBody } from '#tests/support/pki/mail'
import { has, openssl } from '#tests/support/pki/openssl'
import { plainPdf, sealing, sha256 } from '#tests/support/pki/world'
import { derBlocks } from '#pki/x509/pem'

const password = 'rahasia'
const make = async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'etalase-ca-')), 'ca')
  const crlBaseUrl = 'http://localhost:3333/pki'
  const open = () => openDevelopmentCa({ folder, now: AT, sealPassword: password, crlBaseUrl })
  return { folder, open, ca: await open() }
}

test.group('pki / development CA', () => {
  test('[R6.1] seals under its own trust, is marked as development, and opens as the same CA again', async ({
    assert,
  }) => {
    const { ca, open, folder } = await make()
    const signer = await openFileKeystore(ca.paths.sealKeystore, password)
    assert.isTrue(signer.isDevelopment)
    assert.lengthOf(signer.chain, 3)
    assert.equal(signer.algorithm, 'rsa-sha256')
    const pdf = await sealPdf(await plainPdf('PKS'), sealing(signer))
    const again = await open()
    const trust = await trustFromFolder(again.paths.sealTrust)
    const revocation = liveCrlFolder(again.paths.crls)
    assert.isTrue((await inspectSealedPdf(pdf, { trust, revocation, at: AT })).valid)
    assert.deepEqual(await readdir(join(folder, '..')), ['ca'])
  })

  test('[R6.3] its e-mail certificates sign accepted replies until they are revoked', async ({
    assert,
  }) => {
    const { ca } = await make()
    const signer = await openFileKeystore(ca.paths.sealKeystore, password)
    const pdf = await sealPdf(await plainPdf('PKS'), sealing(signer))
    const issued = await ca.issueEmailCertificate({
      email: 'budi@mitra.example',
      name: 'Budi Santoso',
      now: AT,
    })
    const [der] = derBlocks(Buffer.from(issued.certificatePem), 'CERTIFICATE')
    const chain = derBlocks(Buffer.from(issued.chainPem), 'CERTIFICATE')
    const template = await makeIdentity({ name: 'CN=x' })
    const identity = { ...template, der: der!, privateKey: createPrivateKey(issued.privateKeyPem) }
    const content = replyBody(pdf)
    const cms = makeCms(Buffer.from(content, 'latin1'), {
      signer: identity,
      certificates: [der!, ...chain],
    })
    const trust = await trustFromFolder(ca.paths.trust)
    const judge = () =>
      judgeReply({
        raw: detachedMail(content, cms),
        receivedAt: AT,
        expected: { email: 'budi@mitra.example', code: CODE, documentSha256: sha256(pdf) },
        trust,
        sealTrust: trust,
        revocation: liveCrlFolder(ca.paths.crls),
      })
    assert.isTrue((await judge()).accepted)
    await ca.revoke({ serial: issued.serial, now: AT })
    const verdict = await judge()
    assert.equal(
      verdict.checks.find(({ name }) => name === 'revocation')?.reason,
      'revocation.revoked'
    )
    assert.equal(new X509Certificate(issued.certificatePem).serialNumber, issued.serial)
  })

  test('[R6.1] refused: a wrong password, a file that is no PKCS#12', async ({ assert }) => {
    const { ca } = await make()
    const reasonOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'opened',
        (error: unknown) => (error instanceof UnusableKeystore ? error.reason : String(error))
      )
    assert.equal(await reasonOf(openFileKeystore(ca.paths.sealKeystore, 'salah')), 'wrong_password')
    assert.equal(await reasonOf(openFileKeystore(ca.paths.sealCertificate, password)), 'unreadable')
  })

  test('[R6.1] a P-256 key from another tool opens and signs', async ({ assert }) => {
    const folder = await mkdtemp(join(tmpdir(), 'etalase-p12-'))
    const identity = await makeIdentity({ name: 'CN=Stempel' })
    await writeFile(
      join(folder, 'key.pem'),
      identity.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      { mode: 0o600 }
    )
    await writeFile(join(folder, 'cert.pem'), identity.certificate.toString('pem'))
    openssl(
      folder,
      'pkcs12',
      '-export',
      '-inkey',
      'key.pem',
      '-in',
      'cert.pem',
      '-out',
      'x.p12',
      '-passout',
      'pass:p'
    )
    const signer = await openFileKeystore(join(folder, 'x.p12'), 'p')
    assert.equal(signer.algorithm, 'ecdsa-sha256')
    assert.isFalse(signer.isDevelopment)
    assert.isAtMost((await signer.sign(Buffer.from('x'))).length, signer.signatureLength)
  }).skip(!has('openssl'), 'openssl is not installed')
})
