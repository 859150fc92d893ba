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

/** Text that is cipher text in the database: personal data and secrets (R2.5). */
export function sealed(purpose: string) {
  return column({
    consume: (value: string | null) => (value ? encryption.decrypt<string>(value, purpose) : null),
    prepare: (value: string | null | undefined) =>
      value === null || value === undefined ? null : encryption.encrypt(value, { purpose }),
    serializeAs: null,
  })
}
