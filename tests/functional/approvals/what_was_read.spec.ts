import { test } from '@japa/runner'
import { submitVersion } from '#approvals/actions/submit_version'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { changedFields, valuesOf } from '#approvals/values'
import { saveContent, type SaveContent } from '#catalogue/actions/save_content'
import ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import TermsVersion from '#catalogue/models/terms_version'
import { correctPartner } from '#partners/actions/correct_partner'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import Partner from '#partners/models/partner'
import Agreement from '#pks/models/agreement'
import { lapseAgreements } from '#pks/actions/follow_up'
import { publishVersion } from '#catalogue/actions/publish_version'
import { clock, travelBack, travelTo } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, PASSWORD, signIn } from '#tests/support/accounts'
import { carryThrough } from '#tests/support/bank_changes'
import { decide, passedChecklist } from '#tests/support/approvals'
import { readCaptcha } from '#tests/support/captcha'
import { createContent, roundOf, type ContentWish } from '#tests/support/contents'
import { buy, call, tell } from '#tests/support/test_purchases'
import type { Visitor } from '#tests/support/visitor'

const BAD = 'Taruhan sore: pasang poin, menangkan pulsa.'
const HARMLESS = 'Belajar gamelan Jawa bersama keluarga.'
const NO = { reason: 'other', instruction: 'Lengkapi keterangan tentang layanan pelanggan.' }
const FORM = 'main form[enctype]'

async function inReview(wish: ContentWish = {}) {
  const partner = await createPartner()
  const made = await createContent(partner, { status: 'in_review', ...wish })
  const [visitor, legal, qa] = [
    await signIn(partner),
    await signIn(await createStaff('legal')),
    await signIn(await createStaff('qa')),
  ]
  return { ...made, partner, visitor, legal, qa }
}

/** The partner's form, saved as a draft or carried on to the review page and sent. */
async function write(
  visitor: Visitor,
  contentId: string,
  values: Record<string, string>,
  intent: 'save' | 'send'
): Promise<void> {
  await visitor.get(`/contents/${contentId}/edit`)
  const name = 'intent'
  if (intent === 'save') return void (await visitor.submit(FORM, values, { name, value: 'save' }))
  await visitor.submit(FORM, values, { name, value: 'continue' })
  await visitor.submit('main form.form-section', readCaptcha(visitor.page))
}

const legalOf = async (version: ContentVersion) => {
  const { number, status } = await roundOf(version, 'legal')
  return `${number} ${status}`
}

