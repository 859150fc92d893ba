import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  after,
  decisionsOf,
  doesClockRun,
  DRAFT,
  isAtDesk,
  isInApproval,
  isUndecided,
  type Course,
  type Step,
} from '#approvals/course'
import { DECISIONS, LANES, type Lane } from '#approvals/lanes'

const someLane = fc.constantFrom(...LANES)
const staff = fc.integer({ min: 1, max: 3 })
const step: fc.Arbitrary<{ step: Step; newerPass: boolean }> = fc.record({
  newerPass: fc.boolean(),
  step: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'submit' }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('claim' as const, 'release' as const),
        lane: someLane,
        by: staff,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('decide' as const),
        lane: someLane,
        by: staff,
        decision: fc.constantFrom(...DECISIONS, 'approved' as const),
      }),
    },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'purchase' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: 'retest' }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('resubmit' as const),
        fallen: fc.subarray([...LANES]),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'withdraw' }) }
  ),
})

/** What must be so wherever a walk has come to. */
function judge(course: Course): string | null {
  const { version, rounds } = course
  const all = Object.entries(rounds) as [Lane, NonNullable<Course['rounds'][Lane]>][]
  const statuses = all.map(([, { status }]) => status)
  if (version === 'draft') return all.length === 0 ? null : 'a draft has rounds'
  // A draft that was thrown away never had any.
  if (version === 'withdrawn' && all.length === 0) return null
  if (all.length !== LANES.length) return 'a lane is missing'
  if (version === 'approved')
    return statuses.every((status) => status === 'approved') ? null : 'approved without every lane'
  if ((version === 'refused' || version === 'withdrawn') && statuses.some(isUndecided))
    return 'ended with a round that waits for a decision'
  if (version === 'refused' && rounds.legal?.status !== 'refused')
    return 'refused, and not by Legal'
  if (!isInApproval(version)) return null
  if (statuses.includes('void')) return 'in approval with a round that was given up'
  for (const [name, { status, holder, number }] of all) {
    if (number < 1) return 'a round without a number'
    if (name !== 'qa_fab' && status === 'waiting') return 'only FAB waits for a purchase'
    if (name === 'qa_fab' && status === 'needs_correction') return 'FAB knows no correction'
    if (holder !== null && version === 'submitted') return 'claimed, and nobody has begun'
  }
  const isAsked =
    rounds.legal?.status === 'needs_correction' ||
    rounds.qa_content?.status === 'needs_correction' ||
    rounds.qa_content?.status === 'refused'
  if (version === 'needs_correction' && !isAsked) return 'a correction that nobody asked for'
  if (version !== 'needs_correction' && isAsked) return 'a correction that the partner does not see'
  if (version === 'in_review' && statuses.every((status) => status === 'approved'))
    return 'every lane has approved, and nothing came of it'
  // Somebody must be able to go on.
  const isAtSomeDesk = all.some(([name, { status }]) => isAtDesk(name, status))
  const runs = doesClockRun(course)
  if (runs === null) return 'in approval without a clock'
  if (runs && !isAtSomeDesk) return 'the clock runs, and there is nothing to decide'
  return null
}

test.group('Lanes, rounds and versions as one course', () => {
  test('[R5.1] [R5.5] 10,000 random walks: no illegal state, no lost decision, nobody decides twice', ({
    assert,
  }) => {
    const reached = new Set<string>()
    let decisions = 0
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
        let course = steps.length % 10 === 0 ? DRAFT : after(DRAFT, { kind: 'submit' })!
        for (const { step: next, newerPass } of steps) {
          const before = course
          const taken = after(before, next, newerPass)
          if (!taken) continue
          course = taken
          reached.add(
            `${course.version} ${Object.values(course.rounds).map(({ status }) => status)}`
          )
          const wrong = judge(course)
          if (wrong) throw new Error(`${wrong}: ${JSON.stringify({ before, next, course })}`)
          keepsDecisions(before, next, course)
          if (next.kind === 'decide') {
            decisions++
            // The same person, a moment later, on the same round: there is no such step.
            const again = after(course, next, newerPass)
            if (again) throw new Error(`decided twice: ${JSON.stringify({ next, course })}`)
          }
        }
      }),
      { numRuns: 10_000 }
    )
    assert.isAbove(decisions, 10_000)
    // The walks go through the whole house, not around in one room of it.
    assert.isAbove(reached.size, 60)
    for (const version of ['approved', 'refused', 'withdrawn', 'needs_correction', 'in_review'])
      assert.isTrue(
        [...reached].some((state) => state.startsWith(`${version} `)),
        version
      )
  })

  test('[R5.5] a claim keeps others out, an approval of FAB without a purchase is none', ({
    assert,
  }) => {
    const submitted = after(DRAFT, { kind: 'submit' })!
    const claimed = after(submitted, { kind: 'claim', lane: 'legal', by: 1 })!
    assert.equal(claimed.version, 'in_review')
    const decide = { kind: 'decide', lane: 'legal', decision: 'approved' } as const
    assert.isNull(after(claimed, { ...decide, by: 2 }))
    assert.isNull(after(claimed, { kind: 'release', lane: 'legal', by: 2 }))
    assert.isNull(after(claimed, { kind: 'claim', lane: 'legal', by: 2 }))
    assert.equal(after(claimed, { ...decide, by: 1 })!.rounds.legal!.status, 'approved')
    assert.deepEqual(decisionsOf('qa_fab', 'waiting'), ['refused'])
    const refused = after(submitted, {
      kind: 'decide',
      lane: 'qa_fab',
      by: 3,
      decision: 'refused',
    })!
    assert.isNull(after(refused, { kind: 'retest' }, false))
    const retested = after(refused, { kind: 'retest' }, true)!
    assert.deepEqual(retested.rounds.qa_fab, { number: 2, status: 'open', holder: null })
    const pass = { kind: 'decide', lane: 'qa_fab', by: 3, decision: 'approved' } as const
    assert.isNull(after(retested, pass, false))
    assert.equal(after(retested, pass, true)!.rounds.qa_fab!.status, 'approved')
  })
})

/** A decision stands until its lane looks again, and then it is the round before that says it. */
function keepsDecisions(before: Course, next: Step, now: Course): void {
  for (const lane of LANES) {
    const [was, is] = [before.rounds[lane], now.rounds[lane]]
    if (!was || !is || isUndecided(was.status)) continue
    const isKept = is.number === was.number && is.status === was.status
    const looksAgain = is.number === was.number + 1 && isUndecided(is.status)
    const may = next.kind === 'resubmit' || next.kind === 'reopen' || next.kind === 'retest'
    if (!isKept && !(looksAgain && may))
      throw new Error(`a decision was lost: ${JSON.stringify({ before, next, now })}`)
  }
}
