import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, instantColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('customers', (table) => {
      instantColumn(table, 'closed_at').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'customers', ['closed_at']))
  }
}
