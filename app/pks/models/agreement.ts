import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json, sealed } from '#shared/database/columns'

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

  @column()
  declare status: 'requested' | 'sealed' | 'sent' | 'accepted' | 'lapsed' | 'ended'

  @sealed('agreements.code')
  declare code: string

  @column()
  declare codeHash: string

  @json()
  declare terms: Record<string, any>

  @column()
  declare email: string

  @column()
  declare language: 'id' | 'en'

  @column()
  declare documentKey: string | null

  @column()
  declare documentSha256: string | null

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
}
