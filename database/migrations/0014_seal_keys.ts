import { BaseSchema } from '@adonisjs/lucid/schema'
import {
  addReference,
  dropColumns,
  identified,
  instantColumn,
  statusColumn,
} from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    // Every key that ever sealed: documents of a former one stay ours, at the time when they were sealed.
    this.schema.createTable('seal_keys', (table) => {
      identified(table)
      table.string('fingerprint', 64).notNullable().unique()
      table.string('subject', 400).notNullable()
      table.string('serial', 64).notNullable()
      instantColumn(table, 'not_before').notNullable()
      instantColumn(table, 'not_after').notNullable()
      // DER in base64, leaf first.
      table.text('chain').notNullable()
      // What the last look at its certificates found; `unknown`: revocation data could not be had.
      statusColumn(table, 'status', ['good', 'unknown', 'expired', 'revoked', 'untrusted'])
      table.string('reason', 60).nullable()
      instantColumn(table, 'checked_at').notNullable()
      instantColumn(table, 'first_used_at').nullable()
      instantColumn(table, 'last_used_at').nullable()
    })
    this.defer((db) => addReference(db, 'agreements', 'seal_key_id', 'seal_keys'))
    this.schema.alterTable('agreements', (table) => {
      // PAdES baseline level: B-B, B-T, B-LT.
      table.string('seal_level', 4).nullable()
      // A document that waits for a key, a list or a time stamp: why, and when it is tried again.
      table.string('seal_held_because', 40).nullable()
      instantColumn(table, 'seal_retry_at').nullable()
      table.index(['status', 'seal_retry_at'])
    })
    // A document with a time stamp over all of it in a later revision. The mailed file stays the canonical one.
    this.schema.createTable('archive_copies', (table) => {
      identified(table)
      table.integer('agreement_id').notNullable().references('agreements.id')
      // Counts from 1; each is made of the one before.
      table.integer('number').notNullable()
      table.string('document_key', 160).notNullable()
      table.string('sha256', 64).notNullable().unique()
      instantColumn(table, 'stamped_at').notNullable()
      table.string('authority', 400).notNullable()
      // The next one must be made before the certificate of this stamp ends.
      instantColumn(table, 'renew_at').notNullable()
      table.unique(['agreement_id', 'number'])
    })
  }

  async down() {
    this.schema.dropTable('archive_copies')
    this.schema.alterTable('agreements', (table) => {
      table.dropIndex(['status', 'seal_retry_at'])
    })
    const columns = ['seal_retry_at', 'seal_held_because', 'seal_level', 'seal_key_id']
    this.defer((db) => dropColumns(db, 'agreements', columns))
    this.schema.dropTable('seal_keys')
  }
}
