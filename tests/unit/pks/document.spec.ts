import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { test } from '@japa/runner'
import { PDFDocument } from '@cantoo/pdf-lib'
import { shippedTemplate } from '#database/seeders/reference/pks_templates'
import { openDevelopmentCa } from '#pki/development_ca'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { trustFromFolder } from '#pki/trust_store'
import { openFileKeystore } from '#plugins/pki/file_keystore/keystore'
import { composeDocument, type PksDocument } from '#pks/document/compose'
import { layOut } from '#pks/document/layout'
import { sealDocument } from '#pks/document/sealing'
import type { SignerPort } from '#pki/contract'
import type { Terms } from '#pks/document/terms'
import { ISSUED, sampleAgreement, TERMS } from '#tests/support/sample_agreement'

const document = (terms: Terms = TERMS) =>
  composeDocument(sampleAgreement(terms), shippedTemplate(), ISSUED)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const installed = (program: string) => spawnSync('which', [program]).status === 0

const caIn = (folder: string) =>
  openDevelopmentCa({ folder: join(folder, 'ca'), now: ISSUED.toJSDate(), sealPassword: 'x' })

const signerIn = async (folder: string) =>
  openFileKeystore((await caIn(folder)).paths.sealKeystore, 'x')

const expired = (signer: SignerPort): SignerPort =>
  Object.assign(Object.create(signer), { notAfter: ISSUED.minus({ days: 1 }).toJSDate() })

const sealWith = async (signer: SignerPort) =>
  (await sealDocument(document(), { signer }, 'pks@webstore.example')).pdf

/** The document as a file, without its seal. */
async function drawn(words: PksDocument) {
  const { pdf, seal } = await layOut(words)
  return { seal, pdf: await pdf.save({ useObjectStreams: false }) }
}

test.group('PKS document', (group) => {
  let folder: string
  const workers: Worker[] = []
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-'))
    const remember = (worker: Worker) => void workers.push(worker)
    process.on('worker', remember)
    return () => {
      process.off('worker', remember)
      rmSync(folder, { recursive: true })
    }
  })

  test('[R6.1] is a numbered text of several pages in both languages, with a place for the seal', async ({
    assert,
  }) => {
    const { pdf, seal } = await drawn(document())
    const read = await PDFDocument.load(pdf)
    assert.isAbove(read.getPageCount(), 4)
    assert.equal(read.getTitle(), 'PKS-2026-0117 Gamelan Saku')
    assert.equal(read.getCreationDate()?.toISOString(), ISSUED.toUTC().toJSDate().toISOString())
    assert.isBelow(seal.page, read.getPageCount())
    assert.isBelow(pdf.length, 400_000)
  })

  test('the same agreement makes the same bytes, another one others', async ({ assert }) => {
    const other = { ...TERMS, share: 7000 }
    const [first, again, changed] = await Promise.all([
      drawn(document()),
      drawn(document()),
      drawn(document(other)),
    ])
    assert.equal(sha256(first.pdf), sha256(again.pdf))
    assert.notEqual(sha256(first.pdf), sha256(changed.pdf))
  })

  test('survives long and unbroken names', async ({ assert }) => {
    const long = {
      ...TERMS,
      content: {
        ...TERMS.content,
        name: 'W'.repeat(80),
        redirectUrl: `https://x.example/${'a'.repeat(460)}`,
      },
    }
    const { pdf } = await drawn(document(long))
    assert.isAbove((await PDFDocument.load(pdf)).getPageCount(), 4)
  })

  test('text can be copied out of it, sums and annexes included', async ({ assert }) => {
    const file = join(folder, 'plain.pdf')
    writeFileSync(file, (await drawn(document())).pdf)
    const text = execFileSync('pdftotext', ['-layout', file, '-']).toString()
    for (const words of [
      'Perjanjian Kerja Sama',
      'Cooperation Agreement',
      'Rp 12.883',
      'Lampiran C',
      '•••• 6780',
      '7KQM-3WXE-RT9A',
      'PKS-2026-0117',
      'SARA',
    ]) {
      assert.include(text, words)
    }
    assert.notInclude(text, '{{')
  }).skip(!installed('pdftotext'), 'pdftotext is not installed')

  test('[R6.2] is sealed in a worker thread; our own judge and outside ones accept it', async ({
    assert,
  }) => {
    const now = ISSUED.toJSDate()
    const ca = await caIn(folder)
    const signer = await signerIn(folder)
    const sealed = await sealWith(signer)
    assert.equal(sha256(sealed), sha256(await sealWith(signer)))
    const inspection = await inspectSealedPdf(sealed, {
      trust: await trustFromFolder(ca.paths.sealTrust),
      at: now,
    })
    assert.isTrue(inspection.valid, JSON.stringify(inspection.checks))
    assert.equal(inspection.signer?.commonName, 'Webstore Telkom')
    const file = join(folder, 'sealed.pdf')
    writeFileSync(file, sealed)
    if (process.env.KEEP_PDF) writeFileSync(process.env.KEEP_PDF, sealed)
    if (installed('pdfsig')) {
      const report = execFileSync('pdfsig', ['-nocert', file]).toString()
      assert.include(report, 'Signature is Valid')
      assert.include(report, 'Total document signed')
    }
    if (installed('qpdf'))
      assert.include(
        execFileSync('qpdf', ['--check', file]).toString(),
        'No syntax or stream encoding errors'
      )
  })

  test('[R6.2] a worker that died with nothing to do is replaced by the next document', async ({
    assert,
  }) => {
    const signer = await signerIn(folder)
    const sealed = await sealWith(signer)
    const before = workers.length
    await workers.at(-1)!.terminate()
    assert.equal(sha256(await sealWith(signer)), sha256(sealed))
    assert.lengthOf(workers, before + 1)
  })

  test('[R6.2] a key that fails leaves no clock running', async ({ assert, cleanup }) => {
    const signer = await signerIn(folder)
    const broken = Object.assign(Object.create(signer), {
      sign: () => Promise.reject(new Error('the key is gone')),
    })
    const running = new Set<unknown>()
    const { setTimeout: begin, clearTimeout: end } = globalThis
    cleanup(() => void Object.assign(globalThis, { setTimeout: begin, clearTimeout: end }))
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms: number) => {
        const timer = begin(run, ms)
        if (ms === 60_000) running.add(timer)
        return timer
      },
      clearTimeout: (timer: NodeJS.Timeout) => {
        running.delete(timer)
        end(timer)
      },
    })
    await assert.rejects(() => sealWith(broken), /key is gone/)
    assert.equal(running.size, 0)
  })

  test('[R6.2] an expired key seals nothing', async ({ assert }) => {
    const signer = expired(await signerIn(folder))
    await assert.rejects(() => sealWith(signer), /expired/)
  })
})
