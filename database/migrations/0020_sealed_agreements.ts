import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('agreements', (table) => {
      // The document that was sealed and is not sent yet: an attempt that was killed is gone on with, not begun anew.
      table.text('sealed').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'agreements', ['sealed']))
  }
}
