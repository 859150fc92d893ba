import { BaseSchema } from '@adonisjs/lucid/schema'
import { flagColumn, identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('ratings', (table) => {
      identified(table)
      table.integer('content_id').notNullable().references('contents.id')
      table.integer('customer_id').notNullable().references('customers.id')
      table.integer('stars').notNullable()
      table.text('comment').nullable()
      table.text('answer').nullable()
      instantColumn(table, 'answered_at').nullable()
      flagColumn(table, 'hidden')
      table.unique(['content_id', 'customer_id'])
      table.index(['content_id', 'id'])
    })
    this.schema.createTable('pages', (table) => {
      identified(table)
      statusColumn(table, 'section', ['static', 'faq', 'help', 'link'])
      table.string('slug', 80).notNullable()
      table.string('title_id', 160).notNullable()
      table.string('title_en', 160).notNullable()
      table.text('body_id').notNullable()
      table.text('body_en').notNullable()
      table.integer('position').notNullable().defaultTo(0)
      table.unique(['section', 'slug'])
    })
  }

  async down() {
    this.schema.dropTable('pages')
    this.schema.dropTable('ratings')
  }
}
