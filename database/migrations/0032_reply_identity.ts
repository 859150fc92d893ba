import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('pks_replies', (table) => {
      // The PKS that it was received for, 0 for none: the same bytes may come for another one.
      table.integer('received_for').notNullable().defaultTo(0)
    })
    this.defer(async (db) => {
      await db.rawQuery(`UPDATE pks_replies SET received_for = coalesce(agreement_id, 0)`)
    })
    this.schema.alterTable('pks_replies', (table) => {
      table.dropUnique(['raw_sha256'])
      table.unique(['raw_sha256', 'received_for'])
    })
  }

  async down() {
    this.schema.alterTable('pks_replies', (table) => {
      table.dropUnique(['raw_sha256', 'received_for'])
      table.unique(['raw_sha256'])
    })
    this.defer((db) => dropColumns(db, 'pks_replies', ['received_for']))
  }
}
