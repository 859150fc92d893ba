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
