import { EVENT_COLUMNS, linkHash, type LinkedRow } from '#audit/chain'
import { isGenuine, type FoundHead } from '#audit/heads'
import type { TrustStore } from '#pki/contract'
import { reads } from '#shared/database/main'

/** The first thing that does not fit. */
export type ChainProblem =
  /** A linked event does not say what it said when it was linked, or stands in another's place. */
  | { type: 'changed'; seq: number; eventId: number }
  /** The event of a place is gone. */
  | { type: 'missing'; seq: number }
  /** The chain ends before, or beyond, what its own record says. */
  | { type: 'end_differs'; seq: number; recorded: number }
  /** A line of a file of heads is none, or nobody trustworthy signed it. */
  | { type: 'head_forged'; place: string }
  /** The chain is shorter than a head says: its tail was cut. */
  | { type: 'cut'; seq: number; head: number; place: string }
  /** The chain is not the one that the head was taken of: it was made anew. */
  | { type: 'rewritten'; seq: number; place: string }

export interface ChainReport {
  ok: boolean
  /** Events whose link was proven. */
  linked: number
  /** Events that wait for their link. */
  unlinked: number
  heads: number
  problem: ChainProblem | null
}

const PAGE = 5_000

/** Proves the chain from its beginning, and against `heads` where they are given. Time grows with the events, memory does not. */
export async function verifyChain(
  outside: { heads: readonly FoundHead[]; trust: TrustStore } | null = null
): Promise<ChainReport> {
  const heads = outside?.heads ?? []
  const report = (linked: number, unlinked: number, problem: ChainProblem | null) => ({
    ok: problem === null,
    linked,
    unlinked,
    heads: heads.length,
    problem,
  })
  // Read first: what is linked while we look is not looked at.
  const [recorded] = await reads().all<{ seq: number | string; hash: string }>(
    'select seq, hash from audit_chain where id = 1'
  )
  const length = Number(recorded?.seq ?? 0)
  const forged = outside && heads.find(({ head }) => !head || !isGenuine(head, outside.trust))
  if (forged) return report(0, 0, { type: 'head_forged', place: forged.place })

  const walk = new Walk(heads)
  let problem: ChainProblem | null = null
  for (let done = false; !done && !problem;) {
    const rows = await reads().all<LinkedRow>(
      `select seq, hash, ${EVENT_COLUMNS} from audit_events where seq > ? and seq <= ? order by seq limit ${PAGE}`,
      [walk.seq, length]
    )
    problem = walk.over(rows)
    done = rows.length < PAGE
  }
  problem ??= walk.end(length, recorded?.hash ?? '')
  const [{ n } = { n: 0 }] = await reads().all<{ n: number | string }>(
    'select count(*) as n from audit_events where seq is null'
  )
  return report(walk.seq, Number(n), problem)
}

class Walk {
  seq = 0
  #hash = '0'.repeat(64)
  readonly #heads = new Map<number, { hash: string; place: string }[]>()
  #farthest: { seq: number; place: string } = { seq: 0, place: '' }

  constructor(heads: readonly FoundHead[]) {
    for (const { head, place } of heads) {
      if (!head) continue
      const { seq, hash } = head
      this.#heads.set(seq, [...(this.#heads.get(seq) ?? []), { hash, place }])
      if (seq > this.#farthest.seq) this.#farthest = { seq, place }
    }
  }

  over(rows: readonly LinkedRow[]): ChainProblem | null {
    for (const row of rows) {
      const seq = this.seq + 1
      if (Number(row.seq) !== seq) return { type: 'missing', seq }
      const hash = linkHash(this.#hash, seq, row)
      if (hash !== row.hash) return { type: 'changed', seq, eventId: Number(row.id) }
      const other = this.#heads.get(seq)?.find((head) => head.hash !== hash)
      if (other) return { type: 'rewritten', seq, place: other.place }
      this.seq = seq
      this.#hash = hash
    }
    return null
  }

  end(recorded: number, hash: string): ChainProblem | null {
    const { seq } = this
    const { seq: head, place } = this.#farthest
    if (head > seq) return { type: 'cut', seq, head, place }
    if (seq === recorded && (seq === 0 || hash === this.#hash)) return null
    return { type: 'end_differs', seq, recorded }
  }
}