test.group('A lane decides what it has read', () => {
  test('[R5.2] a draft is shown to nobody: Legal sees and decides what was submitted', async ({
    assert,
  }) => {
    const { content, version, visitor, legal, qa } = await inReview({
      fab: 'approved',
      version: { description: BAD },
    })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, { description: HARMLESS, price: '22000' }, 'save')
    assert.include(visitor.page.$('#data').text(), HARMLESS)
    assert.include(visitor.page.$('#data').text(), 'tersimpan, belum dikirim')
    await visitor.get(`/contents/${content.publicId}/edit`)
    assert.equal(visitor.page.$('#f-description').text(), HARMLESS)

    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    assert.include(legal.page.text, BAD)
    assert.notInclude(legal.page.text, HARMLESS)
    assert.notInclude(legal.page.text, '22.000')
    assert.include(legal.page.text, 'QA konten meminta perbaikan pada')
    const stored = await ContentVersion.findOrFail(version.id)
    assert.equal(stored.description, BAD, 'the trial store and the portal see no draft either')
    await decide(legal, round.publicId, { decision: 'approved' })
    assert.equal(await legalOf(version), '1 approved')

    await write(visitor, content.publicId, {}, 'send')
    assert.equal((await ContentVersion.findOrFail(version.id)).description, HARMLESS)
    assert.equal(await legalOf(version), '2 open', 'Legal has not seen what is submitted now')
    await legal.get(`/queue/${(await roundOf(version, 'legal')).publicId}`)
    const changed = legal.page.$('.comparison').first().text()
    for (const value of [BAD, HARMLESS, 'Rp 11.000', 'Rp 22.000']) assert.include(changed, value)
    // The round that is decided goes on showing what it was decided on.
    await legal.get(`/queue/${round.publicId}`)
    assert.include(legal.page.text, BAD)
    assert.notInclude(legal.page.text, HARMLESS)
  })

  test('[R5.2] harmless as a draft, bad when it is sent: the approval of what was read falls', async ({
    assert,
  }) => {
    const { content, version, visitor, legal, qa } = await inReview({
      fab: 'approved',
      version: { description: HARMLESS },
    })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    await write(visitor, content.publicId, { description: BAD }, 'send')
    assert.equal(await legalOf(version), '2 open')
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'in_review')
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 0)
  })

  test('[R5.2] what is sent again as it was approved stays approved', async ({ assert }) => {
    const { content, version, visitor, legal, qa } = await inReview({ fab: 'approved' })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, { description: BAD }, 'save')
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    const { description } = await ContentVersion.findOrFail(version.id)
    await write(visitor, content.publicId, { description: description! }, 'send')
    assert.equal(await legalOf(version), '1 approved')
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
  })

  test('[R5.5] a decision on an old page is refused: the page again, what was typed, and what changed', async ({
    assert,
  }) => {
    const { content, version, visitor, legal, qa } = await inReview({ fab: 'approved' })
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    const old = legal.page
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, { description: BAD, price: '22000' }, 'send')

    legal.page = old
    const checklist = { ...passedChecklist(old), note_director: 'Akta 12 halaman 3' }
    const approve = { name: 'decision', value: 'approved' }
    await legal.submit('form.detail-form', { ...checklist, instruction: 'Terima kasih.' }, approve)
    assert.equal(legal.page.status, 409)
    assert.equal((await roundOf(version, 'legal')).status, 'open')
    assert.include(legal.page.text, 'isinya berubah setelah Anda membuka halaman ini')
    assert.include(legal.page.text, 'Yang berubah: Deskripsi Panjang, Harga')
    const rows = legal.page.$('.notice .comparison').text()
    for (const value of [BAD, 'Rp 11.000', 'Rp 22.000']) assert.include(rows, value)
    assert.equal(legal.page.$('#f-note_director').text(), 'Akta 12 halaman 3')
    assert.equal(legal.page.$('#f-instruction').text(), 'Terima kasih.')

    // Nor does an answer to a form with a mistake bring the new page in by the back door.
    legal.page = old
    await legal.submit('form.detail-form', { reason: 'other' }, { name: 'decision', value: 'x' })
    assert.equal(legal.page.status, 422)
    assert.include(legal.page.text, 'Yang berubah: Deskripsi Panjang, Harga')

    await decide(legal, round.publicId, { decision: 'approved' })
    const decided = await roundOf(version, 'legal')
    const submission = await Submission.newest(version.id)
    assert.equal(`${decided.number} ${decided.status}`, '1 approved')
    assert.equal(decided.submissionId, submission.id)
    assert.equal(submission.number, 2)
    assert.equal(submission.values.price, 22_000)
  })

  test('[R5.5] a page that shows the same as what there is decides; a token of anything else does not', async ({
    assert,
  }) => {
    const { version, visitor, content, legal } = await inReview()
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    const page = legal.page
    // Mending the addresses of the trial store is none of Legal's matter.
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/development-urls"]', {
      forwarding_url_development: 'https://uji.nadapusaka.example/baru',
    })
    const other = await inReview()
    await other.legal.get(`/queue/${(await roundOf(other.version, 'legal')).publicId}`)
    const foreign = other.legal.page.$('input[name=read]').attr('value')!
    const own = page.$('input[name=read]').attr('value')!
    const approve = { name: 'decision', value: 'approved' }
    for (const read of ['', '\u0000', 'x'.repeat(5_000), foreign, own.slice(0, 26), `${own}.x`]) {
      legal.page = page
      await legal.submit('form.detail-form', { ...passedChecklist(page), read }, approve)
      assert.equal(legal.page.status, 409, read.slice(0, 40))
      assert.equal((await roundOf(version, 'legal')).status, 'open')
    }
    legal.page = page
    await legal.submit('form.detail-form', { ...passedChecklist(page), read: undefined }, approve)
    assert.equal(legal.page.status, 409)
    legal.page = page
    await legal.submit('form.detail-form', passedChecklist(page), approve)
    assert.equal(legal.page.status, 200)
    assert.equal(await legalOf(version), '1 approved')
  })

  test('[R5.3] a checklist that was kept for another submission does not count', async ({
    assert,
  }) => {
    const { content, version, visitor, legal, qa } = await inReview()
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    const { page } = legal
    const action = `/queue/${round.publicId}/checklist`
    await legal.submit('form.detail-form', passedChecklist(page), { formaction: action })
    assert.isUndefined(legal.page.$('#approve').attr('disabled'))
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, { summary: BAD }, 'send')

    await legal.get(`/queue/${round.publicId}`)
    assert.isDefined(legal.page.$('#approve').attr('disabled'))
    assert.include(legal.page.text, 'disimpan untuk pengajuan sebelumnya')
    assert.include(legal.page.text, 'Sejak itu berubah: Deskripsi.')
    assert.equal(legal.page.$('#f-finding_director option[selected]').attr('value'), 'unchecked')
    assert.equal(legal.page.$('#f-note_director').text(), 'Diperiksa dan sesuai')
    await legal.submit('form.detail-form', {}, { name: 'decision', value: 'approved' })
    assert.equal(legal.page.status, 422)
    // Kept from the old page it is refused as well, and what was typed stays.
    legal.page = page
    const typed = { ...passedChecklist(page), instruction: 'Belum selesai saya tulis.' }
    await legal.submit('form.detail-form', typed, { formaction: action })
    assert.equal(legal.page.status, 409)
    assert.equal(legal.page.$('#f-instruction').text(), 'Belum selesai saya tulis.')
  })

  test('[R5.5] sent again while it is being decided: what stands is what was read', async ({
    assert,
  }) => {
    for (let count = 0; count < 4; count++) {
      const { content, version, partner, legal } = await inReview({ fab: 'approved' })
      const desk = await signIn(await createStaff('qa'))
      await decide(desk, (await roundOf(version, 'qa_content')).publicId, {
        decision: 'needs_correction',
        ...NO,
      })
      const wish = await formOf(partner, version, { description: BAD })
      await saveContent({ ...wish, contentId: content.publicId })
      const round = await roundOf(version, 'legal')
      await legal.get(`/queue/${round.publicId}`)
      const decideNow = () =>
        legal.submit('form.detail-form', passedChecklist(legal.page), {
          name: 'decision',
          value: 'approved',
        })
      const submitNow = () => submitVersion(partner, content.publicId, `race-${version.publicId}`)
      const both = count % 2 ? [decideNow(), submitNow()] : [submitNow(), decideNow()]
      await Promise.all(both)
      const now = await ContentVersion.findOrFail(version.id)
      assert.equal(now.description, BAD)
      const latest = await roundOf(version, 'legal')
      assert.equal(latest.status, 'open')
      const approved = await ApprovalRound.query()
        .where('version_id', version.id)
        .where('lane', 'legal')
        .where('status', 'approved')
      for (const { submissionId } of approved) {
        const { values } = await Submission.findOrFail(submissionId!)
        assert.include(changedFields(values, valuesOf(now), 'legal'), 'description')
      }
    }
  })
})

