import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, identified, instantColumn } from '#shared/database/schema'

/** What *Status Konten* says of a content (R3.6): the end of its sale, else the state of its newest version. */
const shown = (content: string, status: string) =>
  `CASE WHEN ${content}withdrawn_at IS NOT NULL THEN 'withdrawn'
        WHEN ${content}suspended_at IS NOT NULL THEN 'suspended' ELSE ${status} END`

const FIRST_STATUS = `COALESCE((SELECT status FROM content_versions WHERE id = NEW.latest_version_id), 'draft')`

/** A version that is the newest one takes its content along. */
const BEGUN = `UPDATE contents SET latest_version_id = NEW.id, shown_status = ${shown('', 'NEW.status')}
  WHERE id = NEW.content_id AND NOT EXISTS
    (SELECT 1 FROM content_versions newer WHERE newer.content_id = NEW.content_id AND newer.number > NEW.number);`
const STEPPED = `UPDATE contents SET shown_status = ${shown('', 'NEW.status')}
  WHERE id = NEW.content_id AND latest_version_id = NEW.id;`

const SQLITE_TRIGGERS = [
  `CREATE TRIGGER content_versions_begun AFTER INSERT ON content_versions BEGIN ${BEGUN} END`,
  `CREATE TRIGGER content_versions_stepped AFTER UPDATE OF status ON content_versions BEGIN ${STEPPED} END`,
  `CREATE TRIGGER contents_sale_stepped AFTER UPDATE OF suspended_at, withdrawn_at ON contents BEGIN
     UPDATE contents SET shown_status = ${shown('NEW.', FIRST_STATUS)} WHERE id = NEW.id; END`,
]

const POSTGRES_TRIGGERS = [
  `CREATE OR REPLACE FUNCTION show_version() RETURNS trigger AS $$ BEGIN
     IF TG_OP = 'INSERT' THEN ${BEGUN} ELSE ${STEPPED} END IF;
     RETURN NULL;
   END $$ LANGUAGE plpgsql`,
  `CREATE OR REPLACE FUNCTION show_sale() RETURNS trigger AS $$ BEGIN
     NEW.shown_status := ${shown('NEW.', FIRST_STATUS)};
     RETURN NEW;
   END $$ LANGUAGE plpgsql`,
  'CREATE TRIGGER content_versions_begun AFTER INSERT ON content_versions FOR EACH ROW EXECUTE FUNCTION show_version()',
  'CREATE TRIGGER content_versions_stepped AFTER UPDATE OF status ON content_versions FOR EACH ROW EXECUTE FUNCTION show_version()',
  'CREATE TRIGGER contents_sale_stepped BEFORE UPDATE OF suspended_at, withdrawn_at ON contents FOR EACH ROW EXECUTE FUNCTION show_sale()',
]

/**
 * Drafts that save themselves (R3.8), terms whose reading is on record (R3.4), and what *Status Konten* walks along (R3.6): maintained
 * by the database itself, so that no writer can forget and no page looks through the versions of a hundred thousand contents.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('content_versions', (table) => {
      // Counts the savings of a version, so that the older of two tabs is told.
      table.integer('revision').notNullable().defaultTo(0)
      // What was typed and is not valid yet, as JSON by the names of the form's fields.
      table.text('unfinished').nullable()
    })
    this.schema.createTable('terms_readings', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      table.integer('terms_version_id').notNullable().references('terms_versions.id')
      instantColumn(table, 'opened_at').notNullable()
      instantColumn(table, 'finished_at').notNullable()
      table.string('ip', 45).notNullable()
      table.unique(['partner_id', 'terms_version_id'])
    })
    this.schema.alterTable('contents', (table) => {
      table.integer('latest_version_id').nullable()
      table.string('shown_status', 40).notNullable().defaultTo('draft')
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `UPDATE contents SET latest_version_id = (SELECT id FROM content_versions WHERE content_id = contents.id
           ORDER BY number DESC LIMIT 1)`
      )
      const status = `COALESCE((SELECT status FROM content_versions WHERE id = latest_version_id), 'draft')`
      await db.rawQuery(`UPDATE contents SET shown_status = ${shown('', status)}`)
      const triggers = db.dialect.name === 'postgres' ? POSTGRES_TRIGGERS : SQLITE_TRIGGERS
      for (const trigger of triggers) await db.rawQuery(trigger)
    })
    this.schema.alterTable('contents', (table) => {
      table.index(['partner_id', 'id'])
      table.index(['partner_id', 'shown_status', 'id'])
      table.dropIndex(['partner_id'])
    })
  }

  async down() {
    this.defer(async (db) => {
      const isPostgres = db.dialect.name === 'postgres'
      const drop = (trigger: string, table: string) =>
        db.rawQuery(`DROP TRIGGER ${trigger}${isPostgres ? ` ON ${table}` : ''}`)
      await drop('content_versions_begun', 'content_versions')
      await drop('content_versions_stepped', 'content_versions')
      await drop('contents_sale_stepped', 'contents')
      if (!isPostgres) return
      await db.rawQuery('DROP FUNCTION show_version()')
      await db.rawQuery('DROP FUNCTION show_sale()')
    })
    this.schema.alterTable('contents', (table) => {
      table.index(['partner_id'])
      table.dropIndex(['partner_id', 'shown_status', 'id'])
      table.dropIndex(['partner_id', 'id'])
    })
    this.schema.dropTable('terms_readings')
    this.defer(async (db) => {
      await dropColumns(db, 'contents', ['latest_version_id', 'shown_status'])
      await dropColumns(db, 'content_versions', ['revision', 'unfinished'])
    })
  }
}
