import { column } from '@adonisjs/lucid/orm'
import encryption from '@adonisjs/core/services/encryption'
import { DateTime } from 'luxon'

/**
 * Column decorators that behave the same on SQLite and PostgreSQL (see
 * `docs/adr/0002-instants-are-milliseconds.md`).
 */

/** An instant: epoch milliseconds in the database, a UTC `DateTime` in the model. */
export function instant() {
  return column({
    consume: (value: number | string | null) =>
      value === null || value === undefined
        ? null
        : DateTime.fromMillis(Number(value), { zone: 'utc' }),
    prepare: (value: DateTime | null | undefined) => value?.toMillis() ?? null,
    serialize: (value: DateTime | null) => value?.toMillis() ?? null,
  })
}

/** A document: JSON text in the database. */
export function json() {
  return column({
    consume: (value: string | null) =>
      typeof value === 'string' ? JSON.parse(value) : (value ?? null),
    prepare: (value: unknown) =>
      value === null || value === undefined ? null : JSON.stringify(value),
  })
}

/** A flag: 0 or 1 in the database. */
export function flag() {
  return column({
    consume: (value: unknown) => value === 1 || value === true || value === '1',
    prepare: (value: boolean | null | undefined) => (value ? 1 : 0),
  })
}

/** Columns that are made from a sealed one under the same key (a blind index); `row` has its columns by their names in the database. */
export type Follow = (plain: string, row: Record<string, unknown>) => Record<string, string>

export interface SealedColumn {
  column: string
  purpose: string
  follow: Follow | undefined
}

/** What `sealed` has declared: `table.column`. */
const declared = new Map<string, Follow | undefined>()

/** The sealed columns of every model that has been imported, by table. */
export function sealedTables(): Map<string, SealedColumn[]> {
  const tables = new Map<string, SealedColumn[]>()
  for (const [purpose, follow] of declared) {
    const [table, name] = purpose.split('.') as [string, string]
    const columns = tables.get(table) ?? []
    tables.set(table, [...columns, { column: name, purpose, follow }])
  }
  return tables
}

/**
 * Text that is cipher text in the database: personal data and secrets (R2.5). An empty text is what erasing leaves: there is nothing
 * to seal in it, and no key to ask for.
 *
 * @param purpose `table.column`: cipher text that is copied elsewhere cannot be read there, and a change of keys finds it
 * @param follow what else of the row is made anew with it when keys change
 */
export function sealed(purpose: string, follow?: Follow) {
  declared.set(purpose, follow)
  return column({
    consume: (value: string | null) =>
      value ? encryption.decrypt<string>(value, purpose) : (value ?? null),
    prepare: (value: string | null | undefined) =>
      value ? encryption.encrypt(value, { purpose }) : (value ?? null),
    serializeAs: null,
  })
}
