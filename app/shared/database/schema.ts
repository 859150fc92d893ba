import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Knex } from 'knex'

type Table = Knex.CreateTableBuilder

/** `id`, `public_id` and the two times that every record has. */
export function identified(table: Table): void {
  table.increments('id')
  table.string('public_id', 26).notNullable().unique()
  instantColumn(table, 'created_at').notNullable()
  instantColumn(table, 'updated_at').notNullable()
}

/** Epoch milliseconds, UTC. */
export function instantColumn(table: Table, name: string) {
  return table.bigInteger(name)
}

/** Whole rupiah. */
export function rupiahColumn(table: Table, name: string) {
  return table.bigInteger(name)
}

/** 0 or 1. */
export function flagColumn(table: Table, name: string) {
  return table.specificType(name, 'smallint').notNullable().defaultTo(0)
}

/** A status: a word out of `states`, checked by the database. */
export function statusColumn(table: Table, name: string, states: readonly string[]) {
  return table
    .string(name, 40)
    .notNullable()
    .checkIn([...states])
}

/**
 * Adds a column that refers to another table to one that has rows already; to be used inside `defer`. knex makes such a table anew on
 * SQLite, which drops the former one, and rows that refer to it forbid that.
 */
export async function addReference(
  db: QueryClientContract,
  table: string,
  column: string,
  target: string
): Promise<void> {
  await db.rawQuery(`ALTER TABLE ${table} ADD COLUMN ${column} integer REFERENCES ${target} (id)`)
}

/** Drops columns as {@link addReference} adds them: none may be part of an index. */
export async function dropColumns(
  db: QueryClientContract,
  table: string,
  columns: readonly string[]
): Promise<void> {
  for (const column of columns) await db.rawQuery(`ALTER TABLE ${table} DROP COLUMN ${column}`)
}
