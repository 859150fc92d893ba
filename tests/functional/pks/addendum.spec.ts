import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { withdrawContent } from '#approvals/actions/withdraw_content'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import { lapseAgreements } from '#pks/actions/follow_up'
import { receiveReply } from '#pks/actions/receive_reply'
import { reissue } from '#pks/actions/reissue'
import { draftDocument, readDraft } from '#pks/document/draft'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import { clock, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { drainOutbox } from '#shared/outbox/worker'
import { get } from '#storage/main'
import type Partner from '#partners/models/partner'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { certificateFor, issue, lastMail, request, signedReply } from '#tests/support/pks'

/** A content on sale under an agreement that came back signed. */
async function onSale(partner: Partner) {
  const first = await issue(partner)
  await answer(partner, first.agreement)
  await first.agreement.refresh()
  return first
}

/** Signs a document back as its partner; the reply as it was judged. */
async function answer(partner: Partner, agreement: Agreement): Promise<PksReply> {
  const raw = signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: [{ filename: agreement.fileName, content: (await get(agreement.documentKey!))! }],
  })
  const { id } = await receiveReply(raw, 'file')
  await drainOutbox()
  return PksReply.findOrFail(id)
}

/** The next version, approved by both lanes: a copy with other values. */
async function nextVersion(of: ContentVersion, values: Partial<ContentVersion>) {
  const attributes = { ...of.$attributes, id: undefined, publicId: publicId(), submitKey: null }
  return ContentVersion.create({
    ...attributes,
    number: of.number + 1,
    status: 'approved',
    publishedAt: null,
    ...values,
  })
}

async function issued(version: ContentVersion): Promise<Agreement> {
  const { id } = await request(version)
  await drainOutbox()
  return Agreement.findOrFail(id)
}

const priceOnSale = async (version: ContentVersion) => {
  const listing = await Listing.query()
    .where('content_id', version.contentId)
    .where('environment', 'production')
    .firstOrFail()
  return Number(listing.price)
}

