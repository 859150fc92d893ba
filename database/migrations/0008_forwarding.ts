import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('partner_keys', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      statusColumn(table, 'environment', ['production', 'development'])
      table.string('kid', 20).notNullable()
      table.text('secret').notNullable()
      instantColumn(table, 'retires_at').nullable()
      table.unique(['partner_id', 'environment', 'kid'])
    })
    // One event for a partner: its payload is frozen, its trx_id the same for every attempt.
    this.schema.createTable('deliveries', (table) => {
      identified(table)
      table.string('trx_id', 26).notNullable().unique()
      table.string('dedupe_key', 120).notNullable().unique()
      table.integer('partner_id').notNullable().references('partners.id').index()
      table.integer('content_id').notNullable().references('contents.id')
      table.integer('order_id').nullable().index()
      statusColumn(table, 'environment', ['production', 'development'])
      statusColumn(table, 'event', ['purchase', 'renewal', 'stop', 'refund', 'test'])
      table.text('parameters').notNullable()
      table.string('url', 500).notNullable()
      statusColumn(table, 'status', ['pending', 'delivered', 'rejected', 'failed', 'gone'])
      table.integer('attempts').notNullable().defaultTo(0)
      table.string('last_reason', 60).nullable()
      table.string('partner_ref', 100).nullable()
      instantColumn(table, 'next_attempt_at').nullable()
      instantColumn(table, 'locked_until').nullable()
      instantColumn(table, 'settled_at').nullable()
    })
    this.schema.createTable('delivery_attempts', (table) => {
      identified(table)
      table.integer('delivery_id').notNullable().references('deliveries.id')
      table.integer('number').notNullable()
      instantColumn(table, 'started_at').notNullable()
      table.text('request').notNullable()
      table.text('answer').nullable()
      statusColumn(table, 'verdict', ['ok', 'duplicate', 'retry', 'rejected', 'gone', 'failed'])
      table.string('reason', 60).nullable()
      table.integer('connect_ms').nullable()
      table.integer('total_ms').nullable()
      table.unique(['delivery_id', 'number'])
    })
  }

  async down() {
    for (const table of ['delivery_attempts', 'deliveries', 'partner_keys'])
      this.schema.dropTable(table)
  }
}
