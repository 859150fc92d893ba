import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { claimRound, releaseRound } from '#approvals/actions/claim_round'
import { decideRound } from '#approvals/actions/decide_round'
import { judgeTestPurchases } from '#approvals/actions/judge_test_purchase'
import { reopenLegal } from '#approvals/actions/reopen_legal'
import { requestRetest } from '#approvals/actions/request_retest'
import { submitVersion } from '#approvals/actions/submit_version'
import { withdrawVersion } from '#approvals/actions/withdraw_version'
import { pointsOf } from '#approvals/checklists'
import { after, doesClockRun, queueOf, type Course, type Step } from '#approvals/course'
import { DECISIONS, LANES, ROLE_OF_LANE } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { readingOf, tokenOf } from '#approvals/queries/reading'
import { REASONS_OF_LANE } from '#approvals/reasons'
import ContentVersion from '#catalogue/models/content_version'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import { clock, travelBack, travelTo } from '#shared/clock'
import { createPartner, createStaff } from '#tests/support/accounts'
import { createContent, roundOf } from '#tests/support/contents'
import { buy } from '#tests/support/test_purchases'

/** What a commit is checked with is quicker than `--full`. */
const WALKS = process.env.FULL ? 2_000 : 200

const lane = fc.constantFrom(...LANES)
const by = fc.constantFrom(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('claim' as const, 'release' as const),
      lane,
      by,
    }),
  },
  {
    // Mostly yes, so that many a walk comes to its end; a no of Legal ends it at once.
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      lane,
      by,
      decision: fc.oneof(
        { weight: 3, arbitrary: fc.constant('approved' as const) },
        { weight: 1, arbitrary: fc.constantFrom(...DECISIONS) }
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'purchase' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'retest' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'resubmit', fallen: [] },
      { kind: 'resubmit', fallen: ['legal', 'qa_content'] }
    ),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'withdraw' }) }
)
/** A refused FAB that is tried again, and an approval, take some steps in the right order: a walk may begin on the way there. */
const beginning = fc.constantFrom<Step[]>(
  [],
  [],
  [{ kind: 'decide', lane: 'legal', by: 0, decision: 'approved' }],
  [
    { kind: 'claim', lane: 'legal', by: 0 },
    { kind: 'release', lane: 'legal', by: 0 },
  ],
  [{ kind: 'decide', lane: 'qa_content', by: 1, decision: 'needs_correction' }],
  [{ kind: 'decide', lane: 'qa_fab', by: 0, decision: 'refused' }, { kind: 'purchase' }]
)

test.group('The course of an approval in the database', (group) => {
  group.each.teardown(() => travelBack())

  test('[R5.1] [R5.5] random walks of the actions go as the model goes: no illegal state, no lost decision', async ({
    assert,
  }) => {
    const staff = {
      legal: [await createStaff('legal'), await createStaff('legal')],
      qa: [await createStaff('qa'), await createStaff('qa')],
    }
    for (const desk of Object.values(staff))
      for (const [seat, { id }] of desk.entries()) seats.set(id, seat)
    let taken = 0
    const reached = new Map<string, number>()
    const kinds = new Map<string, number>()
    const count = (what: Map<string, number>, key: string) =>
      what.set(key, (what.get(key) ?? 0) + 1)
    await fc.assert(
      fc.asyncProperty(
        beginning,
        fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }),
        async (first, then) => {
          // Of its own: what changes of the company is a matter of all its contents.
          const partner = await createPartner()
          const { content, version } = await createContent(partner, { status: 'submitted' })
          let course = await courseOf(version)
          let passedAt: number | null = null
          let decisions = 0
          for (const next of [...first, ...then]) {
            // Each step has an instant of its own: only what comes later is newer.
            travelTo(clock.now().plus({ minutes: 1 }))
            const fab = await roundOf(version, 'qa_fab')
            const newerPass = isNewer(passedAt, fab)
            const wanted = after(course, next, newerPass)
            const done = await take(next, { partner, staff, contentId: content.publicId, version })
            if (next.kind === 'purchase') passedAt = clock.now().toMillis()
            const now = await courseOf(version)
            const story = JSON.stringify({ course, next, newerPass, wanted, now })
            assert.deepEqual(now, wanted ?? course, story)
            if (next.kind !== 'purchase') assert.equal(done, wanted !== null, story)
            if (wanted && next.kind === 'decide') decisions++
            if (wanted) {
              taken++
              count(kinds, next.kind === 'resubmit' ? `resubmit ${next.fallen}` : next.kind)
              if (now.version !== course.version) count(reached, now.version)
            }
            course = now
            await agrees(course, version, story, assert)
          }
          const kept = await ApprovalEvent.query()
            .where('version_id', version.id)
            .where('actor_kind', 'staff')
            .whereIn('kind', [...DECISIONS])
          assert.lengthOf(kept, decisions, 'a decision was lost, or made twice')
          travelBack()
        }
      ),
      { numRuns: WALKS, endOnFailure: true }
    )
    assert.isAbove(taken, WALKS)
    // The walks go through the whole house: each state and each step, not once by luck.
    for (const state of ['in_review', 'needs_correction', 'refused', 'withdrawn', 'approved'])
      assert.isAtLeast(reached.get(state) ?? 0, 3, state)
    for (const kind of STEPS) assert.isAtLeast(kinds.get(kind) ?? 0, 3, kind)
  }).timeout(3_600_000)
})

