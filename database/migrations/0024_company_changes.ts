import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    // Another bank account, on its way: the one of the partner's row stays in force until two have agreed (R2.4).
    this.schema.createTable('bank_changes', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      statusColumn(table, 'status', [
        'unconfirmed',
        'confirmed',
        'checked',
        'approved',
        'refused',
        'cancelled',
        'lapsed',
      ])
      // Cipher text; what came to nothing keeps none.
      table.text('wanted').nullable()
      table.text('former').nullable()
      instantColumn(table, 'expires_at').notNullable()
      instantColumn(table, 'confirmed_at').nullable()
      table.string('checked_by', 26).nullable()
      instantColumn(table, 'checked_at').nullable()
      table.string('checked_channel', 20).nullable()
      table.string('decided_by', 26).nullable()
      instantColumn(table, 'decided_at').nullable()
      table.string('reason', 1000).nullable()
      table.index(['partner_id', 'status'])
      table.index(['status', 'id'])
    })
    // What Legal had validated and the partner has changed since, one row a group of fields, until Legal has looked (R2.4).
    this.schema.createTable('company_changes', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      statusColumn(table, 'section', ['contact', 'company', 'legality'])
      statusColumn(table, 'status', ['open', 'returned', 'validated', 'reverted'])
      table.text('before').nullable()
      instantColumn(table, 'validated_at').notNullable()
      instantColumn(table, 'changed_at').notNullable()
      table.string('decided_by', 26).nullable()
      instantColumn(table, 'decided_at').nullable()
      table.string('reason', 1000).nullable()
      table.index(['partner_id', 'status'])
    })
    this.schema.alterTable('partners', (table) => {
      instantColumn(table, 'erasure_due_at').nullable()
      instantColumn(table, 'erased_at').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'partners', ['erasure_due_at', 'erased_at']))
    this.schema.dropTable('company_changes')
    this.schema.dropTable('bank_changes')
  }
}
