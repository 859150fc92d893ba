import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, identified, instantColumn, statusColumn } from '#shared/database/schema'

/** What one administrator asks for and another one confirms. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('proposals', (table) => {
      identified(table)
      table.string('kind', 60).notNullable()
      // Whom or what it is about, in its kind's own words: of one kind, one is open for each.
      table.string('subject', 254).notNullable()
      table.text('data').notNullable()
      table.string('reason', 1000).nullable()
      statusColumn(table, 'status', ['open', 'confirmed', 'refused', 'withdrawn', 'void'])
      table.integer('proposed_by').notNullable().references('staff.id').index()
      table.integer('decided_by').nullable().references('staff.id')
      instantColumn(table, 'decided_at').nullable()
      // Not to be confirmed before.
      instantColumn(table, 'ripe_at').notNullable()
      instantColumn(table, 'expires_at').notNullable()
      table.index(['status', 'expires_at'])
    })
    this.schema.alterTable('staff', (table) => {
      // When somebody ceased to be an administrator who can confirm.
      instantColumn(table, 'administrator_until').nullable()
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `CREATE UNIQUE INDEX proposals_open ON proposals (kind, subject) WHERE status = 'open'`
      )
    })
  }

  async down() {
    this.schema.dropTable('proposals')
    this.defer((db) => dropColumns(db, 'staff', ['administrator_until']))
  }
}