test.group('The company’s data are read, too', () => {
  test('[R2.4] corrected while Legal has the page open: refused, and said what', async ({
    assert,
  }) => {
    const { version, partner, legal } = await inReview()
    await legal.get(`/queue/${(await roundOf(version, 'legal')).publicId}`)
    await correct(partner, { companyName: 'PT Lain Sama Sekali', directorKtp: '3201010101010099' })
    await legal.submit('form.detail-form', passedChecklist(legal.page), {
      name: 'decision',
      value: 'approved',
    })
    assert.equal(legal.page.status, 409)
    assert.match(legal.page.text, /Yang berubah: Nama perusahaan, N[^.]*KTP Direktur/i)
    assert.include(legal.page.text, 'PT Lain Sama Sekali')
    const token = legal.page.$('input[name=read]').attr('value')!
    assert.notInclude(token, '3201010101010099')
    assert.isNull((await Partner.findOrFail(partner.id)).legalValidatedAt)
  })

  for (const values of [{ address: 'Jalan Braga 12' }, { bankAccount: '9990001112223' }]) {
    const [name] = Object.keys(values)
    test(`[R2.4] ${name} corrected in the moment before the last approval: Legal looks again, no PKS`, async ({
      assert,
    }) => {
      const { version, partner, legal, qa } = await inReview({ fab: 'approved' })
      await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
      await correct(partner, values)
      await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
      assert.equal((await ContentVersion.findOrFail(version.id)).status, 'in_review')
      assert.lengthOf(await Agreement.query().where('version_id', version.id), 0)
      assert.equal(await legalOf(version), '2 open')
      await drainOutbox()
      assert.equal(await legalOf(version), '2 open')
      await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
      assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
    })
  }

  test('[R6.1] sealed and published is what both lanes approved, whatever is tried in between', async ({
    assert,
  }) => {
    const { content, version, partner, visitor, legal, qa } = await inReview({ fab: 'approved' })
    const company = partner.companyName
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    await drainOutbox()

    await correct(partner, { companyName: 'PT Nama Baru' })
    await drainOutbox()
    const saved = await saveContent({
      ...(await formOf(partner, version, { description: BAD, price: 22_000 })),
      contentId: content.publicId,
    })
    assert.isFalse(saved.ok)
    await visitor.get(`/contents/${content.publicId}`)
    const csrf = visitor.page.$('input[name=_csrf]').first().attr('value')!
    await visitor.post(`/contents/${content.publicId}/development-urls`, {
      _csrf: csrf,
      forwarding_url_development: 'https://lain.example/x',
      redirect_url_development: 'https://lain.example/y',
    })
    const agreement = await Agreement.findByOrFail('version_id', version.id)
    const now = await ContentVersion.findOrFail(version.id)
    assert.equal(now.status, 'pks_sent')
    const approved = await Submission.findOrFail((await roundOf(version, 'legal')).submissionId!)
    assert.deepEqual(approved.values, valuesOf(now))
    assert.equal(agreement.terms.partner.company, company)
    assert.equal(agreement.terms.content.price, approved.values.price)
    assert.equal(agreement.terms.content.name, approved.values.name)

    await transaction((trx) => publishVersion(trx, version.id))
    const listing = await Listing.query()
      .where('content_id', content.id)
      .where('environment', 'production')
      .firstOrFail()
    assert.equal(listing.company, company)
    assert.equal(listing.price, approved.values.price)
    assert.equal(listing.name, approved.values.name)
  })

  test('[R6.5] a lapsed PKS that would say something else now goes to Legal before it is issued anew', async ({
    assert,
    cleanup,
  }) => {
    cleanup(() => travelBack())
    const { version, partner, visitor, legal, qa } = await inReview({ fab: 'approved' })
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    await drainOutbox()
    travelTo(clock.now().plus({ days: 31 }) as never)
    await lapseAgreements()
    travelBack()
    await correct(partner, { address: 'Jalan Braga 12, Bandung' })
    await drainOutbox()
    const lapsed = await Agreement.findByOrFail('version_id', version.id)
    assert.equal(lapsed.status, 'lapsed')

    await visitor.get(`/agreements/${lapsed.publicId}`)
    await visitor.submit('form[action$="/reissue"]')
    assert.equal(visitor.page.status, 200)
    assert.match(visitor.page.url, /^\/contents\//)
    await drainOutbox()
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
    assert.equal(await legalOf(version), '2 open')
    await legal.get('/queue')
    assert.include(legal.page.text, version.name!)
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    const fresh = await Agreement.query().where('version_id', version.id).orderBy('id', 'desc')
    assert.lengthOf(fresh, 2)
    assert.equal(fresh[0]!.terms.partner.address, 'Jalan Braga 12, Bandung')
  })
})

test.group('FAB stands on the addresses that it was tried with', () => {
  const urls = { forwarding_url_development: 'https://uji.nadapusaka.example/lain' }

  test('[R4.8] a purchase made before an address was mended passes nothing', async ({ assert }) => {
    const { content, version, partner, visitor } = await inReview({ paymentKind: 'subscription' })
    const { order } = await buy(partner, version)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/development-urls"]', urls)
    await call(order, 'renewal')
    await call(order, 'stop')
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
    const { order: newer } = await buy(partner, await ContentVersion.findOrFail(version.id))
    await call(newer, 'renewal')
    await call(newer, 'stop')
    await tell(newer)
    const round = await roundOf(version, 'qa_fab')
    assert.equal(round.status, 'approved')
    assert.equal(round.submissionId, (await Submission.newest(version.id)).id)
  })

  test('[R4.8] a correction changes the addresses after FAB has passed: it is tried again', async ({
    assert,
  }) => {
    const { content, version, partner, visitor, qa } = await inReview()
    const { order } = await buy(partner, version)
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'approved')
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, urls, 'send')
    const again = await roundOf(version, 'qa_fab')
    assert.equal(`${again.number} ${again.status}`, '2 waiting')
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
  })

  test('[R5.4] a retest whose purchase was made with other addresses cannot be approved', async ({
    assert,
  }) => {
    const { content, version, partner, visitor, qa } = await inReview({ fab: 'refused' })
    const { order } = await buy(partner, version)
    await tell(order)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/retest"]')
    const retest = await roundOf(version, 'qa_fab')
    assert.equal(retest.status, 'open')
    await qa.get(`/queue/${retest.publicId}`)
    const old = qa.page
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    await write(visitor, content.publicId, urls, 'send')
    qa.page = old
    await qa.submit('form.detail-form', passedChecklist(old), {
      name: 'decision',
      value: 'approved',
    })
    assert.equal(qa.page.status, 409)
    assert.include(qa.page.text, 'https://uji.nadapusaka.example/lain')
    await decide(qa, retest.publicId, { decision: 'approved' })
    assert.equal(qa.page.status, 422)
    assert.include(qa.page.text, 'Belum ada pembelian uji yang lulus dengan alamat')
    assert.equal((await roundOf(version, 'qa_fab')).status, 'open')
    await buy(partner, await ContentVersion.findOrFail(version.id))
    await decide(qa, retest.publicId, { decision: 'approved' })
    assert.equal((await roundOf(version, 'qa_fab')).status, 'approved')
  })
})

