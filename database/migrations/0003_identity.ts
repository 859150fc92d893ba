import { BaseSchema } from '@adonisjs/lucid/schema'
import { flagColumn, identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sessions', (table) => {
      table.string('id', 64).primary()
      table.string('public_id', 26).notNullable().unique()
      table.text('data').notNullable()
      table.string('user_kind', 20).nullable()
      table.integer('user_id').nullable()
      table.string('ip', 45).nullable()
      table.string('user_agent', 200).nullable()
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'last_seen_at').notNullable()
      instantColumn(table, 'expires_at').notNullable().index()
      instantColumn(table, 'ends_at').notNullable()
      table.index(['user_kind', 'user_id'])
    })
    this.schema.createTable('single_use_tokens', (table) => {
      table.increments('id')
      table.string('purpose', 40).notNullable()
      table.integer('user_id').notNullable()
      table.string('token_hash', 64).notNullable().unique()
      table.text('data').nullable()
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'expires_at').notNullable()
      instantColumn(table, 'used_at').nullable()
      table.index(['purpose', 'user_id'])
    })
    this.schema.createTable('staff', (table) => {
      identified(table)
      table.string('name', 120).notNullable()
      table.string('email', 254).notNullable().unique()
      table.string('password', 255).notNullable()
      statusColumn(table, 'role', ['legal', 'qa', 'finance', 'administrator'])
      table.string('language', 2).notNullable().defaultTo('id')
      table.text('totp_secret').nullable()
      table.integer('totp_last_step').nullable()
      flagColumn(table, 'disabled')
    })
    this.schema.createTable('rate_limits', (table) => {
      table.string('key', 255).notNullable().primary()
      table.integer('points').notNullable().defaultTo(0)
      table.bigInteger('expire').unsigned()
    })
    this.schema.createTable('captcha_uses', (table) => {
      table.string('nonce', 64).primary()
      instantColumn(table, 'expires_at').notNullable().index()
    })
    this.schema.createTable('mailbox_messages', (table) => {
      table.increments('id')
      table.string('public_id', 26).notNullable().unique()
      table.string('message_id', 255).notNullable().index()
      table.string('recipient', 254).notNullable().index()
      table.text('subject').notNullable()
      table.text('raw').notNullable()
      instantColumn(table, 'sent_at').notNullable()
    })
  }

  async down() {
    for (const table of [
      'mailbox_messages',
      'captcha_uses',
      'rate_limits',
      'staff',
      'single_use_tokens',
      'sessions',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
