import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

export const PIN_STATES = [
  'uploaded',
  'compared',
  'pinned',
  'refused',
  'unpinned',
  'cancelled',
] as const
export type PinStatus = (typeof PIN_STATES)[number]

/** By what other way than the product Legal heard the fingerprint. */
export const PIN_CHANNELS = ['phone', 'video', 'in_person', 'letter'] as const
export type PinChannel = (typeof PIN_CHANNELS)[number]

/** States in which a certificate may become, or is, what a reply is accepted for. */
export const LIVE_PIN_STATES: readonly PinStatus[] = ['uploaded', 'compared', 'pinned']

interface Step {
  at: DateTime
  trx: Trx
  /** Public id of who does it. */
  by: string
}

/**
 * The very certificate of one partner (R6.3): `uploaded → compared → pinned → unpinned`; until it is pinned, `refused` by staff or
 * `cancelled` by the partner. Who compared never pins. Each step is a guarded update and answers whether it was made.
 */
export default class PinnedCertificate extends BaseRecord {
  static override table = 'pinned_certificates'

  @column()
  declare partnerId: number

  @column()
  declare status: PinStatus

  @column()
  declare liveKey: string | null

  /** Base64. */
  @column()
  declare der: string

  @column({ columnName: 'sha256' })
  declare sha256: string

  @column()
  declare subject: string

  @column()
  declare issuer: string

  @column()
  declare serial: string

  @instant()
  declare notBefore: DateTime

  @instant()
  declare notAfter: DateTime

  /** The partner's registered address when it was uploaded. */
  @column()
  declare email: string

  @column()
  declare comparedBy: string | null

  @instant()
  declare comparedAt: DateTime | null

  @column()
  declare comparedChannel: PinChannel | null

  @column()
  declare comparedNote: string | null

  @column()
  declare pinnedBy: string | null

  @instant()
  declare pinnedAt: DateTime | null

  @column()
  declare endedBy: string | null

  @column()
  declare endedByKind: 'staff' | 'partner' | null

  @instant()
  declare endedAt: DateTime | null

  @column()
  declare endedReason: string | null

  static liveKeyOf(partnerId: number, sha256: string): string {
    return `${partnerId}:${sha256}`
  }

  get bytes(): Buffer {
    return Buffer.from(this.der, 'base64')
  }

  get isOpen(): boolean {
    return this.status === 'uploaded' || this.status === 'compared'
  }

  compare({ at, trx, by, ...how }: Step & { channel: PinChannel; note: string }): Promise<boolean> {
    return this.#step(trx, at, ['uploaded'], {
      status: 'compared',
      compared_by: by,
      compared_at: at.toMillis(),
      compared_channel: how.channel,
      compared_note: how.note,
    })
  }

  pin({ at, trx, by }: Step): Promise<boolean> {
    return this.#step(
      trx,
      at,
      ['compared'],
      { status: 'pinned', pinned_by: by, pinned_at: at.toMillis() },
      by
    )
  }

  refuse(step: Step & { reason: string }): Promise<boolean> {
    return this.#end(step, ['uploaded', 'compared'], 'refused', 'staff')
  }

  unpin(step: Step & { reason: string; kind: 'staff' | 'partner' }): Promise<boolean> {
    return this.#end(step, ['pinned'], 'unpinned', step.kind)
  }

  cancel(step: Step): Promise<boolean> {
    return this.#end({ ...step, reason: null }, ['uploaded', 'compared'], 'cancelled', 'partner')
  }

  #end(
    { at, trx, by, reason }: Step & { reason: string | null },
    from: PinStatus[],
    status: PinStatus,
    kind: 'staff' | 'partner'
  ): Promise<boolean> {
    return this.#step(trx, at, from, {
      status,
      live_key: null,
      ended_by: by,
      ended_by_kind: kind,
      ended_at: at.toMillis(),
      ended_reason: reason,
    })
  }

  async #step(
    trx: Trx,
    at: DateTime,
    from: PinStatus[],
    change: Record<string, unknown>,
    notComparedBy?: string
  ): Promise<boolean> {
    const query = trx.from('pinned_certificates').where('id', this.id).whereIn('status', from)
    if (notComparedBy) query.whereNot('compared_by', notComparedBy)
    return Number(await query.update({ ...change, updated_at: at.toMillis() })) === 1
  }
}
