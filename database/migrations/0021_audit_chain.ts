import { BaseSchema } from '@adonisjs/lucid/schema'

/** What an event says may never change; its place in the chain is written once (R8.4). */
const SAID = ['id', 'type', 'actor_kind', 'actor_id', 'subject_kind', 'subject_id', 'data', 'at']

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('audit_events', (table) => {
      table.bigInteger('seq').nullable()
      table.string('hash', 64).nullable()
      table.unique(['seq'])
    })
    // The end of the chain: one row, held by whoever makes it longer.
    this.schema.createTable('audit_chain', (table) => {
      table.integer('id').primary()
      table.bigInteger('seq').notNullable()
      table.string('hash', 64).notNullable()
    })
    this.defer(async (db) => {
      await db.table('audit_chain').insert({ id: 1, seq: 0, hash: '0'.repeat(64) })
      await db.rawQuery('CREATE INDEX audit_events_unlinked ON audit_events (id) WHERE seq IS NULL')
      const refusal = 'an audit event is never changed'
      if (db.dialect.name === 'postgres') {
        const changed = SAID.map((name) => `NEW.${name} IS DISTINCT FROM OLD.${name}`).join(' OR ')
        await db.rawQuery(
          `CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger AS $$ BEGIN
             IF TG_OP = 'DELETE' OR OLD.seq IS NOT NULL OR ${changed} THEN RAISE EXCEPTION '${refusal}'; END IF;
             RETURN NEW;
           END $$ LANGUAGE plpgsql`
        )
        await db.rawQuery(
          'CREATE TRIGGER audit_events_final BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_event_is_final()'
        )
        return
      }
      const changed = SAID.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ')
      await db.rawQuery(
        `CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events WHEN OLD.seq IS NOT NULL OR ${changed}
         BEGIN SELECT RAISE(ABORT, '${refusal}'); END`
      )
      await db.rawQuery(
        `CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, '${refusal}'); END`
      )
    })
  }

  async down() {
    this.defer(async (db) => {
      const isPostgres = db.dialect.name === 'postgres'
      const on = isPostgres ? ' ON audit_events' : ''
      const triggers = isPostgres
        ? ['audit_events_final']
        : ['audit_events_no_update', 'audit_events_no_delete']
      for (const trigger of triggers) await db.rawQuery(`DROP TRIGGER ${trigger}${on}`)
      if (isPostgres) await db.rawQuery('DROP FUNCTION audit_event_is_final()')
      await db.rawQuery('DROP INDEX audit_events_unlinked')
    })
    this.schema.dropTable('audit_chain')
    this.schema.alterTable('audit_events', (table) => {
      table.dropUnique(['seq'])
      table.dropColumn('seq')
      table.dropColumn('hash')
    })
  }
}
