import { test } from '@japa/runner'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crlsFrom } from '#pki/folder_revocation'
import { inspectSealedPdf, SEAL_CHECKS } from '#pki/pdf/inspect'
import { sealPdf, Unsealable } from '#pki/pdf/seal'
import { trustFrom } from '#pki/trust_store'
import { AT, day, DOCUMENT, makeCrl, makeIdentity } from '#tests/support/pki/certificates'
import { has, run } from '#tests/support/pki/openssl'
import { plainPdf, sealing, sha256, signerOf, world } from '#tests/support/pki/world'

const inspect = async (pdf: Uint8Array, changes = {}) => {
  const { root, crls } = await world()
  return inspectSealedPdf(pdf, {
    trust: trustFrom([root.der]),
    at: AT,
    revocation: crlsFrom(crls),
    ...changes,
  })
}
const reasons = (report: Awaited<ReturnType<typeof inspect>>) =>
  report.checks
    .filter(({ status }) => status !== 'passed' && status !== 'skipped')
    .map(({ reason }) => reason)

test.group('pki / seal', () => {
  test('[R6.2] a sealed PDF passes every check and names its signer', async ({ assert }) => {
    const { pdf, sealer } = await world()
    const report = await inspect(pdf)
    assert.deepEqual(
      report.checks,
      SEAL_CHECKS.map((name) => ({ name, status: 'passed' as const }))
    )
    assert.isTrue(report.valid)
    assert.equal(report.sha256, sha256(pdf))
    assert.equal(report.signer?.commonName, 'Webstore Telkom')
    assert.equal(report.signer?.serial.toLowerCase(), sealer.certificate.serialNumber)
    assert.deepEqual(report.claimed, { at: 'D:20261101030000Z', docMdp: 1 })
  })

  test('[R6.4] what was not looked at says for which check', async ({ assert }) => {
    const skipped = async (pdf: Uint8Array, changes = {}) => {
      const { checks } = await inspect(pdf, changes)
      return checks
        .filter(({ status }) => status === 'skipped')
        .map(({ name, reason }) => `${name} ${reason}`)
    }
    const { pdf } = await world()
    const all = SEAL_CHECKS.slice(1).map((name) => `${name} skipped.structure`)
    assert.deepEqual(await skipped(Buffer.from('no PDF')), all)
    assert.deepEqual(await skipped(pdf, { signers: ['0'.repeat(64)] }), [
      'chain skipped.signature',
      'validity skipped.signature',
      'purpose skipped.signature',
      'revocation skipped.signature',
    ])
    assert.deepEqual(await skipped(pdf, { trust: trustFrom([]) }), ['revocation skipped.chain'])
  })

  test('[R6.1] the same input gives the same bytes but for the signature', async ({ assert }) => {
    const { signer } = await world()
    const blank = (pdf: Uint8Array) =>
      Buffer.from(pdf)
        .toString('latin1')
        .replace(/<[0-9a-f]{1000,}>/, '<>')
    const plain = await plainPdf('PKS')
    assert.equal(
      blank(await sealPdf(plain, sealing(signer))),
      blank(await sealPdf(plain, sealing(signer)))
    )
  })

  test('[R6.2] the seal prints, certifies and covers the whole file', async ({ assert }) => {
    const { signer } = await world()
    const pdf = await sealPdf(await plainPdf('PKS'), { ...sealing(signer), docMdp: 2 })
    const text = Buffer.from(pdf).toString('latin1')
    for (const part of [
      '/SigFlags 3',
      '/F 132',
      '/TransformMethod /DocMDP',
      '/SubFilter /ETSI.CAdES.detached',
    ]) {
      assert.include(text, part)
    }
    const [, begin, end, rest] = /\/ByteRange \[ 0 (\d+) (\d+) (\d+)/.exec(text)!.map(Number)
    assert.equal(end! + rest!, pdf.length)
    assert.equal(text[begin!], '<')
    assert.equal(text[end! - 1], '>')
    assert.equal((await inspect(pdf)).claimed?.docMdp, 2)
  })

  test('[R6.2] validation data goes into the one revision', async ({ assert }) => {
    const { signer, crls, ca } = await world()
    const pdf = await sealPdf(await plainPdf('PKS'), {
      ...sealing(signer),
      validation: { certificates: [ca.der, ca.der], crls, ocsp: [] },
    })
    const text = Buffer.from(pdf).toString('latin1')
    assert.match(text, /\/Type \/DSS\s*\/Certs \[ \d+ 0 R \]\s*\/CRLs \[ \d+ 0 R \d+ 0 R \]/)
    assert.isTrue((await inspect(pdf)).valid)
  })

  test('[R6.2] a key that answers with another key’s signature seals nothing', async ({
    assert,
  }) => {
    const { signer, partner } = await world()
    const plain = await plainPdf('x')
    const other = { ...signer, sign: signerOf(partner).sign }
    await assert.rejects(() => sealPdf(plain, sealing(other)), /does not fit its certificate/)
    const broken = { ...signer, sign: async () => Buffer.alloc(72) }
    await assert.rejects(() => sealPdf(plain, sealing(broken)), /does not fit its certificate/)
    const mislabelled = { ...signer, algorithm: 'rsa-sha256' as const }
    await assert.rejects(() => sealPdf(plain, sealing(mislabelled)), /does not fit its certificate/)
  })

  test('[R6.1] refused: what is no PDF, what is sealed already, an expired key', async ({
    assert,
  }) => {
    const { signer, pdf, ca } = await world()
    const old = signerOf(
      await makeIdentity({
        name: 'CN=Old',
        issuer: ca,
        notAfter: day(-1),
        extendedKeyUsage: [DOCUMENT],
      })
    )
    const reasonOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'sealed',
        (error: unknown) => (error instanceof Unsealable ? error.reason : String(error))
      )
    assert.equal(await reasonOf(sealPdf(Buffer.from('hello'), sealing(signer))), 'not_pdf')
    assert.equal(await reasonOf(sealPdf(pdf, sealing(signer))), 'signed_already')
    assert.equal(await reasonOf(sealPdf(await plainPdf('x'), sealing(old))), 'signer_expired')
  })

  test('[R6.2] a rejecting signer leaves nothing sealed', async ({ assert }) => {
    const { signer } = await world()
    const refusing = { ...signer, sign: () => Promise.reject(new Error('key is locked')) }
    const plain = await plainPdf('x')
    await assert.rejects(() => sealPdf(plain, sealing(refusing)), 'key is locked')
  })
})

