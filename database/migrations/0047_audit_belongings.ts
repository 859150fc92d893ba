import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dropColumns } from '#shared/database/schema'

const SAID = ['id', 'type', 'actor_kind', 'actor_id', 'subject_kind', 'subject_id', 'data', 'at']
const BELONGINGS = ['about_content', 'about_partner']
const REFUSAL = 'an audit event is never changed'

/**
 * The content and the partner that an event belongs to, by public id (R8.4). Events that are there keep none: what they say stands in
 * their hash. Going back loses what the hashes of later events are over: their links can no longer be proven.
 */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      for (const name of BELONGINGS) {
        await db.rawQuery(`ALTER TABLE audit_events ADD COLUMN ${name} varchar(26)`)
        await db.rawQuery(`CREATE INDEX audit_events_${name} ON audit_events (${name}, at, id)`)
      }
      await guard(db, [...SAID, ...BELONGINGS])
    })
  }

  async down() {
    this.defer(async (db) => {
      await guard(db, SAID)
      for (const name of BELONGINGS) await db.rawQuery(`DROP INDEX audit_events_${name}`)
      await dropColumns(db, 'audit_events', BELONGINGS)
    })
  }
}

/** The database refuses every change of `columns`, and of any event that has its place in the chain. */
async function guard(db: QueryClientContract, columns: readonly string[]): Promise<void> {
  if (db.dialect.name === 'postgres') {
    const changed = columns.map((name) => `NEW.${name} IS DISTINCT FROM OLD.${name}`).join(' OR ')
    await db.rawQuery(
      `CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger AS $$ BEGIN
         IF TG_OP = 'DELETE' OR OLD.seq IS NOT NULL OR ${changed} THEN RAISE EXCEPTION '${REFUSAL}'; END IF;
         RETURN NEW;
       END $$ LANGUAGE plpgsql`
    )
    return
  }
  const changed = columns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ')
  await db.rawQuery('DROP TRIGGER audit_events_no_update')
  await db.rawQuery(
    `CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events WHEN OLD.seq IS NOT NULL OR ${changed}
     BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`
  )
}