const STEPS = [
  'claim',
  'release',
  'decide',
  'purchase',
  'retest',
  'resubmit ',
  'resubmit legal,qa_content',
  'reopen',
  'withdraw',
]

interface Table {
  partner: Partner
  staff: { legal: Staff[]; qa: Staff[] }
  contentId: string
  version: ContentVersion
}

/** Takes a step as the application does; was there such a step? */
async function take(next: Step, { partner, staff, contentId, version }: Table): Promise<boolean> {
  switch (next.kind) {
    case 'claim':
    case 'release': {
      const { publicId } = await roundOf(version, next.lane)
      const who = staff[ROLE_OF_LANE[next.lane]][next.by]!
      const before = await roundOf(version, next.lane)
      const result = await (next.kind === 'claim' ? claimRound : releaseRound)(who, publicId)
      // Giving back what nobody has is no step, and no mistake either.
      return result.ok && !(next.kind === 'release' && before.heldBy === null)
    }
    case 'decide': {
      const who = staff[ROLE_OF_LANE[next.lane]][next.by]!
      const round = await roundOf(version, next.lane)
      const current = await ContentVersion.findOrFail(version.id)
      const points = pointsOf(next.lane, current.paymentKind)
      const decided = await decideRound(who, round.publicId, {
        read: tokenOf(await readingOf(next.lane, current)),
        decision: next.decision,
        reason: REASONS_OF_LANE[next.lane][0]!,
        instruction: 'Perbaiki lalu kirim ulang.',
        checklist: Object.fromEntries(
          points.map(({ key, needs }) => [
            key,
            {
              finding: 'passed' as const,
              note: 'Sudah diperiksa',
              ...(needs && { without: 'Dihubungi saat kunjungan' }),
            },
          ])
        ),
      })
      return decided.ok
    }
    case 'purchase':
      await buy(partner, version)
      return judgeTestPurchases(version.id)
    case 'retest': {
      const asked = await requestRetest(partner, contentId)
      return asked.ok
    }
    case 'resubmit': {
      const current = await ContentVersion.findOrFail(version.id)
      // What both lanes judge says something else from now on.
      if (next.fallen.length > 0 && current.status === 'needs_correction')
        await current.merge({ summary: `Belajar gamelan ${randomBytes(4).toString('hex')}` }).save()
      const sent = await submitVersion(partner, contentId, randomBytes(16).toString('hex'))
      return sent.ok
    }
    case 'withdraw': {
      const withdrawn = await withdrawVersion(partner, contentId)
      return withdrawn.ok
    }
    case 'reopen': {
      const before = await roundOf(version, 'legal')
      await partner.merge({ address: randomBytes(8).toString('hex') }).save()
      await reopenLegal(partner.id)
      return (await roundOf(version, 'legal')).number > before.number
    }
    case 'submit':
      return false
  }
}

async function courseOf({ id }: ContentVersion): Promise<Course> {
  const { status } = await ContentVersion.findOrFail(id)
  const rounds = await ApprovalRound.latest(id)
  return {
    // What follows approval is the agreement's matter.
    version: status === 'pks_sent' ? 'approved' : status,
    rounds: Object.fromEntries(
      Object.entries(rounds).map(([name, { number, status: at, claimedBy }]) => [
        name,
        { number, status: at, holder: claimedBy === null ? null : seats.get(claimedBy)! },
      ])
    ),
  }
}

/** Which of the two of a desk somebody is. */
const seats = new Map<number, number>()

function isNewer(passedAt: number | null, fab: ApprovalRound): boolean {
  if (passedAt === null) return false
  return fab.status === 'refused' ? passedAt > fab.decidedAt!.toMillis() : true
}

/** Clock and queues say the same as the states. */
async function agrees(
  course: Course,
  { id }: ContentVersion,
  story: string,
  assert: { equal: (a: unknown, b: unknown, message?: string) => void }
): Promise<void> {
  const running = await ApprovalClock.of(id)
  const runs = doesClockRun(course)
  assert.equal(running!.endedAt !== null, runs === null, `clock: ${story}`)
  if (runs !== null) assert.equal(running!.pausedAt === null, runs, `clock: ${story}`)
  for (const round of Object.values(await ApprovalRound.latest(id))) {
    const row = await db.from('approval_rounds').where('id', round.id).firstOrFail()
    assert.equal(row.queue, queueOf(course.version, round.status), `queue: ${story}`)
  }
}
