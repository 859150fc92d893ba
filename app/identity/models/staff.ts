import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, sealed } from '#shared/database/columns'

export const STAFF_ROLES = ['legal', 'qa', 'finance', 'administrator'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** A member of the operator's staff (R5.5). */
export default class Staff extends BaseRecord {
  static override table = 'staff'

  @column()
  declare name: string

  @column()
  declare email: string

  @column()
  declare password: string

  @column()
  declare role: StaffRole

  @column()
  declare language: 'id' | 'en'

  @sealed('staff.totp_secret')
  declare totpSecret: string | null

  @column()
  declare totpLastStep: number | null

  @flag()
  declare disabled: boolean

  get maySignIn(): boolean {
    return !this.disabled
  }
}
