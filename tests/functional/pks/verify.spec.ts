import { createHash, randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import { PDFDocument } from '@cantoo/pdf-lib'
import db from '@adonisjs/lucid/services/db'
import type Partner from '#partners/models/partner'
import { signer } from '#pki/main'
import { sealPdf } from '#pki/pdf/seal'
import type Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import { examineDocument } from '#pks/queries/check_document'
import { clock, travelBack, travelTo } from '#shared/clock'
import { createPartner } from '#tests/support/accounts'
import { issue } from '#tests/support/pks'
import { Visitor } from '#tests/support/visitor'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

interface Issued {
  partner: Partner
  agreement: Agreement
  pdf: Buffer
}

async function issued(): Promise<Issued> {
  const partner = await createPartner()
  return { partner, ...(await issue(partner)) }
}

/** The page's answer to a file, as a browser without scripts asks for it. */
async function checkFile(content: Buffer, language = '') {
  const visitor = new Visitor('store')
  await visitor.get(`${language}/verifikasi`)
  return visitor.submit('form[data-check-file]', {
    document: { filename: 'pks.pdf', content, type: 'application/pdf' },
  })
}

const byFingerprint = (content: Buffer) =>
  new Visitor('store').get(`/verifikasi?sidik=${sha256(content)}`)

test.group('checking a PKS in public', () => {
  test('[R8.2] by number, by file and by fingerprint, showing nothing personal', async ({
    assert,
  }) => {
    const { partner, agreement, pdf } = await issued()
    const visitor = new Visitor('store')
    await visitor.get('/verifikasi')
    const byNumber = await visitor.submit('form[method=get][action$="/verifikasi"]', {
      nomor: agreement.verificationNumber.toLowerCase().replaceAll('-', ' '),
    })
    const answers = [byNumber, await checkFile(pdf), await byFingerprint(pdf)]
    for (const page of answers) {
      assert.equal(page.status, 200)
      assert.include(page.text, agreement.number)
      assert.include(page.text, 'menunggu tanda tangan mitra')
      assert.include(page.$('main').text().replaceAll(/\s/g, ''), agreement.documentSha256!)
      assert.isTrue(page.$('.verdict').hasClass('is-hold'))
      for (const secret of [
        agreement.code,
        agreement.terms.content.name,
        partner.email,
        partner.companyName,
        partner.name,
        partner.directorName,
      ]) {
        assert.notInclude(page.text, secret)
      }
    }
    assert.include(answers[1]!.$('h1').text(), 'asli dan utuh')
    assert.include(answers[2]!.$('h1').text(), 'asli dan utuh')
  })

  test('[R8.2] says whether it is in force: only green when both have signed', async ({
    assert,
  }) => {
    const { agreement, pdf } = await issued()
    const at = clock.now().toMillis()
    for (const [status, verdict, words] of [
      ['accepted', 'is-ok', 'sah, ditandatangani kedua pihak'],
      ['ended', 'is-hold', 'sudah berakhir'],
      ['lapsed', 'is-hold', 'tidak mengikat siapa pun'],
    ] as const) {
      const change = { status, accepted_at: at, ended_at: status === 'accepted' ? null : at }
      await db.from('agreements').where('id', agreement.id).update(change)
      const page = await byFingerprint(pdf)
      assert.isTrue(page.$('.verdict').hasClass(verdict), status)
      assert.include(page.text, words, status)
    }
  })

  test('[R8.2] an archive copy is known as such, and names the canonical fingerprint', async ({
    assert,
  }) => {
    const { agreement, pdf } = await issued()
    const copy = Buffer.concat([pdf, Buffer.from('\n9 0 obj\n<<>>\nendobj\n%%EOF\n')])
    await ArchiveCopy.create({
      agreementId: agreement.id,
      number: 1,
      documentKey: 'pks/archive/x.pdf',
      sha256: sha256(copy),
      stampedAt: clock.now(),
      authority: 'CN=TSA',
      renewAt: clock.now(),
    })
    for (const page of [await checkFile(copy), await byFingerprint(copy)]) {
      assert.include(page.$('h1').text(), 'salinan arsip')
      assert.include(page.text, agreement.number)
      assert.include(page.$('main').text().replaceAll(/\s/g, ''), agreement.documentSha256!)
    }
  })

  test('[R8.2] an altered PKS is called altered, whichever way it was', async ({ assert }) => {
    const { agreement, pdf } = await issued()
    const appended = Buffer.concat([
      pdf,
      Buffer.from('1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n'),
    ])
    const padded = Buffer.concat([pdf, Buffer.from('\n')])
    for (const file of [appended, padded]) {
      const page = await checkFile(file)
      assert.include(page.$('h1').text(), 'sudah diubah')
      assert.isTrue(page.$('.verdict').hasClass('is-bad'))
      // Which one it was is worth knowing: that one can be asked for.
      assert.include(page.text, agreement.number)
      assert.isAbove(page.$('.verdict .numbered li').length, 2)
    }
    const flipped = Buffer.from(pdf)
    const place = flipped.indexOf('stream\n') + 40
    flipped[place] = flipped[place]! ^ 1
    const seal = Buffer.from(pdf)
    const gap = seal.lastIndexOf('0'.repeat(8), seal.indexOf('>', seal.indexOf('/Contents <3')))
    seal.write('1', gap + 4)
    const cut = pdf.subarray(0, pdf.length - 200)
    for (const file of [flipped, seal, cut]) {
      const page = await checkFile(file)
      assert.include(page.$('h1').text(), 'sudah diubah')
      assert.include(page.text, 'memuat segel kami')
      assert.notInclude(page.text, agreement.number)
    }
    // What is longer than any document of ours is known by its hash alone.
    const long = await checkFile(Buffer.concat([flipped, Buffer.alloc(8 * 1024 * 1024)]))
    assert.include(long.$('h1').text(), 'bukan PKS yang kami terbitkan')
  })

  test('[R8.2] what we sealed and never issued is not called genuine', async ({
    assert,
    cleanup,
  }) => {
    // One that was issued, so that the key is known as ours.
    await issued()
    const blank = await PDFDocument.create()
    blank.addPage()
    const sealed = await sealPdf(await blank.save(), {
      signer: await signer(),
      at: clock.now().toJSDate(),
      name: 'Webstore Telkom',
      docMdp: 1,
      visible: { page: 0, rect: [20, 20, 200, 60], appearance: { lines: ['Webstore Telkom'] } },
    })
    const page = await checkFile(Buffer.from(sealed))
    assert.include(page.$('h1').text(), 'tidak tercatat')
    assert.isTrue(page.$('.verdict').hasClass('is-bad'))
    // Nobody has changed it when the key’s certificate has ended, and what was changed stays changed.
    travelTo(clock.now().plus({ years: 30 }))
    cleanup(travelBack)
    assert.deepEqual(await examineDocument(sealed), { kind: 'unrecorded' })
    const flipped = Buffer.from(sealed)
    const place = flipped.indexOf('stream\n') + 40
    flipped[place] = flipped[place]! ^ 1
    assert.deepEqual(await examineDocument(flipped), { kind: 'changed' })
  })

  test('[R8.2] somebody else’s file, no PDF, nothing at all', async ({ assert }) => {
    for (const content of [
      Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
      randomBytes(2_000),
      Buffer.from(`%PDF-1.7\n/Contents <${'30'.repeat(400)}>\n`),
      Buffer.from(`${'%%EOF\n'.repeat(5_000)}`),
    ]) {
      const page = await checkFile(content)
      assert.equal(page.status, 200)
      assert.include(page.$('h1').text(), 'bukan PKS yang kami terbitkan')
    }
    const visitor = new Visitor('store')
    await visitor.get('/en/verifikasi')
    const missing = await visitor.submit('form[data-check-file]', {})
    assert.equal(missing.status, 422)
    assert.include(missing.text, 'Choose the PDF file')
    const large = await checkFile(Buffer.alloc(10 * 1024 * 1024 + 1))
    assert.equal(large.status, 422)
    assert.include(large.text, 'melebihi 10 MB')
  })

  test('[R8.2] a fingerprint that is not known leads on to the file itself', async ({ assert }) => {
    const { pdf } = await issued()
    const altered = Buffer.concat([pdf, Buffer.from('\n')])
    const visitor = new Visitor('store')
    const page = await visitor.get(`/verifikasi?sidik=${sha256(altered).toUpperCase()}`)
    assert.include(page.$('h1').text(), 'bukan terbitan kami, atau sudah diubah')
    assert.include(page.$('main').text().replaceAll(/\s/g, ''), sha256(altered))
    const closer = await visitor.submit('.verdict form', {
      document: { filename: 'pks.pdf', content: altered, type: 'application/pdf' },
    })
    assert.include(closer.$('h1').text(), 'sudah diubah')
  })

  test('[R8.2] a number that is none, and an address written by hand', async ({ assert }) => {
    const visitor = new Visitor('store')
    assert.include(
      (await visitor.get('/verifikasi?nomor=AAAA-BBBB-CCCC')).text,
      'Tidak ada PKS dengan nomor ini'
    )
    for (const query of [
      'nomor=%27%22%3Cx&nomor=2',
      'sidik=zz',
      'sidik[a]=1',
      `sidik=${'0'.repeat(65)}`,
      'nomor[]=x',
    ]) {
      const page = await visitor.get(`/verifikasi?${query}`)
      assert.equal(page.status, 200, query)
      assert.equal(page.$('.verdict').length, 0, query)
    }
  })

  test('[R8.2] what is not sealed yet is not known', async ({ assert }) => {
    const { agreement } = await issued()
    await db.from('agreements').where('id', agreement.id).update({ status: 'requested' })
    const page = await new Visitor('store').get(`/verifikasi?nomor=${agreement.verificationNumber}`)
    assert.include(page.text, 'Tidak ada PKS dengan nomor ini')
  })
})
