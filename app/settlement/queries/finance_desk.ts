import db from '@adonisjs/lucid/services/db'
import type { OrderStatus } from '#checkout/order_states'
import type { PaymentMethodKey } from '#payments/contract'
import {
  addSums,
  AMOUNTS,
  LEDGER_OF_ORDERS,
  queryLedger,
  sumsOf,
  type Sums,
} from '#settlement/queries/sums'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import type { Rupiah } from '#shared/money'
import { DateTime } from 'luxon'

export type Store = 'production' | 'development'

/** A payment or a refund that should long have come to an end. */
export interface OpenMatter {
  orderNumber: string
  company: string
  method: PaymentMethodKey
  amount: Rupiah
  status: OrderStatus
  since: DateTime
}

export interface FinanceDesk {
  month: DateTime
  byMethod: { method: PaymentMethodKey; sums: Sums }[]
  total: Sums
  /** What customers still owe on bills, of all times. */
  outstanding: Rupiah
  /** What is owed to partners, of all times: nothing is paid out before a settlement. */
  owedToPartners: Rupiah
  open: OpenMatter[]
  /** More are open than the list holds. */
  hasMore: boolean
}

/** Payment and refund end by themselves in minutes; what takes longer wants somebody to look. */
const SHOULD_BE_DONE_AFTER_MS = 15 * 60_000
const MOST_OPEN = 50

/** This month's money of one store by method, what is owed, and what hangs (R1.3, R7.3). */
export async function financeDesk(store: Store): Promise<FinanceDesk> {
  const month = clock.now().setZone(DISPLAY_ZONE).startOf('month')
  const [byMethod, balances, open] = await Promise.all([
    salesByMethod(store, month),
    openBalances(store),
    openMatters(store),
  ])
  return {
    month,
    byMethod,
    total: byMethod.reduce((all, { sums }) => addSums(all, sums), sumsOf(undefined)),
    ...balances,
    open: open.slice(0, MOST_OPEN),
    hasMore: open.length > MOST_OPEN,
  }
}

async function salesByMethod(store: Store, month: DateTime): Promise<FinanceDesk['byMethod']> {
  const rows = await queryLedger(
    `SELECT o.method, COUNT(DISTINCT t.order_id) AS orders, ${AMOUNTS}
     FROM ${LEDGER_OF_ORDERS} WHERE t.environment = ? AND t.booked_at >= ? GROUP BY o.method ORDER BY o.method`,
    [store, month.toMillis()]
  )
  return rows.map((row) => ({ method: row.method, sums: sumsOf(row) }))
}

async function openBalances(
  store: Store
): Promise<Pick<FinanceDesk, 'outstanding' | 'owedToPartners'>> {
  const rows = await queryLedger(
    `SELECT e.account, SUM(e.amount) AS total FROM ledger_transactions t
     JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE t.environment = ? AND e.account IN ('receivable', 'partner_payable') GROUP BY e.account`,
    [store]
  )
  const balance = (account: string) =>
    Number(rows.find((row) => row.account === account)?.total ?? 0)
  return { outstanding: balance('receivable'), owedToPartners: 0 - balance('partner_payable') }
}

async function openMatters(store: Store): Promise<OpenMatter[]> {
  const rows = await db
    .from('orders')
    .where('environment', store)
    .whereIn('status', ['payment_unknown', 'refund_pending'])
    .where('updated_at', '<', clock.now().toMillis() - SHOULD_BE_DONE_AFTER_MS)
    .orderBy('updated_at')
    .limit(MOST_OPEN + 1)
    .select('number', 'company', 'method', 'price', 'status', 'updated_at')
  return rows.map((row) => ({
    orderNumber: row.number,
    company: row.company,
    method: row.method,
    amount: Number(row.price),
    status: row.status,
    since: DateTime.fromMillis(Number(row.updated_at), { zone: 'utc' }),
  }))
}
