import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PreparedReads } from './prepared.js'

export type Trx = TransactionClientContract
export type Client = QueryClientContract | TransactionClientContract

/**
 * One business transaction. Everything inside uses `trx`; a query that forgets it waits for the
 * transaction's own connection and times out. Hold it across no I/O but the database's.
 */
export function transaction<T>(run: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction(run)
}

let opened: PreparedReads | undefined

/** The prepared reads of this process. */
export function reads(): PreparedReads {
  if (!opened) throw new Error('prepared reads are opened by the database provider')
  return opened
}

/** Called by the database provider only. */
export function bindReads(instance: PreparedReads | undefined): void {
  opened = instance
}
