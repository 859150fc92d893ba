import { UNPAID, type OrderStatus } from '#checkout/order_states'
import type Partner from '#partners/models/partner'
import type { Client } from '#shared/database/main'
import db from '@adonisjs/lucid/services/db'

/** An order that has yet to come to an end, one way or the other. */
const UNDER_WAY: readonly OrderStatus[] = [
  ...UNPAID,
  'paid',
  'fulfilling',
  'fulfil_failed',
  'refund_pending',
]

/** Orders of the store that have not come to an end, and subscriptions that still renew. Play money of the trial store counts for nothing. */
export async function countRunningOrders({ id }: Partner, client?: Client): Promise<number> {
  const orders = () =>
    (client ?? db)
      .from('orders')
      .where('orders.partner_id', id)
      .where('orders.environment', 'production')
  const [[open], [renewing]] = await Promise.all([
    orders()
      .whereIn('orders.status', [...UNDER_WAY])
      .count('* as total'),
    orders()
      .join('subscriptions', 'subscriptions.order_id', 'orders.id')
      .where('subscriptions.status', 'active')
      .count('* as total'),
  ])
  return Number(open.total) + Number(renewing.total)
}

/** What the operator owes a partner of what was collected, whole rupiah: to be paid before nobody knows where to. */
export async function owedTo(partner: Partner, client?: Client): Promise<number> {
  return 0 - (await balance(partner, 'partner_payable', client))
}

/** What customers have on bills for a partner's contents, whole rupiah: its part is owed as soon as they pay. */
export function billedFor(partner: Partner, client?: Client): Promise<number> {
  return balance(partner, 'receivable', client)
}

async function balance(
  { id }: Partner,
  account: 'partner_payable' | 'receivable',
  client?: Client
): Promise<number> {
  const [row] = await (client ?? db)
    .from('ledger_transactions')
    .join('ledger_entries', 'ledger_entries.transaction_id', 'ledger_transactions.id')
    .where('ledger_transactions.partner_id', id)
    .where('ledger_transactions.environment', 'production')
    .where('ledger_entries.account', account)
    .sum('ledger_entries.amount as total')
  return Number(row.total ?? 0)
}
