import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, instantColumn } from '#shared/database/schema'

/** An archive copy that cannot be made waits, longer each time, and stands in nobody's way. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('agreements', (table) => {
      table.integer('archive_failures').notNullable().defaultTo(0)
      instantColumn(table, 'archive_retry_at').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'agreements', ['archive_retry_at', 'archive_failures']))
  }
}
