import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { isInBackground, nextTurn } from './background.js'

/**
 * The one patch of knex that SQLite needs here (Lucid takes client names only, so there is no other
 * way in):
 *
 * - a transaction begins `IMMEDIATE`: read-then-write transactions of two processes can then never
 *   deadlock into SQLITE_BUSY half way;
 * - the connection waits only {@link BUSY_TIMEOUT_MS} inside SQLite, because that wait blocks the event
 *   loop; a busy statement outside a transaction is tried again from JavaScript, with jitter;
 * - statements are prepared once per connection (knex prepares every time).
 */
const BUSY_TIMEOUT_MS = 10
const GIVE_UP_AFTER_MS = 8_000
const CACHED_STATEMENTS = 400

interface KnexQuery {
  sql: string
  bindings?: unknown[]
  response?: unknown
  context?: unknown
}

interface Dialect {
  driver: typeof Database
  connectionSettings: { filename: string; options?: { readonly?: boolean } }
  _formatBindings(bindings?: unknown[]): unknown[]
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>()
let patched = false

/** Installs the patch. Idempotent; must run before the first connection is opened. */
export function patchSqliteDialect(): void {
  if (patched) return
  patched = true
  const require = createRequire(import.meta.url)
  const { prototype } = require('knex/lib/dialects/better-sqlite3/index.js')

  prototype.acquireRawConnection = async function (this: Dialect) {
    return openConnection(this.driver, this.connectionSettings.filename)
  }
  prototype._query = async function (
    this: Dialect,
    connection: Database.Database,
    query: KnexQuery
  ) {
    if (query.sql === 'BEGIN;') query.sql = 'BEGIN IMMEDIATE;'
    const bindings = this._formatBindings(query.bindings)
    // Not in the middle of a transaction: it would keep other writers waiting.
    if (isInBackground() && !connection.inTransaction) await nextTurn()
    const response = await retryWhenBusy(connection, () => execute(connection, query.sql, bindings))
    query.response = response
    if (!Array.isArray(response)) {
      query.context = { lastID: response.lastInsertRowid, changes: response.changes }
    }
    return query
  }
}

/** Opens a writer with the settings that the product needs (WAL, full sync, foreign keys). */
function openConnection(driver: typeof Database, filename: string): Database.Database {
  const connection = new driver(filename)
  // Turning WAL on needs the file for itself for a moment: wait long here, then lower.
  connection.pragma('busy_timeout = 15000')
  connection.pragma('journal_mode = WAL')
  // Full sync outlives a cut of power. Tests kill processes, never the machine: what a process has written outlives it without.
  // `bin/test.js` alone says so: a benchmark measures what a deployment does.
  const isThrowaway = process.env.NODE_ENV === 'test' && process.env.THROWAWAY_DATA === '1'
  connection.pragma(`synchronous = ${isThrowaway ? 'OFF' : 'FULL'}`)
  connection.pragma('foreign_keys = ON')
  connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  return connection
}

function execute(connection: Database.Database, sql: string, bindings: unknown[]) {
  const statement = prepare(connection, sql)
  return statement.reader ? statement.all(...bindings) : statement.run(...bindings)
}

function prepare(connection: Database.Database, sql: string): Database.Statement {
  let cache = statements.get(connection)
  if (!cache) statements.set(connection, (cache = new Map()))
  let statement = cache.get(sql)
  if (!statement) {
    statement = connection.prepare(sql)
    if (cache.size >= CACHED_STATEMENTS) cache.delete(cache.keys().next().value!)
    cache.set(sql, statement)
  }
  return statement
}

async function retryWhenBusy<T>(connection: Database.Database, run: () => T): Promise<T> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS
  for (let round = 1; ; round++) {
    try {
      return run()
    } catch (error) {
      const busy = (error as { code?: string }).code?.startsWith('SQLITE_BUSY')
      if (!busy || connection.inTransaction || performance.now() > deadline) throw error
      await sleep(2 + Math.random() * Math.min(50, 4 * round))
    }
  }
}
