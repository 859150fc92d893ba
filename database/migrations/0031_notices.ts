import { BaseSchema } from '@adonisjs/lucid/schema'
import { instantColumn, statusColumn } from '#shared/database/schema'

/** What an account is told in the application, beside the mail. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('notices', (table) => {
      table.increments('id')
      table.string('public_id', 26).notNullable().unique()
      statusColumn(table, 'reader_kind', ['customer', 'partner', 'staff'])
      table.integer('reader_id').notNullable()
      // The mail that tells the same.
      table.string('kind', 80).notNullable()
      table.text('data').notNullable()
      table.string('path', 200).notNullable()
      table.string('dedupe_key', 200).nullable().unique()
      instantColumn(table, 'created_at').notNullable().index()
      instantColumn(table, 'read_at').nullable()
      table.index(['reader_kind', 'reader_id', 'id'])
    })
    this.defer(async (db) => {
      // The bell asks on each page: an index of those alone that nobody has read.
      await db.rawQuery(
        'CREATE INDEX notices_unread ON notices (reader_kind, reader_id, id) WHERE read_at IS NULL'
      )
    })
  }

  async down() {
    this.schema.dropTable('notices')
  }
}
