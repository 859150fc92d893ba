import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

/** What the store's texts said and will say: one open draft of each, and every text that was published (R4.1). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('page_versions', (table) => {
      identified(table)
      table.integer('page_id').notNullable().references('pages.id')
      table.integer('number').notNullable()
      statusColumn(table, 'status', ['draft', 'published', 'discarded'])
      table.string('title_id', 160).notNullable()
      table.string('title_en', 160).notNullable()
      table.text('body_id').notNullable()
      table.text('body_en').notNullable()
      // Counts the savings of a draft: who publishes says which one was read.
      table.integer('revision').notNullable().defaultTo(0)
      // Public ids of the staff who wrote it, as JSON.
      table.text('written_by').notNullable().defaultTo('[]')
      table.string('decided_by', 26).nullable()
      instantColumn(table, 'decided_at').nullable()
      table.unique(['page_id', 'number'])
    })
    this.defer((db) =>
      db.rawQuery(
        `CREATE UNIQUE INDEX page_versions_draft ON page_versions (page_id) WHERE status = 'draft'`
      )
    )
  }

  async down() {
    this.schema.dropTable('page_versions')
  }
}
