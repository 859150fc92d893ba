import { BaseSchema } from '@adonisjs/lucid/schema'
import { instantColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('audit_events', (table) => {
      table.increments('id')
      table.string('type', 80).notNullable()
      table.string('actor_kind', 20).notNullable()
      table.string('actor_id', 26).nullable()
      table.string('subject_kind', 40).notNullable()
      table.string('subject_id', 26).nullable()
      table.text('data').notNullable()
      instantColumn(table, 'at').notNullable()
      table.index(['subject_kind', 'subject_id'])
      table.index(['type', 'at'])
    })
  }

  async down() {
    this.schema.dropTable('audit_events')
  }
}
