import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { requestRetest } from '#approvals/actions/request_retest'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import { versionsAwaitingFab } from '#approvals/queries/versions_awaiting_fab'
import ContentVersion from '#catalogue/models/content_version'
import Agreement from '#pks/models/agreement'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide, mailsTo } from '#tests/support/approvals'
import { createContent, roundOf, type ContentWish } from '#tests/support/contents'
import { buy, call, tell, type PurchaseWish } from '#tests/support/test_purchases'

const NO = { reason: 'wrong_answer', instruction: 'Jawaban portal memuat trx_id yang lain.' }

async function submitted(wish: ContentWish = {}) {
  const partner = await createPartner()
  return { ...(await createContent(partner, { status: 'in_review', ...wish })), partner }
}

/** Inner ids of the versions that the sweep comes by. */
async function awaiting(): Promise<number[]> {
  return (await versionsAwaitingFab(0, 10_000)).map(({ versionId }) => versionId)
}

test.group('FAB by the purchase log', () => {
  test('[R4.8] [R5.3] the first round passes by itself when a bound customer bought and the portal took the call', async ({
    assert,
  }) => {
    const { content, version, partner } = await submitted()
    const { order } = await buy(partner, version)
    await tell(order)
    await tell(order)
    const round = await roundOf(version, 'qa_fab')
    assert.equal(`${round.number} ${round.status} ${round.orderId}`, `1 approved ${order.id}`)
    assert.isNull(round.decidedBy)
    assert.lengthOf(
      await ApprovalEvent.query().where('version_id', version.id).where('kind', 'test_passed'),
      1
    )
    const mails = (await mailsTo(partner.email)).filter(({ subject }) => subject.includes('FAB'))
    assert.lengthOf(mails, 1)
    assert.match(mails[0]!.subject, /^\[UJI COBA\]/)
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.lanes').text(), `Pembelian uji ${order.number} lulus`)
  })

  const FAILS: [string, PurchaseWish][] = [
    ['in the production store', { environment: 'production' }],
    ['by a customer who is not bound to the partner', { bound: false }],
    ['that was not fulfilled', { status: 'fulfil_failed' }],
    ['whose call the portal did not take', { delivered: 'failed' }],
  ]
  for (const [what, wish] of FAILS) {
    test(`[R4.8] a purchase ${what} passes nothing`, async ({ assert }) => {
      const { version, partner } = await submitted()
      const { order } = await buy(partner, version, wish)
      await tell(order)
      assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
    })
  }

  test('[R4.8] a subscription passes only with a renewal and a stop as well, whichever comes last', async ({
    assert,
  }) => {
    const { content, version, partner } = await submitted({ paymentKind: 'subscription' })
    const { order } = await buy(partner, version)
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
    await call(order, 'stop')
    await call(order, 'renewal', 'failed')
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('#purchases').text(), 'perpanjangan belum diuji')
    await call(order, 'renewal')
    assert.include(await awaiting(), version.id)
    await tell(order)
    assert.equal((await roundOf(version, 'qa_fab')).status, 'approved')
    assert.notInclude(await awaiting(), version.id)
  })

  test('[R5.5] FAB as the last part completes the approval', async ({ assert }) => {
    const { version, partner } = await submitted()
    const [legal, qa] = [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('qa')),
    ]
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    // Everything else is decided: before the first passing purchase the ball is the partner's (R1.1).
    assert.isNotNull((await ApprovalClock.of(version.id))!.pausedAt)
    const { order } = await buy(partner, version)
    await tell(order)
    assert.include(['approved', 'pks_sent'], (await ContentVersion.findOrFail(version.id)).status)
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
  })

  test('[R5.4] after a refusal only a newer passing purchase opens Minta Uji Integrasi Ulang, and QA decides', async ({
    assert,
  }) => {
    const { content, version, partner } = await submitted({ fab: 'refused' })
    const visitor = await signIn(partner)
    const qa = await signIn(await createStaff('qa'))
    await visitor.get(`/contents/${content.publicId}`)
    assert.isDefined(visitor.page.$('#retest').attr('disabled'))
    const csrf = visitor.page.$('input[name=_csrf]').first().attr('value')!
    assert.equal(
      (await visitor.post(`/contents/${content.publicId}/retest`, { _csrf: csrf })).status,
      422
    )

    const { order } = await buy(partner, version)
    await tell(order)
    assert.equal(
      (await roundOf(version, 'qa_fab')).status,
      'refused',
      'a refused round never passes by itself'
    )
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), 'Minta QA menguji lagi')
    await visitor.submit('form[action$="/retest"]')
    const second = await roundOf(version, 'qa_fab')
    assert.equal(`${second.number} ${second.status}`, '2 open')
    assert.isNull((await ApprovalClock.of(version.id))!.pausedAt)

    await qa.get(`/queue/${second.publicId}`)
    assert.include(qa.page.$('#purchases').text(), order.number)
    await decide(qa, second.publicId, { decision: 'refused', ...NO })
    assert.isNotNull((await ApprovalClock.of(version.id))!.pausedAt)
    const old = await requestRetest(partner, content.publicId)
    assert.isTrue(
      !old.ok && old.error.type === 'no_newer_purchase',
      'the purchase before the second refusal is spent'
    )

    const { order: newer } = await buy(partner, version)
    await tell(newer)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/retest"]')
    await decide(qa, (await roundOf(version, 'qa_fab')).publicId, { decision: 'approved' })
    assert.equal((await roundOf(version, 'qa_fab')).status, 'approved')
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'in_review')
  })

  test('[R5.4] the development addresses may be mended until FAB has passed', async ({
    assert,
  }) => {
    const { content, version, partner } = await submitted()
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    const form = 'form[action$="/development-urls"]'
    await visitor.submit(form, { forwarding_url_development: 'http://10.0.0.1/terima' })
    assert.equal(visitor.page.status, 422)
    assert.lengthOf(visitor.page.$('#f-forwarding_url_development-error'), 1)
    await visitor.submit(form, {
      forwarding_url_development: 'https://uji.nadapusaka.example/terima?trx_id=1&kid=2',
    })
    assert.equal(visitor.page.status, 422)
    assert.include(visitor.page.$('#f-forwarding_url_development-error').text(), 'trx_id, kid')
    await visitor.submit(form, {
      forwarding_url_development: 'https://uji.nadapusaka.example/terima',
    })
    assert.equal(visitor.page.status, 200)
    assert.equal(
      (await ContentVersion.findOrFail(version.id)).forwardingUrlDevelopment,
      'https://uji.nadapusaka.example/terima'
    )
    const { order } = await buy(partner, version)
    await tell(order)
    await visitor.get(`/contents/${content.publicId}`)
    assert.lengthOf(visitor.page.$(form), 0)
    const csrf = visitor.page.$('input[name=_csrf]').first().attr('value')!
    const urls = {
      forwarding_url_development: 'https://lain.example/x',
      redirect_url_development: 'https://lain.example/y',
    }
    // It passed in between: told so, and what was typed is still there.
    const page = await visitor.post(`/contents/${content.publicId}/development-urls`, {
      _csrf: csrf,
      ...urls,
    })
    assert.equal(page.status, 422)
    assert.include(page.text, 'Alamat ini tidak disimpan')
    assert.include(page.$('#refused-urls').text(), urls.forwarding_url_development)
    assert.include(page.$('#refused-urls').text(), urls.redirect_url_development)
    const again = await visitor.post(`/contents/${content.publicId}/retest`, { _csrf: csrf })
    assert.equal(again.status, 422)
    assert.include(again.text, 'FAB tidak sedang ditolak')
    assert.notEqual(
      (await ContentVersion.findOrFail(version.id)).forwardingUrlDevelopment,
      urls.forwarding_url_development
    )
  })

  test('[R2.4] changed legal data go back to Legal, what is as it was does not', async ({
    assert,
  }) => {
    const { version, partner } = await submitted()
    const legal = await signIn(await createStaff('legal'))
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'approved' })
    const told = async () => {
      await transaction((trx) =>
        enqueue(trx, { kind: 'partner.legal_data_changed', payload: { partnerId: partner.id } })
      )
      await drainOutbox()
      const round = await roundOf(version, 'legal')
      return `${round.number} ${round.status}`
    }
    assert.equal(await told(), '1 approved')
    await partner.merge({ address: 'Jalan Braga 12, Bandung' }).save()
    assert.equal(await told(), '2 open')
    assert.equal(await told(), '2 open')
    await legal.get(`/queue/${(await roundOf(version, 'legal')).publicId}`)
    assert.include(legal.page.text, 'Berubah sejak putaran sebelumnya: Alamat')
  })

  test('[R3.8] a partner may withdraw before approval, not after', async ({ assert }) => {
    const { content, version, partner } = await submitted()
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/withdrawal"]')
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'withdrawn')
    assert.include(visitor.page.text, 'Ditarik')
    const live = await createContent(partner, { status: 'published' })
    const csrf = (await visitor.get('/contents/new')).$('input[name=_csrf]').first().attr('value')!
    assert.equal(
      (await visitor.post(`/contents/${live.content.publicId}/withdrawal`, { _csrf: csrf })).status,
      422
    )
  })

  test('[R3.8] a live content is edited as a new version while it keeps selling; an unchanged annex needs no addendum', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner)
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}/edit`)
    await visitor.submit(
      'main form[enctype]',
      { summary: 'Gending baru tiap bulan' },
      { name: 'intent', value: 'continue' }
    )
    const { readCaptcha } = await import('#tests/support/captcha')
    await visitor.submit('main form.form-section', readCaptcha(visitor.page))
    const second = await ContentVersion.query()
      .where('content_id', content.id)
      .where('number', 2)
      .firstOrFail()
    assert.equal(second.status, 'submitted')
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'published')
    const production = await db
      .from('listings')
      .where('content_id', content.id)
      .where('environment', 'production')
      .first()
    assert.equal(production.version_id, version.id)

    const [legal, qa] = [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('qa')),
    ]
    await decide(legal, (await roundOf(second, 'legal')).publicId, { decision: 'approved' })
    await decide(qa, (await roundOf(second, 'qa_content')).publicId, { decision: 'approved' })
    const { order } = await buy(partner, second)
    await tell(order)
    assert.equal((await ContentVersion.findOrFail(second.id)).status, 'published')
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'superseded')
    assert.lengthOf(await Agreement.query().where('version_id', second.id), 0)
  })
})
