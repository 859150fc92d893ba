import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, instant, sealed } from '#shared/database/columns'

export const STAFF_ROLES = ['legal', 'qa', 'finance', 'administrator'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** Those who confirm what somebody else asks for, somewhere in the product: nobody may hold two such accounts. */
export const CONFIRMING_ROLES: readonly StaffRole[] = ['legal', 'finance', 'administrator']

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

  /** When this one ceased to be an administrator who can confirm, by another role or by being shut out. */
  @instant()
  declare administratorUntil: DateTime | null

  get maySignIn(): boolean {
    return !this.disabled
  }
}
