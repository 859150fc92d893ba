import db from '@adonisjs/lucid/services/db'
import { ACCOUNTS, SHARED_ACCOUNTS } from '#ledger/accounts'
import type { Rupiah } from '#shared/money'

export interface Books {
  transactions: number
  collected: Rupiah
  refunded: Rupiah
  ppn: Rupiah
  partners: Rupiah
  operator: Rupiah
  /** On bills that are not paid yet. */
  outstanding: Rupiah
}

export interface LedgerVerdict {
  ok: boolean
  /** What is wrong, with the transaction's public id where one is to blame. */
  problems: string[]
  books: Record<'production' | 'development', Books>
}

/**
 * Proves the ledger (R8.5): every transaction has entries on known accounts and sums to zero; in
 * each store's books partner + operator + PPN = collected − refunded, in sum and per order; no
 * order has given back more than it collected, nor stands in both books.
 */
export async function verifyLedger(): Promise<LedgerVerdict> {
  const [unbalanced, empty, unknown, twoBooks, overdrawn, wrongShares] = await Promise.all([
    rows(UNBALANCED),
    rows(EMPTY),
    rows(UNKNOWN, Object.keys(ACCOUNTS)),
    rows(TWO_BOOKS),
    rows(OVERDRAWN),
    rows(WRONG_SHARES, SHARED_ACCOUNTS),
  ])
  const problems = [
    ...unbalanced.map((row) => `transaction ${row.public_id} is off by ${row.total}`),
    ...empty.map((row) => `transaction ${row.public_id} has no entries`),
    ...unknown.map((row) => `entry ${row.id} names no account: ${row.account}`),
    ...twoBooks.map((row) => `order ${row.order_id} stands in both books`),
    ...overdrawn.map((row) => `order ${row.order_id} gave back more than it had: ${row.total}`),
    ...wrongShares.map(
      (row) => `order ${row.order_id} collected ${row.collected} and shared ${row.shared}`
    ),
  ]
  const books = {
    production: await booksOf('production'),
    development: await booksOf('development'),
  }
  for (const [store, sums] of Object.entries(books)) {
    const shared = sums.ppn + sums.partners + sums.operator
    if (shared !== sums.collected - sums.refunded) {
      problems.push(
        `${store}: shared ${shared}, collected less refunded ${sums.collected - sums.refunded}`
      )
    }
  }
  return { ok: problems.length === 0, problems, books }
}

const JOINED = 'ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id'
const UNBALANCED = `SELECT t.public_id, SUM(e.amount) AS total FROM ${JOINED} GROUP BY t.id, t.public_id HAVING SUM(e.amount) <> 0`
const EMPTY = `SELECT public_id FROM ledger_transactions t WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.transaction_id = t.id)`
const UNKNOWN = `SELECT id, account FROM ledger_entries WHERE account NOT IN (${marks(Object.keys(ACCOUNTS))})`
const TWO_BOOKS = `SELECT order_id FROM ledger_transactions WHERE order_id IS NOT NULL GROUP BY order_id HAVING COUNT(DISTINCT environment) > 1`
const OVERDRAWN = `SELECT t.order_id, SUM(e.amount) AS total FROM ${JOINED} WHERE e.account IN ('clearing', 'receivable') AND t.order_id IS NOT NULL GROUP BY t.order_id, e.account HAVING SUM(e.amount) < 0`
const WRONG_SHARES = `SELECT t.order_id, SUM(CASE WHEN e.account = 'clearing' THEN e.amount ELSE 0 END) AS collected,
  -SUM(CASE WHEN e.account = 'clearing' THEN 0 ELSE e.amount END) AS shared
  FROM ${JOINED} WHERE e.account IN ('clearing', ${marks(SHARED_ACCOUNTS)}) AND t.order_id IS NOT NULL
  GROUP BY t.order_id HAVING SUM(e.amount) <> 0`

async function booksOf(environment: string): Promise<Books> {
  const found = await rows(
    `SELECT e.account, t.kind, COUNT(DISTINCT t.id) AS transactions, SUM(e.amount) AS total FROM ${JOINED} WHERE t.environment = ? GROUP BY e.account, t.kind`,
    [environment]
  )
  const sum = (account: string, kind?: string) =>
    found
      .filter((row) => row.account === account && (!kind || row.kind === kind))
      .reduce((total, row) => total + Number(row.total), 0)
  const [{ count }] = await rows(
    'SELECT COUNT(*) AS count FROM ledger_transactions WHERE environment = ?',
    [environment]
  )
  return {
    transactions: Number(count),
    collected: sum('clearing', 'payment.collected'),
    refunded: noMinusZero(-sum('clearing', 'payment.refunded')),
    ppn: noMinusZero(-sum('ppn_payable')),
    partners: noMinusZero(-sum('partner_payable')),
    operator: noMinusZero(-sum('operator_revenue')),
    outstanding: sum('receivable'),
  }
}

async function rows(sql: string, bindings: readonly string[] = []): Promise<Record<string, any>[]> {
  const result = await db.rawQuery(sql, [...bindings])
  return Array.isArray(result) ? result : result.rows
}

function marks(list: readonly string[]): string {
  return list.map(() => '?').join(', ')
}

function noMinusZero(value: number): number {
  return value === 0 ? 0 : value
}