test.group('Addenda', () => {
  test('[R3.8] a new price goes out and comes back as an addendum, while the live version keeps selling', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, version } = await onSale(partner)
    assert.equal(await priceOnSale(version), 22_000)

    const next = await nextVersion(version, { price: 27_500 })
    const addendum = await issued(next)
    assert.equal(addendum.number, `${agreement.number}-A1`)
    assert.equal(addendum.amendsId, agreement.id)
    assert.equal(addendum.status, 'sent')
    assert.notEqual(addendum.code, agreement.code)
    assert.equal(await priceOnSale(version), 22_000)
    const mail = (await lastMail(partner.email))!
    assert.equal(mail.subject, `Adendum PKS Gamelan Saku [${addendum.code}]`)
    assert.include(mail.text, agreement.number)

    assert.equal((await answer(partner, addendum)).status, 'accepted')
    await Promise.all([addendum.refresh(), agreement.refresh(), next.refresh(), version.refresh()])
    assert.deepEqual([addendum.status, agreement.status], ['accepted', 'accepted'])
    assert.deepEqual([next.status, version.status], ['published', 'superseded'])
    assert.equal(await priceOnSale(version), 27_500)
  })

  test('[R3.8] the former agreement, answered again, publishes nothing', async ({ assert }) => {
    const partner = await createPartner()
    const { agreement, version } = await onSale(partner)
    const addendum = await issued(await nextVersion(version, { price: 27_500 }))
    const reply = await answer(partner, agreement)
    assert.equal(reply.status, 'rejected')
    await addendum.refresh()
    assert.equal(addendum.status, 'sent')
    assert.equal(await priceOnSale(version), 22_000)
  })

  test('[R3.8] says what changes and what was in force: the agreement, then its latest addendum', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, version } = await onSale(partner)
    const second = await nextVersion(version, { price: 27_500 })
    const first = await issued(second)
    await answer(partner, first)
    await second.refresh()
    const third = await nextVersion(second, { paymentKind: 'once', name: 'Gamelan Saku Dua' })
    const draft = await readDraft(third, partner, 'id')
    assert.equal(draft.amends, agreement.number)
    assert.deepEqual(
      draft.changes.map(({ label, before, after }) => [label, before.id, after.id]),
      [
        ['pks.document.content_name', 'Gamelan Saku', 'Gamelan Saku Dua'],
        ['pks.document.kind', 'Berlangganan (bulanan)', 'Sekali Bayar'],
      ]
    )
    const text = JSON.stringify(draft.points)
    for (const said of [agreement.number, first.number, 'Rp 27.500', partner.companyName])
      assert.include(text, said)
    assert.notMatch(text, /\{\{|\}\}|undefined/)
    const english = JSON.stringify((await readDraft(third, partner, 'en')).points)
    assert.include(english, 'amends Cooperation Agreement Number')
    assert.notMatch(english, /\{\{|\}\}|undefined/)
    assert.equal((await issued(third)).number, `${agreement.number}-A2`)
  })

  test('[R3.8] an addendum that nobody answers lapses and is issued anew; the agreement stands', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, version } = await onSale(partner)
    const next = await nextVersion(version, { price: 27_500 })
    const first = await issued(next)
    travelTo(clock.now().plus({ days: 31 }))
    await lapseAgreements()
    await Promise.all([first.refresh(), agreement.refresh(), next.refresh()])
    assert.deepEqual(
      [first.status, agreement.status, next.status],
      ['lapsed', 'accepted', 'approved']
    )
    assert.equal(await priceOnSale(version), 22_000)
    const again = await reissue(first)
    assert.isTrue(again.ok)
    assert.equal(again.ok && again.value.number, `${agreement.number}-A2`)
  })

  test('[R3.8] without an agreement in force a version gets one of its own', async ({ assert }) => {
    const partner = await createPartner()
    const { agreement, version } = await issue(partner)
    const next = await nextVersion(version, { price: 27_500 })
    for (const status of ['sent', 'lapsed', 'ended']) {
      await db.from('agreements').where('id', agreement.id).update({ status })
      assert.isNull((await draftDocument(next, partner)).amends)
    }
  })

  test("[R3.8] somebody else's agreement is never amended", async ({ assert }) => {
    const partner = await createPartner()
    const { agreement } = await onSale(partner)
    const other = await createPartner()
    const { agreement: theirs } = await issue(other)
    assert.isNull(theirs.amendsId)
    assert.notInclude(theirs.number, agreement.number)
  })

  for (const language of ['id', 'en'] as const) {
    test(`[R3.8] partner and Legal see before and after on its page (${language})`, async ({
      assert,
    }) => {
      const partner = await createPartner()
      const { agreement, version } = await onSale(partner)
      const addendum = await issued(await nextVersion(version, { price: 27_500 }))
      const prefix = language === 'en' ? '/en' : ''
      for (const reader of [partner, await createStaff('legal')]) {
        const page = await (await signIn(reader)).get(`${prefix}/agreements/${addendum.publicId}`)
        assert.equal(page.status, 200)
        for (const said of [agreement.number, 'Rp 22.000', 'Rp 27.500', '<del>', '<ins>'])
          assert.include(page.text, said)
      }
      const stranger = await signIn(await createPartner())
      assert.equal((await stranger.get(`/agreements/${addendum.publicId}`)).status, 404)
      const former = await (await signIn(partner)).get(`/agreements/${agreement.publicId}`)
      assert.notInclude(former.text, '<del>')
      assert.include(former.text, `/agreements/${addendum.publicId}"`)
    })
  }

  test('[R3.8] before it is submitted its partner reads what will be signed, and that the version on sale keeps selling', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version } = await onSale(partner)
    const content = await Content.findOrFail(version.contentId)
    const draft = { status: 'draft', submittedAt: null, approvedAt: null } as const
    const next = await nextVersion(version, { ...draft, price: 27_500 })
    const visitor = await signIn(partner)
    const priced = await visitor.get(`/contents/${content.publicId}`)
    for (const said of ['Versi 1 tetap dijual', 'adendum PKS dikirim', 'Buang draf ini'])
      assert.include(priced.text, said)
    await next.merge({ price: version.price, description: 'Dengan gending baru.' }).save()
    const described = await visitor.get(`/contents/${content.publicId}`)
    assert.include(described.text, 'tidak ada yang perlu ditandatangani')
    assert.notInclude(described.text, 'adendum PKS dikirim')
  })

  test('[R7.1] a content that its partner takes back ends its agreement and the addendum under way', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, version } = await onSale(partner)
    const next = await nextVersion(version, { price: 27_500 })
    const addendum = await issued(next)
    const content = await Content.findOrFail(version.contentId)
    assert.isTrue((await withdrawContent(partner, content.publicId)).ok)
    await Promise.all([agreement.refresh(), addendum.refresh()])
    for (const ended of [agreement, addendum])
      assert.deepEqual([ended.status, ended.endedReason], ['ended', 'content_withdrawn'])
    assert.lengthOf(
      await db
        .from('audit_events')
        .where('type', 'pks.ended')
        .whereIn('subject_id', [agreement.publicId, addendum.publicId]),
      2
    )
    assert.equal((await answer(partner, addendum)).status, 'rejected')
    await Promise.all([next.refresh(), addendum.refresh()])
    assert.notEqual(next.status, 'published')
    assert.equal(addendum.status, 'ended')
  })

  test('[R7.1] what was asked for and is not sealed yet never leaves', async ({ assert }) => {
    const partner = await createPartner()
    const { version } = await onSale(partner)
    const addendum = await request(await nextVersion(version, { price: 27_500 }))
    const content = await Content.findOrFail(version.contentId)
    await withdrawContent(partner, content.publicId)
    await drainOutbox()
    await addendum.refresh()
    assert.deepEqual([addendum.status, addendum.documentKey], ['ended', null])
  })
})
