import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { AddressField, AddressResult } from '#catalogue/checks/address_answer'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

/** What the addresses of a version answered when they were last tried. */
export default class AddressCheck extends BaseRecord {
  static override table = 'address_checks'

  @column()
  declare versionId: number

  @instant()
  declare askedAt: DateTime

  /** Null while it runs. */
  @instant()
  declare finishedAt: DateTime | null

  @json()
  declare results: Partial<Record<AddressField, AddressResult>>
}
