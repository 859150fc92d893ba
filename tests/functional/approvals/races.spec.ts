import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { passedChecklist } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'

const STAFF = 20
const NO = { reason: 'other', instruction: 'Perbaiki nomor SK pendirian, lalu kirim ulang.' }

test.group('Many at once', () => {
  test('[R5.5] twenty staff decide one round at once: one decision, nineteen are told who was quicker', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'legal')
    const desks = []
    for (let index = 0; index < STAFF; index++) {
      const desk = await signIn(await createStaff('legal'))
      await desk.get(`/queue/${round.publicId}`)
      desks.push(desk)
    }
    const pages = await Promise.all(
      desks.map((desk, index) =>
        desk.submit('form.detail-form', index % 2 === 0 ? passedChecklist(desk.page) : NO, {
          name: 'decision',
          value: index % 2 === 0 ? 'approved' : 'needs_correction',
        })
      )
    )
    const lost = pages.filter(({ status }) => status === 409)
    assert.lengthOf(lost, STAFF - 1)
    assert.lengthOf(
      pages.filter(({ status }) => status === 200),
      1
    )
    const decided = await ApprovalRound.findOrFail(round.id)
    assert.isNotNull(decided.decidedBy)
    const { name } = await db.from('staff').where('id', decided.decidedBy!).firstOrFail()
    for (const page of lost) {
      assert.include(page.text, 'Satu putaran hanya diputuskan sekali.')
      assert.include(page.$('[role=alert]').text(), name)
    }
    const events = await ApprovalEvent.query()
      .where('version_id', version.id)
      .whereIn('kind', ['approved', 'needs_correction'])
    assert.lengthOf(events, 1)
    const audited = await db
      .from('audit_events')
      .where({ type: 'approval.decided', subject_id: round.publicId })
    assert.lengthOf(audited, 1)
    const mails = await db.from('outbox').where('dedupe_key', `approvals.decided:${round.publicId}`)
    assert.lengthOf(mails, 1)
  }).timeout(180_000)

  test('[R5.5] twenty claim one round at once: one has it, nineteen read whose it is', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'submitted' })
    const round = await roundOf(version, 'qa_content')
    const desks = []
    for (let index = 0; index < STAFF; index++) {
      const desk = await signIn(await createStaff('qa'))
      await desk.get(`/queue/${round.publicId}`)
      desks.push(desk)
    }
    const pages = await Promise.all(desks.map((desk) => desk.submit('form[action$="/claim"]')))
    assert.lengthOf(
      pages.filter(({ status }) => status === 409),
      STAFF - 1
    )
    const { claimedBy } = await ApprovalRound.findOrFail(round.id)
    const { name } = await db.from('staff').where('id', claimedBy!).firstOrFail()
    for (const page of pages.filter(({ status }) => status === 409))
      assert.include(page.text, `${name} sudah mengambilnya`)
    const claims = await db
      .from('audit_events')
      .where({ type: 'approval.claimed', subject_id: round.publicId })
    assert.lengthOf(claims, 1)
  }).timeout(180_000)
})
