import db from '@adonisjs/lucid/services/db'
import type { Rupiah } from '#shared/money'

/** Whole rupiah; the ledger's own sums, nothing is rounded here (R1.3, R7.2). */
export interface Sums {
  /** Charged: put on bills, or collected at once; less what was taken off bills again or given back. */
  billed: Rupiah
  /** Collected, less what was given back. */
  collected: Rupiah
  ppn: Rupiah
  /** Collected without PPN: what is shared. */
  base: Rupiah
  operator: Rupiah
  partner: Rupiah
  orders: number
}

/** What the entries of a group of transactions come to, for `sumsOf`. */
export const AMOUNTS = `
  SUM(CASE WHEN e.account = 'clearing' THEN e.amount ELSE 0 END) AS collected,
  SUM(CASE WHEN e.account = 'receivable' THEN e.amount ELSE 0 END) AS receivable,
  -SUM(CASE WHEN e.account = 'ppn_payable' THEN e.amount ELSE 0 END) AS ppn,
  -SUM(CASE WHEN e.account = 'operator_revenue' THEN e.amount ELSE 0 END) AS operator,
  -SUM(CASE WHEN e.account = 'partner_payable' THEN e.amount ELSE 0 END) AS partner`
/** Transactions of orders (`t`, `o`) with their entries (`e`). */
export const LEDGER_OF_ORDERS = `ledger_transactions t
  JOIN ledger_entries e ON e.transaction_id = t.id
  JOIN orders o ON o.id = t.order_id`

/** A charge is on a bill or collected: paying a bill moves it from one to the other. */
export function sumsOf(row: Record<string, unknown> | undefined): Sums {
  const value = (name: string) => Number(row?.[name] ?? 0) + 0
  const collected = value('collected')
  const ppn = value('ppn')
  return {
    billed: collected + value('receivable'),
    collected,
    ppn,
    base: collected - ppn,
    operator: value('operator'),
    partner: value('partner'),
    orders: value('orders'),
  }
}

export function addSums(one: Sums, other: Sums): Sums {
  return {
    billed: one.billed + other.billed,
    collected: one.collected + other.collected,
    ppn: one.ppn + other.ppn,
    base: one.base + other.base,
    operator: one.operator + other.operator,
    partner: one.partner + other.partner,
    orders: one.orders + other.orders,
  }
}

export async function queryLedger(
  sql: string,
  bindings: (string | number)[]
): Promise<Record<string, any>[]> {
  const result = await db.rawQuery(sql, bindings)
  return Array.isArray(result) ? result : result.rows
}
