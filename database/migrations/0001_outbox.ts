import { BaseSchema } from '@adonisjs/lucid/schema'
import { instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('outbox', (table) => {
      table.increments('id')
      table.string('public_id', 26).notNullable().unique()
      table.string('kind', 80).notNullable()
      table.text('payload').notNullable()
      table.string('dedupe_key', 160).nullable().unique()
      statusColumn(table, 'status', ['pending', 'running', 'done', 'dead'])
      table.integer('attempts').notNullable().defaultTo(0)
      instantColumn(table, 'run_at').notNullable()
      instantColumn(table, 'locked_until').nullable()
      table.string('locked_by', 40).nullable()
      table.text('last_error').nullable()
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'finished_at').nullable()
      table.index(['status', 'run_at'])
    })
    this.schema.createTable('schedules', (table) => {
      table.string('name', 80).primary()
      instantColumn(table, 'next_run_at').notNullable()
      instantColumn(table, 'locked_until').nullable()
      instantColumn(table, 'last_run_at').nullable()
      table.text('last_error').nullable()
    })
  }

  async down() {
    this.schema.dropTable('schedules')
    this.schema.dropTable('outbox')
  }
}
