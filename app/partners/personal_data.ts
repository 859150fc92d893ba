import type { Client, Trx } from '#shared/database/main'
import type Partner from '#partners/models/partner'

/** What an area holds of a partner's people: told, and taken away where nothing speaks against it. */
export interface PersonalData {
  /** File in the export: `agreements` → `agreements.json`. */
  name: string
  /** Everything that is held, ready for JSON. */
  collect(partner: Partner): Promise<unknown>
  /**
   * Erases what need not be kept, in the transaction of the erasure. The areas that were registered last come first: what hangs on a record
   * of another area goes before it.
   */
  erase?(trx: Trx, partner: Partner): Promise<void>
  /**
   * What must have ended before: how many there are, and the keys of the sentences that say so. The erasure itself counts in its
   * transaction, which holds the partner: whatever begins such a thing holds the partner, too.
   */
  obstacles?: { label: string; count(partner: Partner, client?: Client): Promise<number> }[]
}

const sources: PersonalData[] = []

/** Done by each area's `outbox.ts`, which `start/outbox.ts` lists: an area that comes later tells of its own. */
export function registerPersonalData(source: PersonalData): void {
  sources.push(source)
}

export const personalData = (): readonly PersonalData[] => sources
