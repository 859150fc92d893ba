import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('pks_templates', (table) => {
      identified(table)
      table.integer('number').notNullable().unique()
      table.text('body_id').notNullable()
      table.text('body_en').notNullable()
      instantColumn(table, 'published_at').notNullable()
    })
    this.schema.createTable('agreements', (table) => {
      identified(table)
      // Gap-free is not asked of a PKS; unique and readable is: PKS-2026-0117.
      table.string('number', 40).notNullable().unique()
      table.string('verification_number', 24).notNullable().unique()
      table.integer('partner_id').notNullable().references('partners.id').index()
      table.integer('content_id').notNullable().references('contents.id').index()
      table.integer('version_id').notNullable().references('content_versions.id')
      table.integer('template_id').notNullable().references('pks_templates.id')
      statusColumn(table, 'status', ['requested', 'sent', 'accepted', 'lapsed', 'ended'])
      // The secret that the subject carries: cipher text here, and a hash to find it by (R6.1).
      table.text('code').notNullable()
      table.string('code_hash', 64).notNullable().unique()
      table.text('terms').notNullable()
      table.string('email', 254).notNullable().index()
      table.string('language', 2).notNullable()
      table.string('document_key', 120).nullable()
      table.string('document_sha256', 64).nullable().unique()
      instantColumn(table, 'issued_at').nullable()
      instantColumn(table, 'sent_at').nullable()
      instantColumn(table, 'lapses_at').nullable()
      instantColumn(table, 'accepted_at').nullable()
      instantColumn(table, 'ended_at').nullable()
      table.string('ended_reason', 200).nullable()
      table.integer('reminders').notNullable().defaultTo(0)
      table.index(['status', 'lapses_at'])
    })
    // The last PKS-YYYY-NNNN of each year.
    this.schema.createTable('agreement_numbers', (table) => {
      table.integer('year').primary()
      table.integer('last').notNullable()
    })
    this.schema.createTable('pks_replies', (table) => {
      identified(table)
      table.integer('agreement_id').nullable().references('agreements.id').index()
      table.string('source', 20).notNullable()
      table.string('raw_key', 120).notNullable()
      table.string('raw_sha256', 64).notNullable().unique()
      table.integer('size').notNullable()
      table.string('message_id', 300).nullable()
      table.string('from_address', 254).nullable()
      table.string('subject', 300).nullable()
      statusColumn(table, 'status', [
        'received',
        'ignored',
        'held',
        'accepted',
        'rejected',
        'undecided',
      ])
      table.string('ignored_because', 40).nullable()
      instantColumn(table, 'received_at').notNullable()
      instantColumn(table, 'judged_at').nullable()
      // A held reply is judged again at this time; who was told that it waits, and when (R6.5).
      instantColumn(table, 'retry_at').nullable()
      instantColumn(table, 'partner_told_at').nullable()
      instantColumn(table, 'staff_told_at').nullable()
      // Explaining mails are counted, so that a stranger cannot make us flood a mailbox.
      instantColumn(table, 'explained_at').nullable()
      table.index(['status', 'received_at'])
    })
    // A verdict is never changed: judging again adds one.
    this.schema.createTable('pks_verdicts', (table) => {
      identified(table)
      table.integer('reply_id').notNullable().references('pks_replies.id').index()
      statusColumn(table, 'outcome', ['accepted', 'rejected', 'indeterminate'])
      // Who asked for it: the machine, or a member of staff (public id).
      table.string('judged_by', 26).nullable()
      table.text('checks').notNullable()
      table.text('signer').nullable()
      table.text('evidence').nullable()
      instantColumn(table, 'judged_at').notNullable()
    })
    this.defer(async (db) => {
      const refusal = 'a verdict is never changed'
      if (db.dialect.name === 'postgres') {
        await db.rawQuery(
          `CREATE OR REPLACE FUNCTION pks_verdict_is_final() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '${refusal}'; END $$ LANGUAGE plpgsql`
        )
      }
      for (const verb of ['UPDATE', 'DELETE']) {
        const head = `CREATE TRIGGER pks_verdicts_no_${verb.toLowerCase()} BEFORE ${verb} ON pks_verdicts`
        await db.rawQuery(
          db.dialect.name === 'postgres'
            ? `${head} FOR EACH ROW EXECUTE FUNCTION pks_verdict_is_final()`
            : `${head} BEGIN SELECT RAISE(ABORT, '${refusal}'); END`
        )
      }
    })
  }

  async down() {
    for (const table of [
      'pks_verdicts',
      'pks_replies',
      'agreement_numbers',
      'agreements',
      'pks_templates',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
