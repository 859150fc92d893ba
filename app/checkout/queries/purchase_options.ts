import db from '@adonisjs/lucid/services/db'
import ContentVersion from '#catalogue/models/content_version'
import type Listing from '#catalogue/models/listing'
import Order from '#checkout/models/order'
import { UNPAID } from '#checkout/order_states'
import { anchorDayOf } from '#checkout/periods'
import { findForSale } from '#checkout/queries/find_for_sale'
import type Customer from '#customers/models/customer'
import PaymentNumber from '#customers/models/payment_number'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import type { PaymentMethodKey, VoucherForm } from '#payments/contract'
import { payments } from '#payments/main'
import { clock } from '#shared/clock'
import type { Client } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import { publicId } from '#shared/public_id'

/** One row of the payment choice. */
export interface MethodOption {
  /** What the form sends as `method`: the method's key, with a number's public id behind it where one is needed. */
  value: string
  method: PaymentMethodKey
  /** `•••• 4417`; null where the method needs no number, or none is registered. */
  masked: string | null
  /** `number_missing` and `number_unverified`: the row is dimmed and leads to the account. */
  state: 'ready' | 'number_missing' | 'number_unverified'
  /** What the codes look like that it is paid with; null where it needs none. */
  voucher: Pick<VoucherForm, 'kind' | 'example' | 'inputMode'> | null
  /** Not for subscriptions: the customer would have to pay each month by hand. */
  onceOnly: boolean
  /** `later`: goes on the bill. */
  collects: 'later' | 'at_once'
}

/** Why the customer cannot buy now, although the content is for sale. */
export type Refusal =
  | { type: 'subscribed'; orderNumber: string }
  /** The partner's address was switched off: nobody would deliver. */
  | { type: 'switched_off' }

/** Everything that the purchase box shows (R4.4). */
export interface PurchaseOptions {
  /** Goes with the form: one form, one order. */
  formKey: string
  listing: Listing
  /** Rupiah, PPN included. */
  price: Rupiah
  /** Day of the month on which a subscription bought now is renewed; null for a single payment. */
  anchorDay: number | null
  methods: MethodOption[]
  refusal: Refusal | null
}

/** What a customer may choose on a product page, or null where it is not for sale to this customer here. */
export async function purchaseOptions(
  customer: Customer,
  contentPublicId: string,
  environment: 'production' | 'development'
): Promise<PurchaseOptions | null> {
  const client = db.connection()
  const listing = await findForSale(client, customer, contentPublicId, environment)
  if (!listing) return null
  const methods = await methodOptions(client, customer, environment)
  return {
    formKey: publicId(),
    listing,
    price: listing.price,
    anchorDay: listing.paymentKind === 'subscription' ? anchorDayOf(clock.now()) : null,
    methods: methods.filter((method) => pays(method, listing)),
    refusal: await refusalOf(client, customer, listing),
  }
}

/** Whether a content can be paid for so. */
export function pays({ onceOnly }: MethodOption, { paymentKind }: Listing): boolean {
  return !onceOnly || paymentKind === 'once'
}

export async function methodOptions(
  client: Client,
  customer: Customer,
  environment: 'production' | 'development'
): Promise<MethodOption[]> {
  const numbers = await PaymentNumber.query({ client })
    .where('customerId', customer.id)
    .whereNull('removedAt')
    .orderBy('id')
  const methods = await payments().list(environment)
  return methods.flatMap((method): MethodOption[] => {
    const { key, collects, vouchers: voucher = null, paidByHand: onceOnly = false } = method
    const common = { method: key, voucher, collects, onceOnly }
    if (!method.needsNumber) return [{ ...common, value: key, masked: null, state: 'ready' }]
    const own = numbers.filter((number) => number.method === key)
    if (own.length === 0) return [{ ...common, value: key, masked: null, state: 'number_missing' }]
    return own.map((number) => ({
      ...common,
      value: `${key}:${number.publicId}`,
      masked: number.masked,
      state: number.verifiedAt ? 'ready' : 'number_unverified',
    }))
  })
}

export async function refusalOf(
  client: Client,
  customer: Customer,
  listing: Listing
): Promise<Refusal | null> {
  const version = await ContentVersion.findOrFail(listing.versionId, { client })
  const url =
    listing.environment === 'production'
      ? version.forwardingUrlProduction
      : version.forwardingUrlDevelopment
  const off = await SwitchedOffUrl.query({ client })
    .where('contentId', listing.contentId)
    .where('environment', listing.environment)
    .where('url', url ?? '')
    .first()
  if (off) return { type: 'switched_off' }
  if (listing.paymentKind === 'once') return null
  const order = await subscribedBy(client, customer, listing)
  return order && { type: 'subscribed', orderNumber: order.number }
}

/**
 * The order of a subscription that runs, or will with the partner's yes: a second one would bill
 * every month twice. One statement on purpose: between two, an order can pass from the one to the
 * other and be seen by neither.
 */
function subscribedBy(client: Client, customer: Customer, listing: Listing): Promise<Order | null> {
  return Order.query({ client })
    .where('customerId', customer.id)
    .where('contentId', listing.contentId)
    .where('environment', listing.environment)
    .where((taken) =>
      taken
        .whereIn('status', [...UNPAID, 'paid', 'fulfilling'])
        .orWhereExists((running) =>
          running
            .from('subscriptions')
            .whereColumn('subscriptions.order_id', 'orders.id')
            .where('subscriptions.status', 'active')
        )
    )
    .first()
}
