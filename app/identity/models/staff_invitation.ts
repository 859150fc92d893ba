import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { StaffRole } from '#identity/models/staff'

/** What an administrator has invited somebody to be (R5.5). It is no account until its mailed link has been followed. */
export default class StaffInvitation extends BaseRecord {
  static override table = 'staff_invitations'

  @column()
  declare status: 'open' | 'accepted' | 'revoked'

  @column()
  declare email: string

  @column()
  declare role: StaffRole

  @column()
  declare language: 'id' | 'en'

  @column()
  declare invitedBy: number

  /** Whom it made. */
  @column()
  declare staffId: number | null

  @instant()
  declare expiresAt: DateTime

  @instant()
  declare settledAt: DateTime | null

  isOpen(at: DateTime): boolean {
    return this.status === 'open' && this.expiresAt > at
  }
}
