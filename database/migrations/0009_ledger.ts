import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, rupiahColumn, statusColumn } from '#shared/database/schema'

const APPEND_ONLY = ['ledger_transactions', 'ledger_entries']

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('ledger_transactions', (table) => {
      identified(table)
      table.string('kind', 40).notNullable()
      table.string('idem_key', 120).notNullable().unique()
      statusColumn(table, 'environment', ['production', 'development'])
      table.integer('order_id').nullable().index()
      table.integer('partner_id').nullable()
      instantColumn(table, 'booked_at').notNullable()
      table.index(['partner_id', 'environment', 'booked_at'])
    })
    this.schema.createTable('ledger_entries', (table) => {
      table.increments('id')
      table.integer('transaction_id').notNullable().references('ledger_transactions.id').index()
      table.string('account', 60).notNullable()
      table.integer('partner_id').nullable()
      rupiahColumn(table, 'amount').notNullable()
      table.index(['account', 'partner_id'])
    })
    this.defer(async (db) => {
      for (const table of APPEND_ONLY) {
        for (const verb of ['UPDATE', 'DELETE']) {
          const name = `${table}_no_${verb.toLowerCase()}`
          if (db.dialect.name === 'postgres') {
            await db.rawQuery(
              `CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql`
            )
            await db.rawQuery(
              `CREATE TRIGGER ${name} BEFORE ${verb} ON ${table} FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()`
            )
          } else {
            await db.rawQuery(
              `CREATE TRIGGER ${name} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`
            )
          }
        }
      }
    })
  }

  async down() {
    for (const table of [...APPEND_ONLY].reverse()) this.schema.dropTable(table)
    this.defer(async (db) => {
      if (db.dialect.name === 'postgres')
        await db.rawQuery('DROP FUNCTION IF EXISTS ledger_is_append_only()')
    })
  }
}
