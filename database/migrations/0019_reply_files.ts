import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, instantColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('pks_replies', (table) => {
      // The raw mail of an ignored reply is not kept for ever; its row is.
      instantColumn(table, 'raw_removed_at').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'pks_replies', ['raw_removed_at']))
  }
}
