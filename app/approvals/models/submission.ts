import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { valuesOf, type VersionValues } from '#approvals/values'
import type ContentVersion from '#catalogue/models/content_version'
import { Record as BaseRecord } from '#shared/database/base_model'
import { json } from '#shared/database/columns'
import type { Client, Trx } from '#shared/database/main'

/** What a partner sent for approval, each time it was sent. Written once, never changed: rounds are decided on it. */
export default class Submission extends BaseRecord {
  static override table = 'approval_submissions'

  @column()
  declare versionId: number

  /** Counts from 1 for each version. */
  @column()
  declare number: number

  @json()
  declare values: VersionValues

  /** Why something that was asked for was sent again as it was. */
  @column()
  declare unchangedReason: string | null

  /** Keeps what the version says now as what was sent now. */
  static async record(
    version: ContentVersion,
    { at, trx, reason = null }: { at: DateTime; trx: Trx; reason?: string | null }
  ): Promise<Submission> {
    const [last] = await Submission.of(version.id, trx)
    return Submission.create(
      {
        versionId: version.id,
        number: (last?.number ?? 0) + 1,
        values: valuesOf(version),
        unchangedReason: reason,
        createdAt: at,
      },
      { client: trx }
    )
  }

  /** Every submission of a version, newest first. */
  static of(versionId: number, client?: Client): Promise<Submission[]> {
    return Submission.query(client ? { client } : {})
      .where('version_id', versionId)
      .orderBy('number', 'desc')
  }

  /** What staff see and decide: what was sent last. */
  static newest(versionId: number, client?: Client): Promise<Submission> {
    return Submission.query(client ? { client } : {})
      .where('version_id', versionId)
      .orderBy('number', 'desc')
      .firstOrFail()
  }
}
