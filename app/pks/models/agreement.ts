import { column } from '@adonisjs/lucid/orm'
import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import type { Terms } from '#pks/document/terms'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json, sealed } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

/** How long a PKS waits for its reply (R6.5). */
export const LAPSES_AFTER = { days: 30 } as const

/** An archive copy that fails again and again is tried once in so many hours. */
const ARCHIVED_AGAIN_AFTER_HOURS = 24

/** Asked for, waiting for its reply, or signed by both: what can still be ended. */
export const MAY_END: readonly Agreement['status'][] = ['requested', 'sent', 'accepted']

/** Someone else changed the agreement between our look and our step. */
export class AgreementMoved extends Error {
  constructor(agreement: Agreement, step: string) {
    super(`agreement ${agreement.publicId} is no longer ${agreement.status}: cannot ${step}`)
    this.name = 'AgreementMoved'
  }
}

export type SealLevel = 'B-B' | 'B-T' | 'B-LT'

/** A document under its seal, before it is sent. Written down before the file is, so that no file is known to no row. */
export interface SealedFile {
  /** Where the file is, or is to be. */
  key: string
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  sha256: string
  level: SealLevel
  sealKeyId: number
  /** What stands in it as the time of issue and of its seal, epoch milliseconds. */
  issuedAt: number
}

interface Step {
  at: DateTime
  trx: Trx
  by?: AuditActor
}

/**
 * One PKS, or an addendum to one: asked for, sent out sealed, answered (R6, R3.8). `requested → sent → accepted`, or `lapsed`; later
 * `ended`.
 */
export default class Agreement extends BaseRecord {
  static override table = 'agreements'

  @column()
  declare number: string

  @column()
  declare verificationNumber: string

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare versionId: number

  @column()
  declare templateId: number

  /** The agreement that this one changes; null for one of its own. */
  @column()
  declare amendsId: number | null

  @column()
  declare status: 'requested' | 'sent' | 'accepted' | 'lapsed' | 'ended'

  @sealed('agreements.code')
  declare code: string

  @column()
  declare codeHash: string

  @json()
  declare terms: Terms

  @column()
  declare email: string

  @column()
  declare language: 'id' | 'en'

  @column()
  declare documentKey: string | null

  @column({ columnName: 'document_sha256' })
  declare documentSha256: string | null

  /** The key that sealed it; null for a document from before keys were written down. */
  @column()
  declare sealKeyId: number | null

  /** PAdES baseline level of the mailed file. */
  @column()
  declare sealLevel: SealLevel | null

  /** Sealed and not sent yet; null before and after. */
  @json()
  declare sealed: SealedFile | null

  /** Why it cannot be sealed at the moment: one of `SEAL_HINDRANCES`. */
  @column()
  declare sealHeldBecause: string | null

  @instant()
  declare sealRetryAt: DateTime | null

  /** How often the next archive copy could not be made. */
  @column()
  declare archiveFailures: number

  @instant()
  declare archiveRetryAt: DateTime | null

  @instant()
  declare issuedAt: DateTime | null

  @instant()
  declare sentAt: DateTime | null

  @instant()
  declare lapsesAt: DateTime | null

  @instant()
  declare acceptedAt: DateTime | null

  @instant()
  declare endedAt: DateTime | null

  @column()
  declare endedReason: string | null

  @column()
  declare reminders: number

  /** What the subject of the mail is, and of the reply (R6.1). */
  get subject(): string {
    const kind = this.isAddendum ? 'Adendum PKS' : 'PKS'
    return `${kind} ${this.terms.content.name} [${this.code}]`
  }

  get isAddendum(): boolean {
    return this.amendsId !== null
  }

  get fileName(): string {
    return `${this.number}.pdf`
  }

  get awaitsReply(): boolean {
    return this.status === 'sent'
  }

  /** What a code is looked up by: the code itself is cipher text in the database. */
  static hashOfCode(code: string): string {
    return createHash('sha256').update(code).digest('hex')
  }

  /**
   * Writes down which document was sealed, or, with null, that the one written down is not to be used. Of two runs at once the one
   * that is not `over` what it saw is told so with false.
   */
  async keepSealed(
    file: SealedFile | null,
    { at, trx, over }: Step & { over: SealedFile | null }
  ): Promise<boolean> {
    const row = () => trx.from('agreements').where('id', this.id).where('status', 'requested')
    const seen = over ? row().where('sealed', JSON.stringify(over)) : row().whereNull('sealed')
    const kept = await seen.update({
      sealed: file && JSON.stringify(file),
      updated_at: at.toMillis(),
    })
    if (Number(kept) !== 1) return false
    this.sealed = file
    return true
  }

