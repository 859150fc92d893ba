import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import type PartnerRegistration from '#partners/models/partner_registration'

export default class Partner extends BaseRecord {
  static override table = 'partners'

  @column()
  declare status: 'active' | 'disabled'

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

  /** Of the authenticator, where the partner has chosen to use one. */
  @sealed('partners.totp_secret')
  declare totpSecret: string | null

  @column()
  declare totpLastStep: number | null

  @instant()
  declare activatedAt: DateTime | null

  @instant()
  declare legalValidatedAt: DateTime | null

  /** Counts what has been done to the company's data: a form that was shown an older edition does not overwrite it. */
  @column()
  declare edition: number

  /** When its personal data goes, as the partner has asked. */
  @instant()
  declare erasureDueAt: DateTime | null

  @instant()
  declare erasedAt: DateTime | null

  get maySignIn(): boolean {
    return this.status === 'active'
  }

  /** Makes the account of a registration whose address has proven to be theirs (R2.3). */
  static async activate(
    registration: PartnerRegistration,
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<Partner> {
    const { data, passwordHash, language } = registration.open()
    const attributes = COMPANY_FIELDS.map(({ name }) => [attributeOf(name), data[name] ?? null])
    const partner = new Partner().merge({
      ...Object.fromEntries(attributes),
      status: 'active',
      language,
      password: passwordHash,
      activatedAt: at,
      legalValidatedAt: null,
      edition: 0,
      totpSecret: null,
      totpLastStep: null,
    })
    await partner.useTransaction(trx).save()
    await audit(trx, {
      type: 'partner.activated',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: { registration: registration.publicId },
    })
    return partner
  }
}