test.group('pki / seal inspection refuses', () => {
  const attacks: Record<string, [(pdf: Buffer) => Uint8Array | Promise<Uint8Array>, string]> = {
    'an altered byte': [
      (pdf) => (pdf.writeUInt8(pdf[200]! ^ 1, pdf.indexOf('stream') + 30), pdf),
      'seal.altered',
    ],
    'an empty file': [() => Buffer.alloc(0), 'seal.not_pdf'],
    'another kind of file': [() => Buffer.from('<html></html>'), 'seal.not_pdf'],
    'an unsigned PDF': [() => plainPdf('x'), 'seal.unsigned'],
    'bytes behind the end': [(pdf) => Buffer.concat([pdf, Buffer.from('\nmore')]), 'seal.padding'],
    'a line end behind the end': [
      (pdf) => Buffer.concat([pdf, Buffer.from('\n')]),
      'seal.not_covered',
    ],
    'a byte range that leaves a gap': [
      (pdf) =>
        Buffer.from(
          pdf
            .toString('latin1')
            .replace(
              /(\/ByteRange \[ 0 \d+ )(\d+)/,
              (_, a: string, b: string) => `${a}${Number(b) + 2}`
            ),
          'latin1'
        ),
      'seal.not_covered',
    ],
    'a second byte range in the file': [
      (pdf) => Buffer.from(pdf.toString('latin1').replace('/Resources', '/ByteRange'), 'latin1'),
      'seal.several_signatures',
    ],
    'bytes in the padding of the signature': [
      (pdf) => {
        pdf.write('5', pdf.indexOf('00>', pdf.indexOf('/Contents <')), 'latin1')
        return pdf
      },
      'seal.padding',
    ],
    'a certification taken out': [
      (pdf) => Buffer.from(pdf.toString('latin1').replace('/Perms', '/Xerms'), 'latin1'),
      'seal.not_certified',
    ],
    'signature flags taken out': [
      (pdf) => Buffer.from(pdf.toString('latin1').replace('/SigFlags 3', '/SigFlags 0'), 'latin1'),
      'seal.not_certified',
    ],
    'a later revision': [
      (pdf) =>
        Buffer.concat([
          pdf,
          Buffer.from('1 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n'),
        ]),
      'seal.later_revision',
    ],
  }
  for (const [name, [change, reason]] of Object.entries(attacks)) {
    test(`[R6.4] ${name}`, async ({ assert }) => {
      const report = await inspect(await change(Buffer.from((await world()).pdf)))
      assert.isFalse(report.valid)
      assert.deepEqual(reasons(report), [reason])
    })
  }

  test('[R6.4] a certificate that is not for documents, not trusted, expired, revoked, not ours', async ({
    assert,
  }) => {
    const { pdf, root, ca, sealer, partner } = await world()
    const byPartner = await sealPdf(await plainPdf('x'), sealing(signerOf(partner)))
    assert.deepEqual(reasons(await inspect(byPartner)), ['seal.purpose'])
    const other = await makeIdentity({ name: 'CN=Other', ca: true })
    assert.deepEqual(reasons(await inspect(pdf, { trust: trustFrom([other.der]) })), [
      'seal.untrusted',
    ])
    assert.deepEqual(reasons(await inspect(pdf, { at: day(301) })), ['seal.expired'])
    const lists = [await makeCrl(root), await makeCrl(ca, { revoked: [sealer] })]
    assert.deepEqual(reasons(await inspect(pdf, { revocation: crlsFrom(lists) })), ['seal.revoked'])
    assert.deepEqual(reasons(await inspect(pdf, { signers: ['ab'] })), ['seal.other_signer'])
    const unknown = await inspect(pdf, { revocation: crlsFrom([]) })
    assert.equal(unknown.outcome, 'indeterminate')
  })

  test('[R6.4] no altered bit outside the signature itself is called valid', async ({ assert }) => {
    const { pdf } = await world()
    const text = Buffer.from(pdf).toString('latin1')
    const [, begin, end] = /\/ByteRange \[ 0 (\d+) (\d+)/.exec(text)!.map(Number)
    const valid: number[] = []
    for (let bit = 3; bit < pdf.length * 8; bit += 61) {
      if (bit >> 3 > begin! && bit >> 3 < end! - 1) continue
      const changed = Buffer.from(pdf)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      if ((await inspect(changed, { revocation: undefined })).valid) valid.push(bit)
    }
    assert.deepEqual(valid, [])
  })
})

test.group('pki / seal before outside judges', () => {
  const sealed = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etalase-seal-'))
    const { pdf, root } = await world()
    await writeFile(join(folder, 'sealed.pdf'), pdf)
    await writeFile(join(folder, 'root.pem'), root.certificate.toString('pem'))
    const text = Buffer.from(pdf).toString('latin1')
    const [, begin, end] = /\/ByteRange \[ 0 (\d+) (\d+)/.exec(text)!.map(Number)
    await writeFile(
      join(folder, 'content.bin'),
      Buffer.concat([pdf.subarray(0, begin), pdf.subarray(end)])
    )
    const hex = Buffer.from(text.slice(begin! + 1, end! - 1), 'hex')
    await writeFile(join(folder, 'signature.der'), hex.subarray(0, 4 + hex.readUInt16BE(2)))
    return folder
  }

  test('[R6.2] pdfsig: signature valid, total document signed', async ({ assert }) => {
    const { output } = run('pdfsig', ['-nocert', 'sealed.pdf'], await sealed())
    assert.include(output, 'Signature is Valid')
    assert.include(output, 'Total document signed')
    assert.include(output, 'ETSI.CAdES.detached')
  }).skip(!has('pdfsig'), 'pdfsig is not installed')

  test('[R6.2] qpdf finds no error in the file', async ({ assert }) => {
    const { status, output } = run('qpdf', ['--check', 'sealed.pdf'], await sealed())
    assert.equal(status, 0, output)
  }).skip(!has('qpdf'), 'qpdf is not installed')

  test('[R6.2] openssl cms -verify -cades accepts the signature', async ({ assert }) => {
    const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'signature.der']
    const folder = await sealed()
    const at = ['-attime', String(AT.getTime() / 1000), '-purpose', 'any']
    const rest = ['-content', 'content.bin', '-CAfile', 'root.pem', '-out', '/dev/null', ...at]
    const { status, output } = run('openssl', [...args, ...rest], folder)
    assert.equal(status, 0, output)
  }).skip(!has('openssl'), 'openssl is not installed')
})
