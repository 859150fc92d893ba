import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'
import { claimRound } from '#approvals/actions/claim_round'
import { escalate } from '#approvals/actions/escalate'
import ApprovalClock from '#approvals/models/approval_clock'
import { clocksToEscalate } from '#approvals/queries/clocks_to_escalate'
import { operatorMedian } from '#approvals/queries/operator_median'
import type ContentVersion from '#catalogue/models/content_version'
import { changeRole, disableStaff } from '#identity/actions/manage_staff'
import { clock, travelBack, travelTo } from '#shared/clock'
import { registeredSchedules } from '#shared/outbox/handlers'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide, mailsTo } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'
import { Visitor } from '#tests/support/visitor'

const NO = { reason: 'other', instruction: 'Perbaiki nomor SK pendirian, lalu kirim ulang.' }
const run = (name: string) =>
  registeredSchedules()
    .find((schedule) => schedule.name === name)!
    .run()

test.group('Fourteen days', (group) => {
  group.setup(async () => {
    await db.from('staff').update({ disabled: 1 })
    await db.from('approval_clocks').update({ escalated: 100 })
  })
  group.each.teardown(() => travelBack())

  async function submitted(status: 'submitted' | 'in_review' = 'in_review') {
    const partner = await createPartner()
    const start = clock.now()
    const made = await createContent(partner, { status, submittedAt: start, fab: 'approved' })
    return { ...made, start }
  }
  const at = (start: DateTime, days: number) => travelTo(start.plus({ days }) as DateTime<true>)
  const reading = async ({ id }: ContentVersion) => (await ApprovalClock.of(id))!.read()

  test('[R1.1] the clock pauses from a correction until it is sent again; both totals are told to partner and staff', async ({
    assert,
  }) => {
    const { version, partner, content, start } = await submitted()
    const round = await roundOf(version, 'legal')
    const staff = await createStaff('legal')
    at(start, 3)
    await decide(await signIn(staff), round.publicId, { decision: 'needs_correction', ...NO })
    at(start, 8)
    const paused = await reading(version)
    assert.isTrue(paused.isPaused)
    assert.equal(paused.usedMs, 3 * 86_400_000)
    assert.equal(paused.totalMs, 8 * 86_400_000)
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.text, '11 hari tersisa')
    assert.include(visitor.page.text, '3 hari')
    assert.include(visitor.page.text, 'Seluruhnya berjalan 8 hari')
    const desk = await signIn(staff)
    await desk.get('/queue?filter=partner')
    assert.include(desk.page.$('[data-queue-item]').text(), '11 hari')
    await desk.get(`/queue/${round.publicId}`)
    assert.include(desk.page.text, '11 hari tersisa')
    const told = desk.page.$('main .clock').text()
    assert.include(told, 'Seluruhnya berjalan 8 hari')
    assert.match(told, /3 hari/)
    assert.deepEqual(await escalate(version.id), [])
  })

  test('[R1.1] those in charge are told at 50, 80 and 100 %, each once: who has claimed it, else the desk, at the end administrators too', async ({
    assert,
  }) => {
    const { version, start } = await submitted()
    const [holder, colleague, qa, boss] = [
      await createStaff('legal'),
      await createStaff('legal'),
      await createStaff('qa'),
      await createStaff('administrator'),
    ]
    const mails = async () => {
      const counts = []
      for (const { email } of [holder, colleague, qa, boss]) {
        const all = await mailsTo(email)
        counts.push(all.filter(({ subject }) => subject.includes(version.name!)).length)
      }
      return counts
    }
    at(start, 6.9)
    await run('approvals.escalate')
    assert.deepEqual(await mails(), [0, 0, 0, 0])
    at(start, 7.1)
    const desk = await signIn(holder)
    const round = await roundOf(version, 'legal')
    await desk.get(`/queue/${round.publicId}`)
    await desk.submit('form[action$="/claim"]')
    await run('approvals.escalate')
    await run('approvals.escalate')
    assert.deepEqual(await mails(), [1, 0, 1, 0])
    const [mail] = await mailsTo(qa.email)
    assert.equal(mail!.subject, `50% waktu pemeriksaan ${version.name} terpakai`)
    assert.match(mail!.raw, /text\/html/)
    assert.match(mail!.raw, /text\/plain/)
    assert.include(mail!.raw, `/queue/${(await roundOf(version, 'qa_content')).publicId}`)
    at(start, 11.3)
    const later = await signIn(holder)
    await later.get(`/queue/${round.publicId}`)
    await later.submit('form[action$="/claim"]')
    await run('approvals.escalate')
    assert.deepEqual(await mails(), [2, 0, 2, 0])
    at(start, 14.1)
    await run('approvals.expire_claims')
    await run('approvals.escalate')
    await run('approvals.escalate')
    // The claim was let lie for more than a day: the whole desk is in charge again.
    assert.deepEqual(await mails(), [3, 1, 3, 1])
    const audited = await db
      .from('audit_events')
      .where('type', 'approval.escalated')
      .orderBy('id', 'desc')
      .limit(3)
    assert.deepEqual(
      audited.map(({ data }) => JSON.parse(data).percent),
      [100, 80, 50]
    )
  })

  test('[R1.1] whoever left the desk is not told: the colleague is, and where nobody is left, administrators', async ({
    assert,
  }) => {
    await db.from('staff').update({ disabled: 1 })
    const { version, start } = await submitted()
    const [boss, other] = [await createStaff('administrator'), await createStaff('administrator')]
    const [holder, colleague] = [await createStaff('legal'), await createStaff('legal')]
    const told = async () => {
      const counts = []
      for (const { email } of [holder, colleague, boss]) {
        const all = await mailsTo(email)
        counts.push(all.filter(({ subject }) => subject.includes(version.name!)).length)
      }
      return counts
    }
    at(start, 6.9)
    const { publicId } = await roundOf(version, 'legal')
    assert.isTrue((await claimRound(holder, publicId)).ok)
    await db
      .from('approval_rounds')
      .where('version_id', version.id)
      .where('lane', 'qa_content')
      .update({ status: 'approved' })
    assert.isTrue((await disableStaff(boss, holder.publicId)).ok)
    at(start, 7.1)
    await escalate(version.id)
    assert.deepEqual(await told(), [0, 1, 0])
    assert.isTrue((await claimRound(colleague, publicId)).ok)
    assert.isTrue((await disableStaff(other, colleague.publicId)).ok)
    at(start, 11.3)
    await escalate(version.id)
    assert.deepEqual(await told(), [0, 1, 1])
  })

  test('[R5.5] shut out or in another role, one’s rounds are everybody’s again at once, on record', async ({
    assert,
  }) => {
    const boss = await createStaff('administrator')
    const colleague = await createStaff('legal')
    const leave = {
      disabled: (publicId: string) => disableStaff(boss, publicId),
      role: (publicId: string) => changeRole(boss, publicId, 'qa'),
    }
    for (const [why, away] of Object.entries(leave)) {
      const { version } = await submitted()
      const holder = await createStaff('legal')
      const { publicId } = await roundOf(version, 'legal')
      await claimRound(holder, publicId)
      assert.isFalse((await claimRound(colleague, publicId)).ok, why)
      assert.isTrue((await away(holder.publicId)).ok, why)
      assert.isNull((await roundOf(version, 'legal')).claimedBy, why)
      const [event] = await db
        .from('audit_events')
        .where({ subject_id: publicId, type: 'approval.released' })
      assert.equal(event.actor_id, boss.publicId)
      assert.equal(JSON.parse(event.data).former_owner, holder.publicId)
      assert.isTrue((await claimRound(colleague, publicId)).ok, why)
    }
  })

  test('[R1.1] what came due while nothing ran is told of once, each part, and a standing clock tells of nothing', async ({
    assert,
  }) => {
    const { version, start } = await submitted()
    const paused = await submitted()
    await decide(
      await signIn(await createStaff('legal')),
      (await roundOf(paused.version, 'legal')).publicId,
      {
        decision: 'needs_correction',
        ...NO,
      }
    )
    const qa = await createStaff('qa')
    at(start, 30)
    assert.include(await clocksToEscalate(clock.now()), version.id)
    assert.notInclude(await clocksToEscalate(clock.now()), paused.version.id)
    await run('approvals.escalate')
    await run('approvals.escalate')
    const sent = await mailsTo(qa.email)
    const own = sent.filter(({ subject }) => subject.includes(version.name!))
    assert.lengthOf(own, 3)
    assert.lengthOf(new Set(own.map(({ subject }) => subject)), 3)
    assert.notInclude(await clocksToEscalate(clock.now()), version.id)
    assert.deepEqual(
      sent.filter(({ subject }) => subject.includes(paused.version.name!)),
      []
    )
  })

  test('[R1.1] the median of the operator’s own time is public once there are enough examinations', async ({
    assert,
  }) => {
    const page = async () => (await new Visitor('partner').get('/')).text
    await db.from('approval_clocks').whereNotNull('ended_at').update({ ended_at: null })
    const ended = []
    for (let index = 1; index <= 5; index++) {
      const { version } = await createContent(await createPartner(), { status: 'approved' })
      ended.push({ version, days: index })
    }
    // The operator's own time: 1, 2, 3, 4 and 5 days, beside two with the partner.
    const now = clock.now()
    for (const { version, days } of ended)
      await db
        .from('approval_clocks')
        .where('version_id', version.id)
        .update({
          started_at: now.minus({ days: days + 2 }).toMillis(),
          paused_ms: 2 * 86_400_000,
          ended_at: now.toMillis(),
        })
    await db
      .from('approval_clocks')
      .where('version_id', ended[0]!.version.id)
      .update({ ended_at: null })
    assert.isNull(await operatorMedian(now))
    assert.notInclude(await page(), 'median')
    await db
      .from('approval_clocks')
      .where('version_id', ended[0]!.version.id)
      .update({ ended_at: now.toMillis() })
    assert.deepEqual(await operatorMedian(now), { medianMs: 3 * 86_400_000, count: 5 })
    assert.include(await page(), 'Pemeriksaan kami memakan 3 hari')
    // A version that its partner took back says nothing of the operator.
    const withdrawn = await createContent(await createPartner(), { status: 'withdrawn' })
    await db
      .from('approval_clocks')
      .where('version_id', withdrawn.version.id)
      .update({ ended_at: now.toMillis() })
    assert.deepInclude(await operatorMedian(now), { count: 5 })
  })
})
