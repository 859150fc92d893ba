import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Checklist } from '#approvals/checklists'
import type { CompanyMarks } from '#approvals/company_marks'
import { DECISIONS_OF_LANE, type Decision, type Lane } from '#approvals/lanes'
import { Record as BaseRecord } from '#shared/database/base_model'
import { clock } from '#shared/clock'
import { instant, json } from '#shared/database/columns'
import type { Client, Trx } from '#shared/database/main'

export const ROUND_STATUSES = [
  'open',
  'waiting',
  'approved',
  'needs_correction',
  'refused',
  'void',
] as const
export type RoundStatus = (typeof ROUND_STATUSES)[number]

/** One round of one lane. It is decided once, by one person, or passes by itself (R5.3, R5.5). */
export default class ApprovalRound extends BaseRecord {
  static override table = 'approval_rounds'

  @column()
  declare versionId: number

  @column()
  declare lane: Lane

  @column()
  declare number: number

  @column()
  declare status: RoundStatus

  @column()
  declare claimedBy: number | null

  @instant()
  declare claimedAt: DateTime | null

  @column()
  declare decidedBy: number | null

  @instant()
  declare decidedAt: DateTime | null

  @instant()
  declare openedAt: DateTime

  @column()
  declare reason: string | null

  @column()
  declare instruction: string | null

  @json()
  declare checklist: Checklist

  @column()
  declare orderId: number | null

  /** What the checklist and the decision are about: the submission, and for Legal the state of the company's data. */
  @column()
  declare submissionId: number | null

  @json()
  declare company: CompanyMarks | null

  /** The next round of a lane, counted on from the last. */
  static async begin(
    {
      versionId,
      lane,
      status,
      orderId,
    }: { versionId: number; lane: Lane; status: 'open' | 'waiting'; orderId?: number },
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<ApprovalRound> {
    const last = await ApprovalRound.query({ client: trx })
      .where('version_id', versionId)
      .where('lane', lane)
      .orderBy('number', 'desc')
      .first()
    return ApprovalRound.create(
      {
        versionId,
        lane,
        status,
        number: (last?.number ?? 0) + 1,
        openedAt: at,
        checklist: {},
        orderId: orderId ?? null,
      },
      { client: trx }
    )
  }

  /** The newest round of each lane, for a version that was submitted. */
  static async latest(
    versionId: number,
    client?: Client
  ): Promise<Partial<Record<Lane, ApprovalRound>>> {
    const rounds = await ApprovalRound.query(client ? { client } : {})
      .where('version_id', versionId)
      .orderBy('number')
    return Object.fromEntries(rounds.map((round) => [round.lane, round]))
  }

  /**
   * May somebody work on it? A FAB round that no purchase has passed yet is not decided for the partner, but QA may look into its
   * failing purchases and refuse it (R5.3).
   */
  get isAtDesk(): boolean {
    return this.status === 'open' || (this.lane === 'qa_fab' && this.status === 'waiting')
  }

  /** What may be decided now: nothing passes FAB before a purchase did. */
  get decisions(): readonly Decision[] {
    if (!this.isAtDesk) return []
    return this.status === 'waiting' ? ['refused'] : DECISIONS_OF_LANE[this.lane]
  }

  /** May this member of staff work on it: is it at the desk, and nobody else's? */
  isFreeFor(staffId: number): boolean {
    return this.isAtDesk && (this.claimedBy === null || this.claimedBy === staffId)
  }

  /** Takes the round for one member of staff; false when somebody else has it or it is decided. */
  claim({ by, at, trx }: { by: number; at: DateTime; trx: Trx }): Promise<boolean> {
    const claimedAt = this.claimedBy === by && this.claimedAt ? this.claimedAt : at
    return this.#change(trx, freeFor(by), { claimed_by: by, claimed_at: claimedAt.toMillis() })
  }

  /** Gives the round back; false when it is not theirs or is decided. */
  release({ by, trx }: { by: number; trx: Trx }): Promise<boolean> {
    const theirs: Guard = (query) => query.where('claimed_by', by)
    return this.#change(trx, theirs, { claimed_by: null, claimed_at: null })
  }

  /** Keeps what was found so far, and in what; false as for {@link claim}. */
  keepChecklist(
    checklist: Checklist,
    read: Read,
    { by, trx }: { by: number; trx: Trx }
  ): Promise<boolean> {
    return this.#change(trx, freeFor(by), { checklist: JSON.stringify(checklist), ...about(read) })
  }

  /** Decides the round on what was read, once: false when it is decided already or another has claimed it (R5.5). */
  decide(
    verdict: {
      decision: Decision
      reason: string | null
      instruction: string | null
      checklist: Checklist
    },
    read: Read,
    { by, at, trx }: { by: number; at: DateTime; trx: Trx }
  ): Promise<boolean> {
    return this.#change(trx, freeFor(by), {
      ...about(read),
      status: verdict.decision,
      reason: verdict.reason,
      instruction: verdict.instruction,
      checklist: JSON.stringify(verdict.checklist),
      claimed_by: by,
      claimed_at: (this.claimedAt ?? at).toMillis(),
      decided_by: by,
      decided_at: at.toMillis(),
    })
  }

  /** The first FAB round passes by itself when a test purchase succeeded (R5.3). */
  pass(
    { orderId, read }: { orderId: number; read: Read },
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<boolean> {
    return this.#change(
      trx,
      (query) => query,
      { ...about(read), status: 'approved', decided_at: at.toMillis(), order_id: orderId },
      ['waiting']
    )
  }

  /** Ends the rounds that nobody will decide any more: the version was refused or withdrawn. */
  static async voidOpen(versionId: number, { at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    await trx
      .from(ApprovalRound.table)
      .where('version_id', versionId)
      .whereIn('status', ['open', 'waiting'])
      .update({ status: 'void', updated_at: at.toMillis() })
  }

  /** One guarded update: of two at once, one gets true. On success this record shows what is written. */
  async #change(
    trx: Trx,
    guard: Guard,
    row: Record<string, unknown>,
    from: readonly RoundStatus[] = this.lane === 'qa_fab' ? ['open', 'waiting'] : ['open']
  ): Promise<boolean> {
    const query = trx
      .from(ApprovalRound.table)
      .where('id', this.id)
      .whereIn('status', [...from])
    const changed = Number(
      await guard(query).update({ ...row, updated_at: clock.now().toMillis() })
    )
    if (changed !== 1) return false
    this.useTransaction(trx)
    await this.refresh()
    return true
  }
}

/** What a lane had before it. */
interface Read {
  submission: { id: number }
  company: CompanyMarks | null
}

function about({ submission, company }: Read) {
  return { submission_id: submission.id, company: company && JSON.stringify(company) }
}

type Guard = (query: ReturnType<Trx['from']>) => ReturnType<Trx['from']>

function freeFor(staffId: number): Guard {
  return (query) =>
    query.where((free) => free.whereNull('claimed_by').orWhere('claimed_by', staffId))
}
