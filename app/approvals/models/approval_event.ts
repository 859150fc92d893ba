import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { instant, json } from '#shared/database/columns'
import type { Lane } from '#approvals/lanes'
import type { Trx } from '#shared/database/main'

export const EVENT_KINDS = [
  'submitted',
  'resubmitted',
  'claimed',
  'approved',
  'needs_correction',
  'refused',
  'reopened',
  'test_passed',
  'retest_requested',
  'urls_mended',
  'withdrawn',
  'completed',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** A line of the timeline that partner and staff see (R5.1). Written once, never changed. */
export default class ApprovalEvent extends BaseModel {
  static override table = 'approval_events'

  @column({ isPrimary: true })
  declare id: number

  @column()
  declare versionId: number

  /** Null for what the partner did, and for what ends both lanes. */
  @column()
  declare lane: Lane | null

  @column()
  declare round: number | null

  @column()
  declare kind: EventKind

  @column()
  declare actorKind: 'partner' | 'staff' | 'system'

  @column()
  declare actorId: number | null

  @json()
  declare data: EventData

  @instant()
  declare at: DateTime

  /** Writes a line in the transaction of what it tells of. */
  static note(
    trx: Trx,
    event: Pick<ApprovalEvent, 'versionId' | 'kind' | 'actorKind' | 'at'> &
      Partial<Pick<ApprovalEvent, 'lane' | 'round' | 'actorId' | 'data'>>
  ): Promise<ApprovalEvent> {
    return ApprovalEvent.create(
      { lane: null, round: null, actorId: null, data: {}, ...event },
      { client: trx }
    )
  }
}

export interface EventData {
  /** Key of the reason that was chosen, and what the partner is to do. */
  reason?: string | null
  instruction?: string | null
  /** How many points of the checklist passed. */
  passed?: number
  /** Of a test purchase. */
  orderNumber?: string
  totalMs?: number | null
}
