import type { Entry } from '#ledger/accounts'
import { splitCollected, type BasisPoints, type Rupiah } from '#shared/money'

/** What was frozen in the order when it was made. */
export interface Terms {
  gross: Rupiah
  ppn: BasisPoints
  partnerShare: BasisPoints
  partnerId: number
}

/** On the bill: owed to us, and nobody's yet. */
export function billedEntries({ gross }: Pick<Terms, 'gross'>): Entry[] {
  return [
    { account: 'receivable', amount: gross },
    { account: 'billed_unearned', amount: -gross },
  ]
}

/**
 * Collected: split once, PPN half up, the partner's part down, the rest the operator's (R1.3).
 *
 * @param wasBilled takes it off the bill at the same time
 */
export function collectedEntries(terms: Terms, wasBilled: boolean): Entry[] {
  const split = splitCollected(terms.gross, terms)
  const entries: Entry[] = [
    { account: 'clearing', amount: split.gross },
    { account: 'ppn_payable', amount: -split.ppn },
    { account: 'partner_payable', amount: -split.partner, partnerId: terms.partnerId },
    { account: 'operator_revenue', amount: -split.operator },
  ]
  return wasBilled
    ? withoutZeros([...entries, ...reversed(billedEntries(terms))])
    : withoutZeros(entries)
}

/** The same split with the opposite sign: giving back never rounds anew. */
export function refundedEntries(terms: Terms): Entry[] {
  return reversed(collectedEntries(terms, false))
}

export function unbilledEntries(terms: Pick<Terms, 'gross'>): Entry[] {
  return reversed(billedEntries(terms))
}

function reversed(entries: Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, amount: -entry.amount }))
}

function withoutZeros(entries: Entry[]): Entry[] {
  return entries.filter((entry) => entry.amount !== 0)
}
