import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class ContentVersion extends BaseRecord {
  static override table = 'content_versions'

  @column()
  declare contentId: number

  @column()
  declare number: number

  @column()
  declare status: 'draft' | 'submitted' | 'in_review' | 'needs_correction' | 'approved' | 'pks_sent' | 'published' | 'superseded' | 'refused' | 'withdrawn'

  @column()
  declare name: string | null

  @column()
  declare categoryId: number | null

  @column()
  declare summary: string | null

  @column()
  declare description: string | null

  @column()
  declare specification: string | null

  @column()
  declare carePhone: string | null

  @column()
  declare careEmail: string | null

  @column()
  declare price: Rupiah | null

  @column()
  declare paymentKind: 'once' | 'subscription' | null

  @column()
  declare forwardingUrlProduction: string | null

  @column()
  declare redirectUrlProduction: string | null

  @column()
  declare forwardingUrlDevelopment: string | null

  @column()
  declare redirectUrlDevelopment: string | null

  @column()
  declare demoUrl: string | null

  @column()
  declare imageId: number | null

  @column()
  declare partnerShare: number

  @column()
  declare termsVersionId: number | null

  @instant()
  declare termsAcceptedAt: DateTime | null

  @column()
  declare termsAcceptedIp: string | null

  @instant()
  declare savedAt: DateTime

  @instant()
  declare submittedAt: DateTime | null

  @instant()
  declare approvedAt: DateTime | null

  @instant()
  declare publishedAt: DateTime | null

  @column()
  declare submitKey: string | null
}
