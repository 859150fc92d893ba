import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type ContentVersion from '#catalogue/models/content_version'
import Order from '#checkout/models/order'
import type Customer from '#customers/models/customer'
import Delivery from '#forwarding/models/delivery'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { drainOutbox } from '#shared/outbox/worker'
import { createCustomer } from '#tests/support/accounts'

export interface PurchaseWish {
  environment?: 'production' | 'development'
  status?: Order['status']
  bound?: boolean
  delivered?: Delivery['status']
}

/** An order with its purchase call, as checkout and forwarding leave them. */
export async function buy(
  partner: Partner,
  version: ContentVersion,
  wish: PurchaseWish = {}
): Promise<{ order: Order; customer: Customer }> {
  const environment = wish.environment ?? 'development'
  const customer = await createCustomer(environment)
  if (wish.bound ?? true) {
    await db.table('customer_bindings').insert({
      customer_id: customer.id,
      partner_id: partner.id,
      via: 'email',
      created_at: clock.now().toMillis(),
    })
  }
  const order = await Order.create({
    number: `U${randomBytes(5).toString('hex')}`,
    formKey: randomBytes(16).toString('hex'),
    environment,
    customerId: customer.id,
    partnerId: partner.id,
    contentId: version.contentId,
    versionId: version.id,
    status: wish.status ?? 'fulfilled',
    method: 'flexi_prepaid',
    name: version.name!,
    summary: version.summary!,
    company: partner.companyName,
    paymentKind: version.paymentKind!,
    price: version.price!,
    ppn: 1100,
    partnerShare: 6500,
    fulfilledAt: clock.now(),
  })
  await call(order, 'purchase', wish.delivered ?? 'delivered')
  return { order, customer }
}

export function call(
  order: Order,
  event: Delivery['event'],
  status: Delivery['status'] = 'delivered'
): Promise<Delivery> {
  const trxId = `T${randomBytes(12).toString('hex').toUpperCase()}`
  return Delivery.create({
    trxId,
    dedupeKey: trxId,
    partnerId: order.partnerId,
    contentId: order.contentId,
    orderId: order.id,
    environment: order.environment,
    event,
    parameters: {} as Delivery['parameters'],
    url: 'https://portal.example/terima',
    status,
    attempts: 1,
    settledAt: clock.now(),
  })
}

/** The outbox event that checkout sends when the order is fulfilled. */
export async function tell(order: Order): Promise<void> {
  await transaction((trx) =>
    enqueue(trx, { kind: 'order.fulfilled', payload: { orderId: order.id } })
  )
  await drainOutbox()
}
