import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

/**
 * What partner and staff write to each other about a content. What staff write for themselves stands in a table of its own, that no
 * partner's page reads.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('content_messages', (table) => {
      identified(table)
      table.integer('content_id').notNullable().references('contents.id')
      statusColumn(table, 'author_kind', ['partner', 'staff'])
      table.integer('author_id').notNullable()
      table.text('body').notNullable()
      // One-time key of the form: sent twice, it is one message.
      table.string('form_key', 32).notNullable()
      // When the other side was told by mail, or had read it by then.
      instantColumn(table, 'told_at').nullable()
      table.unique(['content_id', 'form_key'])
      table.index(['content_id', 'id'])
    })
    // Up to which message somebody has read. A partner is one reader, each member of staff another.
    this.schema.createTable('content_thread_reads', (table) => {
      table.increments('id')
      table.integer('content_id').notNullable().references('contents.id')
      statusColumn(table, 'reader_kind', ['partner', 'staff'])
      table.integer('reader_id').notNullable()
      table.integer('message_id').notNullable().references('content_messages.id')
      instantColumn(table, 'at').notNullable()
      table.unique(['content_id', 'reader_kind', 'reader_id'])
    })
    this.schema.createTable('staff_notes', (table) => {
      identified(table)
      table.integer('content_id').notNullable().references('contents.id').index()
      table.integer('staff_id').notNullable().references('staff.id')
      table.text('body').notNullable()
      table.string('form_key', 32).notNullable()
      table.unique(['content_id', 'form_key'])
    })
  }

  async down() {
    for (const table of ['staff_notes', 'content_thread_reads', 'content_messages'])
      this.schema.dropTable(table)
  }
}
