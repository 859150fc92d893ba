import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('partners', (table) => {
      table.text('totp_secret').nullable()
      table.integer('totp_last_step').nullable()
    })
    // One of them stands in for the authenticator, once.
    this.schema.createTable('recovery_codes', (table) => {
      table.increments('id')
      table.string('user_kind', 20).notNullable()
      table.integer('user_id').notNullable()
      table.string('code_hash', 64).notNullable()
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'used_at').nullable()
      table.unique(['user_kind', 'user_id', 'code_hash'])
    })
    // Browsers in which an account has signed in: from any other one, its owner hears of it.
    this.schema.createTable('known_devices', (table) => {
      table.increments('id')
      table.string('user_kind', 20).notNullable()
      table.integer('user_id').notNullable()
      table.string('device_hash', 64).notNullable()
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'last_seen_at').notNullable().index()
      table.unique(['user_kind', 'user_id', 'device_hash'])
    })
    this.schema.createTable('partner_email_changes', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id').index()
      statusColumn(table, 'status', ['open', 'done', 'cancelled'])
      table.string('old_email', 254).notNullable()
      table.string('new_email', 254).notNullable()
      instantColumn(table, 'old_confirmed_at').nullable()
      instantColumn(table, 'new_confirmed_at').nullable()
      instantColumn(table, 'settled_at').nullable()
      instantColumn(table, 'expires_at').notNullable()
    })
    this.schema.createTable('staff_invitations', (table) => {
      identified(table)
      statusColumn(table, 'status', ['open', 'accepted', 'revoked'])
      table.string('email', 254).notNullable()
      statusColumn(table, 'role', ['legal', 'qa', 'finance', 'administrator'])
      table.string('language', 2).notNullable()
      table.integer('invited_by').notNullable().references('staff.id').index()
      table.integer('staff_id').nullable().references('staff.id')
      instantColumn(table, 'expires_at').notNullable()
      instantColumn(table, 'settled_at').nullable()
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `CREATE UNIQUE INDEX partner_email_changes_open ON partner_email_changes (partner_id) WHERE status = 'open'`
      )
      await db.rawQuery(
        `CREATE UNIQUE INDEX staff_invitations_open ON staff_invitations (email) WHERE status = 'open'`
      )
    })
  }

  async down() {
    for (const table of [
      'staff_invitations',
      'partner_email_changes',
      'known_devices',
      'recovery_codes',
    ]) {
      this.schema.dropTable(table)
    }
    this.defer((db) => dropColumns(db, 'partners', ['totp_secret', 'totp_last_step']))
  }
}
