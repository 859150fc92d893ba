import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference, dropColumns } from '#shared/database/schema'

/** An addendum is an agreement that changes another one, made from a template of its own kind (R3.8). */
export default class extends BaseSchema {
  async up() {
    this.defer((db) => addReference(db, 'agreements', 'amends_id', 'agreements'))
    this.schema.alterTable('agreements', (table) => {
      table.index(['amends_id'])
      table.index(['content_id', 'status'])
    })
    this.schema.alterTable('pks_templates', (table) => {
      table.string('kind', 20).notNullable().defaultTo('agreement')
      table.dropUnique(['number'])
      table.unique(['kind', 'number'])
    })
  }

  async down() {
    this.defer(async (db) => {
      const [addendum] = await db.from('agreements').whereNotNull('amends_id').limit(1)
      if (addendum) throw new Error('there are addenda: the former tables have no place for them')
      await db.from('pks_templates').where('kind', 'addendum').delete()
    })
    this.schema.alterTable('pks_templates', (table) => {
      table.dropUnique(['kind', 'number'])
      table.unique(['number'])
    })
    this.schema.alterTable('agreements', (table) => {
      table.dropIndex(['content_id', 'status'])
      table.dropIndex(['amends_id'])
    })
    this.defer(async (db) => {
      await dropColumns(db, 'pks_templates', ['kind'])
      await dropColumns(db, 'agreements', ['amends_id'])
    })
  }
}
