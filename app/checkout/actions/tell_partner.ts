import type { DateTime } from 'luxon'
import Content from '#catalogue/models/content'
import { deliveryKey } from '#checkout/idem_keys'
import type Order from '#checkout/models/order'
import { currentVersion } from '#checkout/queries/current_version'
import Subscription from '#checkout/models/subscription'
import Customer from '#customers/models/customer'
import { createDelivery } from '#forwarding/actions/create_delivery'
import { customerRef } from '#forwarding/customer_ref'
import type Delivery from '#forwarding/models/delivery'
import Partner from '#partners/models/partner'
import type { Client, Trx } from '#shared/database/main'

/** Hands an event of an order to forwarding, with what the contract says about it (R4.7). */
export async function tellPartner(
  trx: Trx,
  order: Order,
  told: {
    event: 'purchase' | 'renewal' | 'stop' | 'refund'
    /** `2026-11` for subscriptions. */
    period: string | null
    notBefore?: DateTime
  }
): Promise<Delivery> {
  const version = await currentVersion(trx, order)
  const url =
    order.environment === 'production'
      ? version.forwardingUrlProduction
      : version.forwardingUrlDevelopment
  if (!url) throw new Error(`order ${order.number}: its content has no forwarding URL`)
  const refs = await publicIdsOf(trx, order)
  const subscription = await Subscription.query({ client: trx }).where('orderId', order.id).first()
  return createDelivery(trx, {
    dedupeKey: deliveryKey(told.event, order, told.period),
    environment: order.environment,
    event: told.event,
    partnerId: order.partnerId,
    contentId: order.contentId,
    orderId: order.id,
    url,
    notBefore: told.notBefore,
    parameters: {
      order_no: order.number,
      content_id: refs.content,
      partner_id: refs.partner,
      cust_ref: customerRef(refs.customer, refs.partner),
      pay_type: order.paymentKind,
      // The subscription is named by its order until it stands, so that it never changes.
      ...(order.paymentKind === 'subscription' && {
        sub_id: order.publicId,
        period: told.period ?? subscription?.period ?? undefined,
      }),
      amount: order.price,
      currency: 'IDR',
      channel: order.method,
    },
  })
}

/** Public ids by which the partner knows the parts of an order. */
export async function publicIdsOf(client: Client, order: Order) {
  const [customer, content, partner] = [
    await Customer.findOrFail(order.customerId, { client }),
    await Content.findOrFail(order.contentId, { client }),
    await Partner.findOrFail(order.partnerId, { client }),
  ]
  return { customer: customer.publicId, content: content.publicId, partner: partner.publicId }
}
