import { BaseModel, column } from '@adonisjs/lucid/orm'
import { DateTime } from 'luxon'
import { clock } from '#shared/clock'
import { instant, json } from '#shared/database/columns'
import type { Client, Trx } from '#shared/database/main'
import {
  dueAt,
  endClock,
  pauseClock,
  readClock,
  resumeClock,
  startClock,
  type ClockFace,
  type ClockReading,
  type Pause,
} from '#approvals/clock'

/** The fourteen days of one version (R1.1). The arithmetic is `#approvals/clock`; this keeps it. */
export default class ApprovalClock extends BaseModel {
  static override table = 'approval_clocks'
  static override selfAssignPrimaryKey = true

  @column({ isPrimary: true })
  declare versionId: number

  @instant()
  declare startedAt: DateTime

  @instant()
  declare endedAt: DateTime | null

  @instant()
  declare pausedAt: DateTime | null

  @column()
  declare pausedMs: number

  @instant()
  declare dueAt: DateTime

  @json()
  declare pauses: Pause[]

  /** Up to which part of the fourteen days those in charge have been told, in per cent. */
  @column()
  declare escalated: number

  /** The clock starts to run: the version was submitted. */
  static async start(
    versionId: number,
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<ApprovalClock> {
    const record = new ApprovalClock().fill({ versionId, escalated: 0 })
    record.useTransaction(trx)
    return record.#keep(startClock(at.toMillis()))
  }

  static of(versionId: number, client?: Client): Promise<ApprovalClock | null> {
    return ApprovalClock.query(client ? { client } : {})
      .where('version_id', versionId)
      .first()
  }

  pause({ at, trx }: { at: DateTime; trx: Trx }): Promise<ApprovalClock> {
    this.useTransaction(trx)
    return this.#keep(pauseClock(this.face, at.toMillis()))
  }

  resume({ at, trx }: { at: DateTime; trx: Trx }): Promise<ApprovalClock> {
    this.useTransaction(trx)
    return this.#keep(resumeClock(this.face, at.toMillis()))
  }

  end({ at, trx }: { at: DateTime; trx: Trx }): Promise<ApprovalClock> {
    this.useTransaction(trx)
    return this.#keep(endClock(this.face, at.toMillis()))
  }

  get face(): ClockFace {
    return {
      startedAt: this.startedAt.toMillis(),
      endedAt: this.endedAt?.toMillis() ?? null,
      pausedAt: this.pausedAt?.toMillis() ?? null,
      pausedMs: this.pausedMs,
      pauses: this.pauses,
    }
  }

  /** What it shows now. */
  read(): ClockReading {
    return readClock(this.face, clock.now().toMillis())
  }

  #keep(face: ClockFace): Promise<ApprovalClock> {
    Object.assign(this, {
      startedAt: instantOf(face.startedAt),
      endedAt: face.endedAt === null ? null : instantOf(face.endedAt),
      pausedAt: face.pausedAt === null ? null : instantOf(face.pausedAt),
      pausedMs: face.pausedMs,
      pauses: face.pauses,
      dueAt: instantOf(dueAt(face)),
    })
    return this.save()
  }
}

function instantOf(ms: number): DateTime {
  return DateTime.fromMillis(ms, { zone: 'utc' })
}
