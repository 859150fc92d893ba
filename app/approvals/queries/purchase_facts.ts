import db from '@adonisjs/lucid/services/db'
import type { Client } from '#shared/database/main'

/** Why a purchase does not pass FAB yet; or that it does. */
export type Judgement = 'passes' | 'not_bound' | 'not_fulfilled' | 'not_delivered' | 'incomplete'

/** What the log says of one purchase in the development store. Ids are inner ones, of what the partner's portal took last. */
export interface PurchaseFacts {
  id: number
  verdict: Judgement
  renewal_id: number | null
  stop_id: number | null
}

const IS_BOUND = `exists (select 1 from customer_bindings b where b.partner_id = o.partner_id and b.customer_id = o.customer_id)`

const IS_TAKEN = `exists (select 1 from deliveries d where d.order_id = o.id and d.event = 'purchase' and d.status = 'delivered')`

/** The last call about a subscription that was taken: of this order, or sent from the workbench since. */
function taken(event: 'renewal' | 'stop'): string {
  return `case when o.payment_kind = 'once' then null else (
    select max(d.id) from deliveries d
    where d.content_id = o.content_id and d.environment = 'development' and d.event = '${event}' and d.status = 'delivered'
      and (d.order_id = o.id or (d.order_id is null and d.created_at >= o.created_at))
  ) end as ${event}_id`
}

/**
 * Does a purchase pass FAB (R4.8)? It was made by a customer bound to the partner, and the partner's portal took the call. For
 * *Berlangganan* a renewal and a stop must have been taken as well. The database judges, so that no purchase is too old to be found.
 */
const VERDICT = `case
  when not is_bound then 'not_bound'
  when status <> 'fulfilled' or fulfilled_at is null then 'not_fulfilled'
  when not is_taken then 'not_delivered'
  when payment_kind = 'once' or (renewal_id is not null and stop_id is not null) then 'passes'
  else 'incomplete' end as verdict`

/** The purchases of versions in the development store with their verdicts, to be narrowed further. */
export function judgedPurchases(versionIds: readonly number[], client: Client = db.connection()) {
  const facts = client
    .from('orders as o')
    .whereIn('o.version_id', [...versionIds])
    .where('o.environment', 'development')
    .select('o.id', 'o.version_id', 'o.status', 'o.fulfilled_at', 'o.created_at', 'o.payment_kind')
    .select(client.raw(`${IS_BOUND} as is_bound`), client.raw(`${IS_TAKEN} as is_taken`))
    .select(client.raw(taken('renewal')), client.raw(taken('stop')))
    .as('facts')
  const judged = client.from(facts).select('facts.*', client.raw(VERDICT)).as('judged')
  return client.from(judged)
}
