import type { Duration } from 'luxon'
import type { Translate } from '#core/words'
import type Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** Who is behind a proposal when it is confirmed; `alone`: there is one administrator only, who is both. */
export interface Parties {
  proposer: Staff
  by: Staff
  alone: boolean
}

/**
 * A change of money or trust that no administrator makes without another one.
 *
 * @template Data what is to be done: ids and values, no secret
 * @template Why what may speak against it
 */
export interface ProposalKind<Data, Why extends string> {
  name: string
  /** The time in which whom it concerns can object; none where it takes effect on confirmation. */
  wait?: Duration
  /** What is asked for, in the reader's words: it may name people. */
  describe(data: Data, t: Translate): Promise<string>
  /** Asked when it is proposed, and again before it is done. Null: nothing speaks against it. */
  check(trx: Trx, data: Data, by: Staff): Promise<Why | null>
  /** Who stands behind it as the proposer does, and so does not confirm it; nobody where it is not said. */
  involves?(trx: Trx, data: Data, by: Staff): Promise<boolean>
  /** After the proposal has been written down. */
  tell?(trx: Trx, proposalId: number, data: Data): Promise<void>
  apply(trx: Trx, data: Data, parties: Parties): Promise<void>
}

const kinds = new Map<string, ProposalKind<any, string>>()

/** Names a kind of proposal. Done by an area's `proposals.ts`, which `start/outbox.ts` lists. */
export function defineProposal<Data, Why extends string>(
  kind: ProposalKind<Data, Why>
): ProposalKind<Data, Why> {
  kinds.set(kind.name, kind)
  return kind
}

/** @throws when no kind has this name */
export function kindOfProposal(name: string): ProposalKind<any, string> {
  const kind = kinds.get(name)
  if (!kind) throw new Error(`no proposal is called ${name}`)
  return kind
}

/** The changes that take two administrators. */
export function proposalKinds(): string[] {
  return [...kinds.keys()]
}
