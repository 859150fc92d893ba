import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

/** Who proposed, who decided, and when: public ids of staff. */
function decided(table: Parameters<typeof identified>[0]) {
  table.string('proposed_by', 26).notNullable()
  instantColumn(table, 'proposed_at').notNullable()
  table.string('decided_by', 26).nullable()
  instantColumn(table, 'decided_at').nullable()
}

/** The facts of a certificate that lists are made of; its DER is the truth. */
function certified(table: Parameters<typeof identified>[0]) {
  table.text('der').notNullable()
  table.string('sha256', 64).notNullable().index()
  table.string('subject', 512).notNullable()
  table.string('issuer', 512).notNullable()
  table.string('serial', 128).notNullable()
  instantColumn(table, 'not_before').notNullable()
  instantColumn(table, 'not_after').notNullable()
}

export default class extends BaseSchema {
  async up() {
    // A bundle that was read, and what became of it.
    this.schema.createTable('trust_imports', (table) => {
      identified(table)
      statusColumn(table, 'status', ['draft', 'proposed', 'discarded'])
      table.string('file_name', 200).notNullable()
      table.string('file_key', 160).notNullable()
      table.string('file_sha256', 64).notNullable()
      statusColumn(table, 'purpose', ['email', 'seal'])
      table.string('source', 300).notNullable()
      table.string('reason', 1000).nullable()
      table.string('read_by', 26).notNullable()
      instantColumn(table, 'proposed_at').nullable()
      table.index(['status', 'created_at'])
    })
    this.schema.createTable('trust_anchors', (table) => {
      identified(table)
      table.integer('import_id').notNullable().references('trust_imports.id').index()
      statusColumn(table, 'purpose', ['email', 'seal'])
      // An intermediate helps to find a path and is trusted no more than one of a message.
      statusColumn(table, 'role', ['anchor', 'intermediate'])
      statusColumn(table, 'status', ['proposed', 'active', 'refused', 'withdrawing', 'withdrawn'])
      // Purpose and fingerprint while it is not settled otherwise: one certificate is proposed once at a time.
      table.string('live_key', 80).nullable().unique()
      certified(table)
      decided(table)
      table.string('refusal_reason', 1000).nullable()
      table.string('withdrawal_reason', 1000).nullable()
      table.string('withdrawal_proposed_by', 26).nullable()
      instantColumn(table, 'withdrawal_proposed_at').nullable()
      table.string('withdrawn_by', 26).nullable()
      instantColumn(table, 'withdrawn_at').nullable()
      table.index(['status', 'not_after'])
    })
    // One row: every process asks whether what it keeps in memory is still so.
    this.schema.createTable('trust_state', (table) => {
      table.integer('id').primary()
      table.bigInteger('version').notNullable()
    })
    this.defer(async (db) => {
      await db.table('trust_state').insert({ id: 1, version: 1 })
    })
    // The very certificate of a partner, which needs no authority once two members of staff stand for it (R6.3).
    this.schema.createTable('pinned_certificates', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id').index()
      statusColumn(table, 'status', [
        'uploaded',
        'compared',
        'pinned',
        'refused',
        'unpinned',
        'cancelled',
      ])
      table.string('live_key', 100).nullable().unique()
      certified(table)
      table.string('email', 254).notNullable()
      table.string('compared_by', 26).nullable()
      instantColumn(table, 'compared_at').nullable()
      table.string('compared_channel', 40).nullable()
      table.string('compared_note', 1000).nullable()
      table.string('pinned_by', 26).nullable()
      instantColumn(table, 'pinned_at').nullable()
      table.string('ended_by', 26).nullable()
      table.string('ended_by_kind', 20).nullable()
      instantColumn(table, 'ended_at').nullable()
      table.string('ended_reason', 1000).nullable()
      table.index(['status', 'not_after'])
    })
    // Each warning is given once: thirty days before the end, seven, one.
    this.schema.createTable('certificate_alerts', (table) => {
      table.increments('id')
      statusColumn(table, 'kind', ['anchor', 'pin'])
      table.string('subject', 80).notNullable()
      table.integer('days').notNullable()
      instantColumn(table, 'told_at').notNullable()
      table.unique(['kind', 'subject', 'days'])
    })
  }

  async down() {
    for (const table of [
      'certificate_alerts',
      'pinned_certificates',
      'trust_state',
      'trust_anchors',
      'trust_imports',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
