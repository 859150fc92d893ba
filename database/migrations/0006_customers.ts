import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    // A customer account belongs to one store (R4).
    this.schema.createTable('customers', (table) => {
      identified(table)
      statusColumn(table, 'environment', ['production', 'development'])
      statusColumn(table, 'status', ['active', 'closed'])
      table.string('email', 254).notNullable()
      table.string('name', 120).notNullable()
      table.string('password', 255).notNullable()
      table.string('language', 2).notNullable().defaultTo('id')
      instantColumn(table, 'activated_at').nullable()
      table.unique(['environment', 'email'])
    })
    // What somebody typed who has yet to show that the address is theirs (R4.2). Settled, it keeps none of it.
    this.schema.createTable('customer_registrations', (table) => {
      identified(table)
      statusColumn(table, 'environment', ['production', 'development'])
      table.string('email', 254).nullable()
      table.string('name', 120).nullable()
      table.string('password', 255).nullable()
      table.string('language', 2).notNullable()
      instantColumn(table, 'expires_at').notNullable().index()
      table.index(['environment', 'email'])
    })
    this.schema.createTable('payment_numbers', (table) => {
      identified(table)
      table.integer('customer_id').notNullable().references('customers.id')
      statusColumn(table, 'method', ['speedy', 'flexi_postpaid', 'flexi_prepaid'])
      table.text('number').notNullable()
      table.string('number_hash', 64).notNullable()
      table.string('masked', 24).notNullable()
      instantColumn(table, 'verified_at').nullable()
      instantColumn(table, 'removed_at').nullable()
      table.index(['customer_id'])
    })
    // Who may see and buy a partner's contents in approval (R4.3, R4.8).
    this.schema.createTable('customer_bindings', (table) => {
      table.increments('id')
      table.integer('customer_id').notNullable().references('customers.id')
      table.integer('partner_id').notNullable().references('partners.id')
      statusColumn(table, 'via', ['email', 'invitation'])
      instantColumn(table, 'created_at').notNullable()
      table.unique(['customer_id', 'partner_id'])
    })
  }

  async down() {
    for (const table of [
      'customer_bindings',
      'payment_numbers',
      'customer_registrations',
      'customers',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
