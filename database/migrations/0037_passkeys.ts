import { BaseSchema } from '@adonisjs/lucid/schema'
import { flagColumn, identified, instantColumn, statusColumn } from '#shared/database/schema'

/** Passkeys (WebAuthn): public keys, and what shows that one of them was copied. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('passkeys', (table) => {
      identified(table)
      statusColumn(table, 'user_kind', ['customer', 'partner', 'staff'])
      table.integer('user_id').notNullable()
      table.string('name', 60).notNullable()
      // The host that it was made for: on any other it is nothing.
      table.string('rp_id', 253).notNullable()
      // base64url of at most 1,023 bytes.
      table.string('credential_id', 1364).notNullable().unique()
      table.text('public_key').notNullable()
      // Unsigned, 32 bits: more than an integer of PostgreSQL holds.
      table.bigInteger('sign_count').notNullable()
      table.string('transports', 200).notNullable()
      flagColumn(table, 'may_be_synced')
      flagColumn(table, 'is_synced')
      instantColumn(table, 'last_used_at').nullable()
      table.index(['user_kind', 'user_id', 'id'])
    })
  }

  async down() {
    this.schema.dropTable('passkeys')
  }
}
