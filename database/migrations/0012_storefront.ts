import { BaseSchema } from '@adonisjs/lucid/schema'
import { flagColumn, identified, instantColumn, statusColumn } from '#shared/database/schema'

const COUNTED = ['environment', 'visibility', 'category_id']

const countIn = (row: string) => `
  INSERT INTO listing_figures (environment, visibility, category_id, listed)
  VALUES (${COUNTED.map((column) => `${row}.${column}`).join(', ')}, 1)
  ON CONFLICT (environment, visibility, category_id) DO UPDATE SET listed = listing_figures.listed + 1;`

const countOut = (row: string) => `
  UPDATE listing_figures SET listed = listed - 1
  WHERE ${COUNTED.map((column) => `${column} = ${row}.${column}`).join(' AND ')};`

const SQLITE_TRIGGERS = [
  `CREATE TRIGGER listings_counted_in AFTER INSERT ON listings BEGIN ${countIn('NEW')} END`,
  `CREATE TRIGGER listings_counted_out AFTER DELETE ON listings BEGIN ${countOut('OLD')} END`,
  `CREATE TRIGGER listings_counted_over AFTER UPDATE OF ${COUNTED.join(', ')} ON listings BEGIN ${countOut('OLD')} ${countIn('NEW')} END`,
]

const POSTGRES_TRIGGERS = [
  `CREATE OR REPLACE FUNCTION count_listing() RETURNS trigger AS $$
  BEGIN
    IF TG_OP <> 'INSERT' THEN ${countOut('OLD')} END IF;
    IF TG_OP <> 'DELETE' THEN ${countIn('NEW')} END IF;
    RETURN NULL;
  END $$ LANGUAGE plpgsql`,
  `CREATE TRIGGER listings_counted_in AFTER INSERT ON listings FOR EACH ROW EXECUTE FUNCTION count_listing()`,
  `CREATE TRIGGER listings_counted_out AFTER DELETE ON listings FOR EACH ROW EXECUTE FUNCTION count_listing()`,
  `CREATE TRIGGER listings_counted_over AFTER UPDATE OF ${COUNTED.join(', ')} ON listings FOR EACH ROW EXECUTE FUNCTION count_listing()`,
]

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('ratings', (table) => {
      identified(table)
      table.integer('content_id').notNullable().references('contents.id')
      table.integer('customer_id').notNullable().references('customers.id')
      table.integer('stars').notNullable()
      table.text('comment').nullable()
      table.text('answer').nullable()
      instantColumn(table, 'answered_at').nullable()
      flagColumn(table, 'hidden')
      table.unique(['content_id', 'customer_id'])
      table.index(['content_id', 'id'])
    })
    this.schema.createTable('pages', (table) => {
      identified(table)
      statusColumn(table, 'section', ['static', 'faq', 'help', 'link'])
      table.string('slug', 80).notNullable()
      table.string('title_id', 160).notNullable()
      table.string('title_en', 160).notNullable()
      table.text('body_id').notNullable()
      table.text('body_en').notNullable()
      table.integer('position').notNullable().defaultTo(0)
      table.unique(['section', 'slug'])
    })
    // How many listings each category has: maintained by the database itself, so that no page counts and
    // no writer can forget.
    this.schema.createTable('listing_figures', (table) => {
      table.string('environment', 12).notNullable()
      table.string('visibility', 40).notNullable()
      table.integer('category_id').notNullable().references('categories.id')
      table.integer('listed').notNullable()
      table.primary(['environment', 'visibility', 'category_id'])
    })
    this.defer(async (db) => {
      const statements = db.dialect.name === 'postgres' ? POSTGRES_TRIGGERS : SQLITE_TRIGGERS
      for (const sql of statements) await db.rawQuery(sql)
    })
  }

  async down() {
    this.defer(async (db) => {
      const postgres = db.dialect.name === 'postgres'
      for (const name of ['listings_counted_in', 'listings_counted_out', 'listings_counted_over']) {
        await db.rawQuery(`DROP TRIGGER IF EXISTS ${name}${postgres ? ' ON listings' : ''}`)
      }
      if (postgres) await db.rawQuery('DROP FUNCTION IF EXISTS count_listing')
    })
    this.schema.dropTable('listing_figures')
    this.schema.dropTable('pages')
    this.schema.dropTable('ratings')
  }
}
