import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

const KINDS = { terms_drafts: ['terms'], pks_template_drafts: ['agreement', 'addendum'] }

/** What a draft's addresses answered, and the texts that staff prepare: terms of service and PKS templates, one open draft of each. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('address_checks', (table) => {
      identified(table)
      table.integer('version_id').notNullable().references('content_versions.id').unique()
      instantColumn(table, 'asked_at').notNullable()
      instantColumn(table, 'finished_at').nullable()
      // By field: the address that was called and what came of it, as JSON.
      table.text('results').notNullable().defaultTo('{}')
    })
    for (const [name, kinds] of Object.entries(KINDS)) {
      this.schema.createTable(name, (table) => {
        identified(table)
        statusColumn(table, 'kind', kinds)
        statusColumn(table, 'status', ['open', 'proposed', 'published', 'discarded'])
        // Counts its savings: who publishes says which one was read.
        table.integer('revision').notNullable().defaultTo(0)
        table.text('text_id').notNullable()
        table.text('text_en').notNullable()
        // Public ids of the staff who wrote it, as JSON: none of them publishes a PKS template.
        table.text('written_by').notNullable().defaultTo('[]')
        table.string('decided_by', 26).nullable()
        instantColumn(table, 'decided_at').nullable()
        // The number that it was published as.
        table.integer('number').nullable()
      })
    }
    this.schema.alterTable('listings', (table) => {
      table.index(['price'])
      table.index(['category_id'])
    })
    this.defer(async (db) => {
      const open = `WHERE status IN ('open', 'proposed')`
      for (const name of Object.keys(KINDS))
        await db.rawQuery(`CREATE UNIQUE INDEX ${name}_open ON ${name} (kind) ${open}`)
      await db.rawQuery('CREATE INDEX content_versions_name ON content_versions (lower(name))')
    })
  }

  async down() {
    this.defer(async (db) => {
      await db.rawQuery('DROP INDEX content_versions_name')
    })
    this.schema.alterTable('listings', (table) => {
      table.dropIndex(['category_id'])
      table.dropIndex(['price'])
    })
    for (const table of ['pks_template_drafts', 'terms_drafts', 'address_checks']) {
      this.schema.dropTable(table)
    }
  }
}
