import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

export type ReplyStatus = 'received' | 'ignored' | 'held' | 'accepted' | 'rejected' | 'undecided'

/** How long a reply that cannot be decided is held, and when somebody is told (R6.5), in milliseconds. */
export const HELD_FOR = {
  partnerTold: 3_600_000,
  staffTold: 24 * 3_600_000,
  ended: 72 * 3_600_000,
} as const

/** Mail that answered no PKS when it came. */
export const FOR_NONE = 0

/** Between two judgements of a held reply, in milliseconds: often at first, then calmly. */
const RETRY_AFTER = { soon: 5 * 60_000, later: 30 * 60_000 } as const

/** A mail that came in for a PKS. Its raw bytes were kept before anything else. */
export default class PksReply extends BaseRecord {
  static override table = 'pks_replies'

  @column()
  declare agreementId: number | null

  /** The PKS that it was received for (inner id), or {@link FOR_NONE}; with the bytes it says which reply this is. Never changes. */
  @column()
  declare receivedFor: number

  @column()
  declare source: string

  @column()
  declare rawKey: string

  @column({ columnName: 'raw_sha256' })
  declare rawSha256: string

  @column()
  declare size: number

  @column()
  declare messageId: string | null

  @column()
  declare fromAddress: string | null

  @column()
  declare subject: string | null

  @column()
  declare status: ReplyStatus

  @column()
  declare ignoredBecause: 'automatic' | 'no_agreement' | null

  @instant()
  declare receivedAt: DateTime

  /** When the raw mail was removed: that of an ignored reply only. */
  @instant()
  declare rawRemovedAt: DateTime | null

  @instant()
  declare judgedAt: DateTime | null

  @instant()
  declare retryAt: DateTime | null

  @instant()
  declare partnerToldAt: DateTime | null

  @instant()
  declare staffToldAt: DateTime | null

  @instant()
  declare explainedAt: DateTime | null

  /** Still open: the machine judges it by itself. */
  get awaitsJudgement(): boolean {
    return this.status === 'received' || this.status === 'held'
  }

  /** Nothing to judge: an automatic answer, or mail that belongs to no PKS. */
  ignore({
    at,
    trx,
    because,
  }: {
    at: DateTime
    trx: Trx
    because: 'automatic' | 'no_agreement'
  }): Promise<this> {
    return this.#become('ignored', at, trx, { ignoredBecause: because })
  }

  accept({ at, trx }: { at: DateTime; trx: Trx }): Promise<this> {
    return this.#become('accepted', at, trx)
  }

  reject({ at, trx }: { at: DateTime; trx: Trx }): Promise<this> {
    return this.#become('rejected', at, trx)
  }

  /** Undecided for now: looked at again after a while, until its time is over. */
  hold({ at, trx }: { at: DateTime; trx: Trx }): Promise<this> {
    const age = at.toMillis() - this.receivedAt.toMillis()
    const wait = age < HELD_FOR.partnerTold ? RETRY_AFTER.soon : RETRY_AFTER.later
    return this.#become('held', at, trx, { retryAt: at.plus(wait) })
  }

  giveUp({ at, trx }: { at: DateTime; trx: Trx }): Promise<this> {
    return this.#become('undecided', at, trx)
  }

  #become(
    status: ReplyStatus,
    at: DateTime,
    trx: Trx,
    more: { retryAt?: DateTime; ignoredBecause?: PksReply['ignoredBecause'] } = {}
  ): Promise<this> {
    this.useTransaction(trx)
    this.status = status
    this.judgedAt = at
    this.retryAt = more.retryAt ?? null
    this.ignoredBecause = more.ignoredBecause ?? null
    return this.save()
  }
}
