import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, instantColumn, statusColumn } from '#shared/database/schema'

/** What a rating said before it was changed, what readers have against it, and what staff decided of it (R4.4). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('rating_changes', (table) => {
      table.increments('id')
      table.integer('rating_id').notNullable().references('ratings.id')
      table.integer('stars').notNullable()
      table.text('comment').nullable()
      // When what stands here was replaced.
      instantColumn(table, 'changed_at').notNullable()
      table.index(['rating_id', 'id'])
    })
    this.schema.createTable('rating_reports', (table) => {
      table.increments('id')
      table.integer('rating_id').notNullable().references('ratings.id')
      table.integer('customer_id').notNullable().references('customers.id').index()
      statusColumn(table, 'reason', ['insult', 'personal', 'spam', 'untrue', 'other'])
      table.text('note').nullable()
      statusColumn(table, 'status', ['open', 'upheld', 'dismissed'])
      instantColumn(table, 'created_at').notNullable()
      instantColumn(table, 'decided_at').nullable()
      table.unique(['rating_id', 'customer_id'])
      table.index(['status', 'id'])
    })
    this.schema.alterTable('ratings', (table) => {
      table.text('hidden_reason').nullable()
      instantColumn(table, 'hidden_at').nullable().index()
    })
  }

  async down() {
    this.schema.alterTable('ratings', (table) => table.dropIndex(['hidden_at']))
    this.defer((db) => dropColumns(db, 'ratings', ['hidden_reason', 'hidden_at']))
    this.schema.dropTable('rating_reports')
    this.schema.dropTable('rating_changes')
  }
}