test.group('Whose round it is', () => {
  test('[R5.5] deciding takes a free round; another’s is refused with the name, and what was typed is shown', async ({
    assert,
  }) => {
    const { version, legal } = await inReview()
    const holder = await signIn(await createStaff('legal', { name: 'Wulan' }))
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    const page = legal.page
    await holder.get(`/queue/${round.publicId}`)
    await holder.submit('form[action$="/claim"]')
    const no = { name: 'decision', value: 'refused' }
    const typed = { reason: 'other', instruction: 'Akta pendirian tidak terbaca, unggah lagi.' }
    await legal.submit('form.detail-form', typed, no)
    assert.equal(legal.page.status, 409)
    assert.include(legal.page.text, 'Wulan sudah mengambilnya sejak')
    assert.include(legal.page.text, typed.instruction)
    assert.equal((await roundOf(version, 'legal')).status, 'open')

    await holder.get(`/queue/${round.publicId}`)
    const { page: held } = holder
    await holder.submit('form[action$="/release"]')
    holder.page = held
    await holder.submit('form[action$="/release"]')
    assert.equal(holder.page.status, 200, 'given back twice is given back')
    legal.page = page
    await legal.submit('form.detail-form', typed, no)
    assert.equal(legal.page.status, 200)
    const decided = await roundOf(version, 'legal')
    assert.equal(decided.claimedBy, decided.decidedBy)
    await decide(holder, round.publicId, { decision: 'approved' }).catch(() => null)
    const csrf = holder.page.$('input[name=_csrf]').first().attr('value')!
    const late = await holder.post(`/queue/${round.publicId}/decision`, {
      _csrf: csrf,
      decision: 'approved',
    })
    assert.equal(late.status, 409)
    assert.match(late.text, /sudah memutuskan pada/)
  })

  test('[R5.5] a round that was voided meanwhile says so', async ({ assert }) => {
    const { content, version, visitor, legal } = await inReview()
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/withdrawal"]')
    await legal.submit('form.detail-form', passedChecklist(legal.page), {
      name: 'decision',
      value: 'approved',
    })
    assert.equal(legal.page.status, 409)
    assert.include(legal.page.text, 'Putaran ini tidak lagi terbuka.')
  })

  test('[R3.6] addresses that nobody wrote are answered, on both databases', async ({ assert }) => {
    const { legal, visitor } = await inReview()
    for (const path of [
      '/queue?filter=%00',
      '/queue?filter[]=mine&filter[]=x',
      '/queue?filter=99999999999999999999',
    ])
      assert.equal((await legal.get(path)).status, 200, path)
    assert.equal((await legal.get('/queue/%00')).status, 404)
    for (const path of [
      '/contents?status=%00&before=%00',
      '/contents?before=99999999999999999999&after=-1',
      '/contents?before[]=x&after[a]=%00',
    ])
      assert.equal((await visitor.get(path)).status, 200, path)
    assert.equal((await visitor.get('/contents/%00')).status, 404)
  })
})

/** As the account's form does, with the event that follows. */
async function correct(partner: Partner, values: Partial<Partner>): Promise<void> {
  const present = await Partner.findOrFail(partner.id)
  const fields = COMPANY_FIELDS.map(({ name }) => {
    const attribute = attributeOf(name) as keyof Partner
    return [name, values[attribute] ?? present[attribute]]
  })
  const sent = { ...Object.fromEntries(fields), language: 'id' as const }
  const proof = { password: PASSWORD, code: null }
  const corrected = await correctPartner(partner.id, sent, async () => proof)
  if (!corrected.ok) throw new Error(corrected.error.type)
  if (corrected.value.bankChange) await carryThrough(partner)
}

async function formOf(
  partner: Partner,
  version: ContentVersion,
  values: Partial<SaveContent['values']>
): Promise<Omit<SaveContent, 'contentId'>> {
  const { id } = await TermsVersion.current()
  const present = valuesOf(version) as unknown as SaveContent['values'] & { partnerShare?: number }
  delete present.partnerShare
  return {
    partner,
    isNew: false,
    values: { ...present, ...values },
    acceptance: { termsVersionId: id, ip: '127.0.0.1' },
  }
}
