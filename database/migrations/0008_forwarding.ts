import { BaseSchema } from '@adonisjs/lucid/schema'
import { flagColumn, identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('partner_keys', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      statusColumn(table, 'environment', ['production', 'development'])
      table.string('kid', 20).notNullable()
      table.text('secret').notNullable()
      // A new key signs only once its partner says that it is installed; the old one is good for a while longer.
      instantColumn(table, 'activated_at').nullable()
      instantColumn(table, 'retires_at').nullable()
      table.unique(['kid'])
      table.index(['partner_id', 'environment'])
    })
    // One key signs, and one waits to be installed.
    this.schema.raw(
      'create unique index partner_keys_active on partner_keys (partner_id, environment) where activated_at is not null and retires_at is null'
    )
    this.schema.raw(
      'create unique index partner_keys_next on partner_keys (partner_id, environment) where activated_at is null and retires_at is null'
    )
    // A partner answered 410: nothing is sent there, and nothing sold, until it is switched on again.
    this.schema.createTable('switched_off_urls', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      table.integer('content_id').notNullable().references('contents.id')
      statusColumn(table, 'environment', ['production', 'development'])
      table.string('url', 500).notNullable()
      table.unique(['content_id', 'environment', 'url'])
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
      statusColumn(table, 'status', [
        'pending',
        'delivered',
        'rejected',
        'failed',
        'gone',
        'called_off',
      ])
      table.integer('attempts').notNullable().defaultTo(0)
      table.string('last_reason', 60).nullable()
      table.string('partner_ref', 100).nullable()
      instantColumn(table, 'next_attempt_at').nullable()
      instantColumn(table, 'locked_until').nullable()
      instantColumn(table, 'settled_at').nullable()
      table.index(['partner_id', 'environment', 'id'])
      table.index(['content_id', 'environment', 'event', 'status'])
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
    // What a scenario of the workbench expected and what came (R8.1).
    this.schema.createTable('scenario_runs', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      table.integer('content_id').notNullable().references('contents.id')
      table.string('scenario', 30).notNullable()
      table.integer('delivery_id').notNullable().references('deliveries.id')
      flagColumn(table, 'passed')
      table.text('comparison').notNullable()
      table.index(['partner_id', 'content_id', 'scenario', 'id'])
    })
  }

  async down() {
    for (const table of [
      'scenario_runs',
      'delivery_attempts',
      'deliveries',
      'switched_off_urls',
      'partner_keys',
    ])
      this.schema.dropTable(table)
  }
}
