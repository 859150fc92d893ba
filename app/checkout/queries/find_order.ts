import { currentVersion } from '#checkout/queries/current_version'
import type ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { deliveryKey, purchaseKey } from '#checkout/idem_keys'
import type Customer from '#customers/models/customer'
import Delivery from '#forwarding/models/delivery'
import { clock } from '#shared/clock'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'

/** An order of this customer, by the number that people see; anybody else's does not exist. */
export async function findOrder(customer: Customer, number: string): Promise<Order | null> {
  if (!/^\d{8}-D?\d{3,10}$/.test(number)) return null
  return Order.query()
    .where('number', number)
    .where('customerId', customer.id)
    .where('environment', customer.environment)
    .first()
}

/** Everything that the order page shows (R4.6). */
export interface OrderFile {
  order: Order
  payment: Payment
  delivery: Delivery | null
  subscription: Subscription | null
  /** The newest month that was charged, or tried to be, after the first. */
  renewal: Payment | null
  version: ContentVersion
  contentPublicId: string
  cover: string
  /** Until when the content is open; null where that has no end. */
  accessUntil: DateTime | null
  /** Whether *Buka konten* would open anything. */
  mayOpen: boolean
}

export async function openFile(order: Order): Promise<OrderFile> {
  const payment = await Payment.findByOrFail('idemKey', purchaseKey(order))
  const delivery = await Delivery.findBy(
    'dedupeKey',
    deliveryKey('purchase', order, payment.period)
  )
  const subscription = await Subscription.findBy('orderId', order.id)
  const newest = await Payment.query()
    .where('orderId', order.id)
    .orderBy('id', 'desc')
    .firstOrFail()
  const listing = await Listing.query()
    .where('environment', order.environment)
    .where('contentId', order.contentId)
    .first()
  const version = await currentVersion(db.connection(), order)
  const [content] = await db.from('contents').where('id', order.contentId).select('public_id')
  const [entitlement] = await db.from('entitlements').where('order_id', order.id).select('ends_at')
  const endsAt = entitlement?.ends_at
    ? DateTime.fromMillis(Number(entitlement.ends_at), { zone: 'utc' })
    : null
  return {
    order,
    payment,
    delivery,
    subscription,
    renewal: newest.isFirst ? null : newest,
    version,
    contentPublicId: content.public_id,
    cover: listing?.cover ?? `/covers/${content.public_id}/musik.svg`,
    accessUntil: endsAt,
    mayOpen:
      order.status === 'fulfilled' &&
      entitlement !== undefined &&
      (endsAt === null || endsAt > clock.now()),
  }
}
