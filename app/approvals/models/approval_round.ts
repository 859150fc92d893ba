import { column } from '@adonisjs/lucid/orm'
import { Duration, type DateTime } from 'luxon'
import type { Checklist } from '#approvals/checklists'
import type { CompanyMarks } from '#approvals/company_marks'
import { decisionsOf, isAtDesk, UNDECIDED } from '#approvals/course'
import type { Decision, Lane } from '#approvals/lanes'
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

/** A claim ends when its owner has not touched the round for so long: then the round is everybody's again. */
export const CLAIM_LIFE = Duration.fromObject({ hours: 24 })

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

  /** Put off by whatever its owner does on the round. */
  @instant()
  declare claimUntil: DateTime | null

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

  /** What is to be mended, by the name of the form's field; of a correction alone. */
  @json()
  declare asked: Record<string, string> | null

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

  /** May somebody work on it? See {@link isAtDesk}. */
  get isAtDesk(): boolean {
    return isAtDesk(this.lane, this.status)
  }

  /** What may be decided now. See {@link decisionsOf}. */
  get decisions(): readonly Decision[] {
    return decisionsOf(this.lane, this.status)
  }

  /** Whose it is at this moment: a claim that has run out is nobody's. */
  get heldBy(): number | null {
    const isOver = this.isAtDesk && this.claimUntil !== null && this.claimUntil <= clock.now()
    return isOver ? null : this.claimedBy
  }

  /** May this member of staff work on it: is it at the desk, and nobody else's? */
  isFreeFor(staffId: number): boolean {
    return this.isAtDesk && (this.heldBy === null || this.heldBy === staffId)
  }

  /**
   * Takes the round for one member of staff; false when somebody else has it or it is decided.
   *
   * @param by who takes it: it is free or theirs, or its claim has run out
   * @param to whose it is from now on; `by` when left out
   */
  claim({
    by,
    to = by,
    at,
    trx,
  }: {
    by: number
    to?: number
    at: DateTime
    trx: Trx
  }): Promise<boolean> {
    const claimedAt = this.heldBy === to && this.claimedAt ? this.claimedAt : at
    return this.#change(trx, freeFor(by), {
      claimed_by: to,
      claimed_at: claimedAt.toMillis(),
      claim_until: at.plus(CLAIM_LIFE).toMillis(),
    })
  }

  /** Its owner is at work on it: the claim lasts on. A round that is not theirs stays as it is. */
  touch({ by, at, trx }: { by: number; at: DateTime; trx: Trx }): Promise<boolean> {
    const theirs: Guard = (query) => query.where('claimed_by', by)
    return this.#change(trx, theirs, { claim_until: at.plus(CLAIM_LIFE).toMillis() })
  }

  /** Ends a claim that has run out; false when it has not, or is decided. */
  expire({ at, trx }: { at: DateTime; trx: Trx }): Promise<boolean> {
    const over: Guard = (query) => query.where('claim_until', '<=', at.toMillis())
    return this.#change(trx, over, UNCLAIMED)
  }

  /** Gives the round back; false when it is not theirs or is decided. */
  release({ by, trx }: { by: number; trx: Trx }): Promise<boolean> {
    const theirs: Guard = (query) => query.where('claimed_by', by)
    return this.#change(trx, theirs, UNCLAIMED)
  }

  /** Keeps what was found so far, and in what; false as for {@link claim}. */
  keepChecklist(
    checklist: Checklist,
    read: Read,
    { by, at, trx }: { by: number; at: DateTime; trx: Trx }
  ): Promise<boolean> {
    return this.#change(trx, freeFor(by), {
      checklist: JSON.stringify(checklist),
      ...about(read),
      ...(this.claimedBy === by ? { claim_until: at.plus(CLAIM_LIFE).toMillis() } : {}),
    })
  }

  /** Decides the round on what was read, once: false when it is decided already or another has claimed it (R5.5). */
  decide(
    verdict: {
      decision: Decision
      reason: string | null
      instruction: string | null
      asked: Record<string, string> | null
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
      asked: verdict.asked && JSON.stringify(verdict.asked),
      checklist: JSON.stringify(verdict.checklist),
      claimed_by: by,
      claimed_at: (this.heldBy === by ? (this.claimedAt ?? at) : at).toMillis(),
      claim_until: null,
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
      {
        ...about(read),
        status: 'approved',
        claim_until: null,
        decided_at: at.toMillis(),
        order_id: orderId,
      },
      ['waiting']
    )
  }

  /** Ends the rounds that nobody will decide any more: the version was refused or withdrawn. */
  static async voidOpen(versionId: number, { at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    await trx
      .from(ApprovalRound.table)
      .where('version_id', versionId)
      .whereIn('status', [...UNDECIDED])
      .update({ status: 'void', claim_until: null, updated_at: at.toMillis() })
  }

  /** One guarded update: of two at once, one gets true. On success this record shows what is written. */
  async #change(
    trx: Trx,
    guard: Guard,
    row: Record<string, unknown>,
    from: readonly RoundStatus[] = UNDECIDED.filter((status) => isAtDesk(this.lane, status))
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

const UNCLAIMED = { claimed_by: null, claimed_at: null, claim_until: null }

type Guard = (query: ReturnType<Trx['from']>) => ReturnType<Trx['from']>

function freeFor(staffId: number): Guard {
  return (query) =>
    query.where((free) =>
      free
        .whereNull('claimed_by')
        .orWhere('claimed_by', staffId)
        .orWhere('claim_until', '<=', clock.now().toMillis())
    )
}
