import { test } from '@japa/runner'
import fc from 'fast-check'
import { billedEntries, collectedEntries, refundedEntries, unbilledEntries } from '#ledger/entries'
import type { Entry } from '#ledger/accounts'

const sum = (entries: Entry[]) => entries.reduce((total, entry) => total + entry.amount, 0)
const of = (entries: Entry[], account: string) =>
  sum(entries.filter((entry) => entry.account === account))

const terms = fc.record({
  gross: fc.integer({ min: 1, max: 1_000_000_000 }),
  ppn: fc.integer({ min: 0, max: 2_500 }),
  partnerShare: fc.integer({ min: 0, max: 10_000 }),
  partnerId: fc.constant(7),
})

test.group('Ledger entries', () => {
  test('[R1.3] the split of the guide: PPN half up, the partner down, the operator the rest', ({
    assert,
  }) => {
    const entries = collectedEntries(
      { gross: 22_000, ppn: 1100, partnerShare: 6500, partnerId: 7 },
      false
    )
    assert.equal(of(entries, 'clearing'), 22_000)
    assert.equal(of(entries, 'ppn_payable'), -2_180)
    assert.equal(of(entries, 'partner_payable'), -12_883)
    assert.equal(of(entries, 'operator_revenue'), -6_937)
  })

  test('[R8.5] every kind of transaction sums to zero, whatever the terms', () => {
    fc.assert(
      fc.property(terms, fc.boolean(), (one, wasBilled) => {
        return [
          billedEntries(one),
          collectedEntries(one, wasBilled),
          refundedEntries(one),
          unbilledEntries(one),
        ].every(
          (entries) =>
            sum(entries) === 0 &&
            entries.every((entry) => Number.isSafeInteger(entry.amount) && entry.amount !== 0)
        )
      })
    )
  })

  test('[R1.3] partner, operator and PPN are what was collected, to the rupiah', () => {
    fc.assert(
      fc.property(terms, (one) => {
        const entries = collectedEntries(one, true)
        const shared =
          of(entries, 'ppn_payable') +
          of(entries, 'partner_payable') +
          of(entries, 'operator_revenue')
        return of(entries, 'clearing') === one.gross && -shared === one.gross
      })
    )
  })

  test('[R7.3] a refund undoes a collection exactly', () => {
    fc.assert(
      fc.property(terms, (one) => {
        const both = [...collectedEntries(one, false), ...refundedEntries(one)]
        return ['clearing', 'ppn_payable', 'partner_payable', 'operator_revenue'].every(
          (account) => of(both, account) === 0
        )
      })
    )
  })
})
