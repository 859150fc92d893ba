import Order from '#checkout/models/order'
import type Customer from '#customers/models/customer'
import Listing from '#catalogue/models/listing'

const PER_PAGE = 20

export interface OrderList {
  orders: { order: Order; cover: string | null }[]
  /** Of the next page's `before`; null on the last. */
  next: string | null
}

/**
 * A customer's orders, the newest first: by their time, which ids need not follow (an import, two
 * machines), and among equal times by id.
 *
 * @param before number of the last order of the page before
 */
export async function listOrders(customer: Customer, before: unknown): Promise<OrderList> {
  const query = Order.query()
    .where('customerId', customer.id)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(PER_PAGE + 1)
  if (typeof before === 'string' && /^[\w-]{1,24}$/.test(before)) {
    const last = await Order.query()
      .where('customerId', customer.id)
      .where('number', before)
      .first()
    if (last) query.whereRaw('(created_at, id) < (?, ?)', [last.createdAt.toMillis(), last.id])
  }
  const found = await query
  const orders = found.slice(0, PER_PAGE)
  const listings = await Listing.query()
    .where('environment', customer.environment)
    .whereIn('contentId', [0, ...orders.map((order) => order.contentId)])
  const covers = new Map(listings.map((listing) => [listing.contentId, listing.cover]))
  return {
    orders: orders.map((order) => ({ order, cover: covers.get(order.contentId) ?? null })),
    next: found.length > PER_PAGE ? (orders.at(-1)?.number ?? null) : null,
  }
}
