import { BaseSchema } from '@adonisjs/lucid/schema'

/** An addendum is an agreement that changes another one, made from a template of its own kind (R3.8). */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('agreements', (table) => {
      table.integer('amends_id').nullable().references('agreements.id')
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
      await db.from('pks_templates').where('kind', 'addendum').delete()
    })
    this.schema.alterTable('pks_templates', (table) => {
      table.dropUnique(['kind', 'number'])
      table.dropColumn('kind')
      table.unique(['number'])
    })
    this.schema.alterTable('agreements', (table) => {
      table.dropIndex(['content_id', 'status'])
      table.dropIndex(['amends_id'])
      table.dropColumn('amends_id')
    })
  }
}