  /** It cannot be sealed now. */
  async holdSeal({
    at,
    trx,
    because,
    cause,
    retryAt,
  }: Step & { because: string; cause: string | null; retryAt: DateTime }): Promise<void> {
    const held = await trx
      .from('agreements')
      .where('id', this.id)
      .where('status', 'requested')
      .where((other) =>
        other.whereNull('seal_held_because').orWhereNot('seal_held_because', because)
      )
      .update({ seal_held_because: because })
    if (Number(held) === 1) {
      await this.#audit(trx, 'pks.seal_held', { kind: 'system' }, { because, cause })
    }
    await trx
      .from('agreements')
      .where('id', this.id)
      .where('status', 'requested')
      .update({ seal_retry_at: retryAt.toMillis(), updated_at: at.toMillis() })
  }

  /** Its next archive copy cannot be made now; the first time is audited. */
  async holdArchive({
    at,
    trx,
    cause,
  }: Step & { cause: string }): Promise<{ failures: number; retryAt: DateTime }> {
    const failures = this.archiveFailures + 1
    const hours = Math.min(2 ** (failures - 1), ARCHIVED_AGAIN_AFTER_HOURS)
    const retryAt = at.plus({ hours })
    await trx.from('agreements').where('id', this.id).update({
      archive_failures: failures,
      archive_retry_at: retryAt.toMillis(),
      updated_at: at.toMillis(),
    })
    if (failures === 1) {
      await this.#audit(trx, 'pks.archive_held', { kind: 'system' }, { cause })
    }
    return { failures, retryAt }
  }

  /** An archive copy was made. */
  async archived({
    at,
    trx,
    number,
    sha256,
  }: Step & { number: number; sha256: string }): Promise<void> {
    await trx
      .from('agreements')
      .where('id', this.id)
      .update({ archive_failures: 0, archive_retry_at: null, updated_at: at.toMillis() })
    await this.#audit(trx, 'pks.archived', { kind: 'system' }, { number, sha256 })
  }

  /** The sealed document exists and leaves. */
  async send({ at, trx, document }: Step & { document: SealedFile }): Promise<void> {
    await this.#step('requested', trx, {
      status: 'sent',
      document_key: document.key,
      document_sha256: document.sha256,
      sealed: null,
      issued_at: document.issuedAt,
      seal_key_id: document.sealKeyId,
      seal_level: document.level,
      seal_held_because: null,
      seal_retry_at: null,
      sent_at: at.toMillis(),
      lapses_at: at.plus(LAPSES_AFTER).toMillis(),
    })
    await this.#audit(
      trx,
      'pks.issued',
      { kind: 'system' },
      { sha256: document.sha256, level: document.level }
    )
  }

  /** A valid reply came: its code is used up. */
  async accept({ at, trx, replyId }: Step & { replyId: string }): Promise<void> {
    await this.#step('sent', trx, { status: 'accepted', accepted_at: at.toMillis() })
    await this.#audit(trx, 'pks.accepted', { kind: 'system' }, { reply: replyId })
  }

  /** Nobody answered in time. */
  async lapse({ at, trx }: Step): Promise<void> {
    await this.#step('sent', trx, {
      status: 'lapsed',
      ended_at: at.toMillis(),
      ended_reason: 'unanswered',
    })
    await this.#audit(trx, 'pks.lapsed', { kind: 'system' })
  }

  /** Nobody is bound by it any more: its content is sold no longer (R7.1). */
  async end({ at, trx, by, reason }: Step & { by: AuditActor; reason: string }): Promise<void> {
    if (!MAY_END.includes(this.status)) throw new AgreementMoved(this, 'ended')
    await this.#step(this.status, trx, {
      status: 'ended',
      ended_at: at.toMillis(),
      ended_reason: reason,
    })
    await this.#audit(trx, 'pks.ended', by, { reason })
  }

  async #step(from: Agreement['status'], trx: Trx, change: Record<string, unknown>): Promise<void> {
    const changed = await trx
      .from('agreements')
      .where('id', this.id)
      .where('status', from)
      .update({
        ...change,
        updated_at: Number(change.sent_at ?? change.accepted_at ?? change.ended_at),
      })
    if (Number(changed) !== 1) throw new AgreementMoved(this, String(change.status))
    this.useTransaction(trx)
    await this.refresh()
  }

  #audit(
    trx: Trx,
    type: AuditType,
    actor: AuditActor,
    data: Record<string, string | number | null> = {}
  ): Promise<void> {
    return audit(trx, { type, actor, subject: { kind: 'agreement', id: this.publicId }, data })
  }
}
