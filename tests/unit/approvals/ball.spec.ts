import { test } from '@japa/runner'
import {
  areAllApproved,
  isPartners,
  nextTask,
  type LaneStatuses,
  type NextTask,
} from '#approvals/ball'
import { lanesOf, mayDecide } from '#approvals/policies/lane_policy'
import { LANES } from '#approvals/lanes'
import { changedFields, COMPARED, type VersionValues } from '#approvals/values'

test.group('Who holds the ball', () => {
  const open: LaneStatuses = { legal: 'open', qa_content: 'open', qa_fab: 'waiting' }
  const CASES: [string, Parameters<typeof nextTask>, NextTask][] = [
    ['a draft', ['draft', {}], 'finish_draft'],
    ['just submitted', ['submitted', open], 'review'],
    ['Legal decided, QA not', ['in_review', { ...open, legal: 'approved' }], 'review'],
    [
      'all but FAB decided',
      ['in_review', { legal: 'approved', qa_content: 'approved', qa_fab: 'waiting' }],
      'buy_test',
    ],
    ['FAB refused', ['in_review', { ...open, qa_fab: 'refused' }], 'mend_integration'],
    [
      'FAB refused, newer purchase',
      ['in_review', { ...open, qa_fab: 'refused' }, true],
      'ask_retest',
    ],
    ['retest asked for', ['in_review', { ...open, qa_fab: 'open' }], 'review'],
    ['correction', ['needs_correction', { ...open, legal: 'needs_correction' }], 'correct'],
    ['approved', ['approved', {}], 'issue_pks'],
    ['PKS sent', ['pks_sent', {}], 'reply_pks'],
    ['published', ['published', {}], 'none'],
    ['refused', ['refused', {}], 'none'],
  ]
  for (const [name, input, task] of CASES) {
    test(`[R1.1] ${name}: ${task}`, ({ assert }) => assert.equal(nextTask(...input), task))
  }

  test('[R1.1] the clock stands for the partner’s tasks only', ({ assert }) => {
    assert.isTrue(
      (['correct', 'buy_test', 'mend_integration', 'ask_retest'] as const).every(isPartners)
    )
    assert.isFalse((['review', 'issue_pks', 'none'] as const).some(isPartners))
  })

  test('[R5.5] both lanes means all three parts', ({ assert }) => {
    assert.isTrue(areAllApproved({ legal: 'approved', qa_content: 'approved', qa_fab: 'approved' }))
    assert.isFalse(areAllApproved({ legal: 'approved', qa_content: 'approved', qa_fab: 'waiting' }))
    assert.isFalse(areAllApproved({ legal: 'approved', qa_content: 'approved' }))
  })

  test('[R5.5] lanes by role', ({ assert }) => {
    assert.deepEqual(lanesOf('legal'), ['legal'])
    assert.deepEqual(lanesOf('qa'), ['qa_content', 'qa_fab'])
    assert.deepEqual(lanesOf('finance'), [])
    assert.isFalse(mayDecide('administrator', 'legal'))
  })

  test('[R3.8] [R5.5] a lane looks again when something that it looks at has changed', ({
    assert,
  }) => {
    const before = { name: 'A', price: 1100, carePhone: '1', forwardingUrlDevelopment: 'x' }
    const touched = (after: VersionValues) =>
      LANES.filter((lane) => changedFields(before, { ...before, ...after }, lane).length > 0)
    assert.deepEqual(touched({}), [])
    assert.deepEqual(touched({ carePhone: '2' }), ['legal', 'qa_content'])
    assert.deepEqual(touched({ description: 'other' }), ['legal', 'qa_content'])
    assert.deepEqual(touched({ forwardingUrlDevelopment: 'y' }), ['qa_fab'])
    assert.deepEqual(touched({ forwardingUrlProduction: 'y' }), ['qa_content'])
    assert.deepEqual(touched({ price: 2200 }), ['legal', 'qa_content', 'qa_fab'])
    const seen = new Set(COMPARED.flatMap(({ lanes }) => lanes))
    assert.sameMembers([...seen], [...LANES])
    assert.isTrue(COMPARED.every(({ lanes }) => lanes.length > 0))
  })
})
