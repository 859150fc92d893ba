import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

export default class Partner extends BaseRecord {
  static override table = 'partners'

  @column()
  declare status: 'registered' | 'active' | 'disabled'

  @column()
  declare language: 'id' | 'en'

  @column()
  declare email: string

  @column()
  declare password: string

  @column()
  declare name: string

  @column()
  declare companyName: string

  @column()
  declare address: string

  @column()
  declare mobile: string

  @column()
  declare phone: string

  @column()
  declare website: string

  @column()
  declare bankName: string

  @column()
  declare bankBranch: string

  @column()
  declare bankHolder: string

  @column()
  declare siup: string | null

  @column()
  declare tdp: string | null

  @column()
  declare nib: string | null

  @column()
  declare deedNumber: string

  @column()
  declare deedDate: string

  @column()
  declare decreeNumber: string

  @column()
  declare directorName: string

  @sealed('partners.ktp')
  declare ktp: string

  @sealed('partners.npwp')
  declare npwp: string

  @sealed('partners.bank_account')
  declare bankAccount: string

  @sealed('partners.company_npwp')
  declare companyNpwp: string

  @sealed('partners.director_ktp')
  declare directorKtp: string

  @instant()
  declare activatedAt: DateTime | null

  @instant()
  declare legalValidatedAt: DateTime | null

  get maySignIn(): boolean {
    return this.status === 'active'
  }

  /** The address has proven to be theirs (R2.3). A second time is nothing. */
  async activate({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    if (this.status !== 'registered') return
    this.status = 'active'
    this.activatedAt = at
    await this.useTransaction(trx).save()
    await audit(trx, {
      type: 'partner.activated',
      actor: { kind: 'partner', id: this.publicId },
      subject: { kind: 'partner', id: this.publicId },
    })
  }
}
