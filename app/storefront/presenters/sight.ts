import type { HttpContext } from '@adonisjs/core/http'
import { customerOrGuest } from '#customers/viewer'
import { reads } from '#shared/database/main'
import { clock } from '#shared/clock'

/** Which contents in approval somebody may see in the development store, beside the published ones (R4.3). */
export type Sight = { kind: 'public' } | { kind: 'bound'; customerId: number } | { kind: 'all' }

/** Session key of staff who entered the development store by a signed link. */
export const STAFF_ENTRY = 'staff_entry'

/** Who entered, by inner id, and until when, in epoch milliseconds. */
export interface StaffEntry {
  staffId: number
  until: number
}

const PUBLIC: Sight = { kind: 'public' }

/** What this visitor may see. Nothing but published contents in production, whoever it is. */
export async function sightOf(ctx: HttpContext): Promise<Sight> {
  if (ctx.storeEnvironment !== 'development') return PUBLIC
  if (await isStaffVisit(ctx)) return { kind: 'all' }
  const customer = customerOrGuest(ctx)
  if (!customer) return PUBLIC
  const [binding] = await reads().all(
    'select 1 as one from customer_bindings where customer_id = ? limit 1',
    [customer.id]
  )
  return binding ? { kind: 'bound', customerId: customer.id } : PUBLIC
}

/** Did staff enter this store, is the entry still good, and may they sign in still? Whoever is shut out is out of the store at once. */
async function isStaffVisit(ctx: HttpContext): Promise<boolean> {
  const entry = (ctx as Partial<Pick<HttpContext, 'session'>>).session?.get(STAFF_ENTRY) as
    StaffEntry | undefined
  if (!entry || !(entry.until > clock.now().toMillis())) return false
  const [staff] = await reads().all('select 1 as one from staff where id = ? and disabled = 0', [
    entry.staffId,
  ])
  return staff !== undefined
}

/** A condition over `listings l` that keeps to what `sight` allows, and its bindings. */
export function visible(sight: Sight): { sql: string; bindings: number[] } {
  if (sight.kind === 'all') return { sql: `l.visibility in ('public', 'bound')`, bindings: [] }
  if (sight.kind === 'public') return { sql: `l.visibility = 'public'`, bindings: [] }
  return {
    sql: `(l.visibility = 'public' or l.partner_id in (select partner_id from customer_bindings where customer_id = ?))`,
    bindings: [sight.customerId],
  }
}
