import { EVENT_COLUMNS, linkHash, type LinkedRow } from '#audit/chain'
import { headJudge, type FoundHead } from '#audit/heads'
import type { TrustStore } from '#pki/contract'
import { reads } from '#shared/database/main'

/** The first thing that does not fit. */
export type ChainProblem =
  /** A linked event does not say what it said when it was linked, or stands in another's place. */
  | { type: 'changed'; seq: number; eventId: number }
  /** The event of a place is gone. */
  | { type: 'missing'; seq: number }
  /** An event claims a place that another one has, or one before the first or behind the last. */
  | { type: 'slipped_in'; place: string; eventId: number }
  /** The chain ends before, or beyond, what its own record says. */
  | { type: 'end_differs'; seq: number; recorded: number }
  /** The chain's own record is gone: without it nobody can say how long it was. */
  | { type: 'no_record' }
  /** Heads were asked for, events are linked, and there is not one: the folder is another one, or was emptied. */
  | { type: 'no_heads' }
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
  /** The farthest place that a head stands for. A tail cut behind it, with the heads that knew it, leaves no trace: see that it is recent. */
  newestHead: { seq: number; at: string } | null
  problem: ChainProblem | null
}

const PAGE = 5_000

/** Proves the chain from its beginning, and against `heads` where they are given. Time grows with the events, memory does not. */
export async function verifyChain(
  outside: { heads: readonly FoundHead[]; trust: TrustStore } | null = null
): Promise<ChainReport> {
  const heads = outside?.heads ?? []
  const walk = new Walk(heads)
  const report = (problem: ChainProblem | null, unlinked = 0) => ({
    ok: problem === null,
    linked: walk.seq,
    unlinked,
    heads: heads.length,
    newestHead: walk.newestHead,
    problem,
  })
  // Read first: what is linked while we look is not looked at.
  const [recorded] = await reads().all<{ seq: number | string; hash: string }>(
    'select seq, hash from audit_chain where id = 1'
  )
  if (!recorded) return report({ type: 'no_record' })
  const length = Number(recorded.seq)
  if (outside) {
    if (heads.length === 0 && length > 0) return report({ type: 'no_heads' })
    const isGenuine = headJudge(outside.trust)
    const forged = heads.find(({ head }) => !head || !isGenuine(head))
    if (forged) return report({ type: 'head_forged', place: forged.place })
  }
  const problem =
    (await walkAlong(walk, length)) ?? walk.end(length, recorded.hash) ?? (await findStray())
  const [{ n } = { n: 0 }] = await reads().all<{ n: number | string }>(
    'select count(*) as n from audit_events where seq is null'
  )
  return report(problem, Number(n))
}

async function walkAlong(walk: Walk, length: number): Promise<ChainProblem | null> {
  for (let last = { seq: 0, id: 0 }; ;) {
    const rows = await reads().all<LinkedRow>(
      `select seq, hash, ${EVENT_COLUMNS} from audit_events
       where seq >= ? and (seq, id) > (?, ?) and seq <= ? order by seq, id limit ${PAGE}`,
      [last.seq, last.seq, last.id, length]
    )
    const problem = walk.over(rows)
    if (problem || rows.length < PAGE) return problem
    const end = rows.at(-1)!
    last = { seq: Number(end.seq), id: Number(end.id) }
  }
}

/** An event that says it is linked, where the chain has no place. One statement: the chain may grow meanwhile. */
async function findStray(): Promise<ChainProblem | null> {
  const [stray] = await reads().all<{ id: number; seq: number | string }>(
    `select id, seq from audit_events
     where seq < 1 or seq > (select seq from audit_chain where id = 1) limit 1`
  )
  return stray ? { type: 'slipped_in', place: String(stray.seq), eventId: Number(stray.id) } : null
}

class Walk {
  seq = 0
  #hash = '0'.repeat(64)
  readonly #heads = new Map<number, { hash: string; place: string }[]>()
  #farthest: { seq: number; place: string; at: string } | null = null

  constructor(heads: readonly FoundHead[]) {
    for (const { head, place } of heads) {
      if (!head) continue
      const { seq, hash, at } = head
      this.#heads.set(seq, [...(this.#heads.get(seq) ?? []), { hash, place }])
      if (seq > (this.#farthest?.seq ?? 0)) this.#farthest = { seq, place, at }
    }
  }

  get newestHead() {
    return this.#farthest && { seq: this.#farthest.seq, at: this.#farthest.at }
  }

  over(rows: readonly LinkedRow[]): ChainProblem | null {
    for (const row of rows) {
      const seq = this.seq + 1
      if (Number(row.seq) < seq)
        return { type: 'slipped_in', place: String(row.seq), eventId: Number(row.id) }
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
    if (this.#farthest && this.#farthest.seq > seq) {
      const { seq: head, place } = this.#farthest
      return { type: 'cut', seq, head, place }
    }
    if (seq === recorded && hash === this.#hash) return null
    return { type: 'end_differs', seq, recorded }
  }
}
