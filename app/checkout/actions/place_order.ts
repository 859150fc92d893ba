import db from '@adonisjs/lucid/services/db'
import { audit } from '#audit/record'
import ContentVersion from '#catalogue/models/content_version'
import { lockCounter, nextOrderNumber } from '#checkout/actions/next_order_number'
import { purchaseKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { periodFrom, anchorDayOf } from '#checkout/periods'
import { findForSale } from '#checkout/queries/find_for_sale'
import {
  methodOptions,
  pays,
  refusalOf,
  type MethodOption,
  type Refusal,
} from '#checkout/queries/purchase_options'
import taxes from '#config/taxes'
import { spend } from '#core/limits'
import type Customer from '#customers/models/customer'
import PaymentNumber from '#customers/models/payment_number'
import type Listing from '#catalogue/models/listing'
import { paymentMethod } from '#payments/main'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'

export interface PurchaseForm {
  /** From the purchase box: one form, one order. */
  formKey: string
  customer: Customer
  contentPublicId: string
  environment: 'production' | 'development'
  /** `delima`, or `speedy:01K…` with the number's public id. */
  method: string
  voucherCode: string | null
  /** Rupiah that the customer saw; null where the form did not say. */
  price: number | null
}

export type PlaceOrderError =
  | { type: 'not_for_sale' }
  | { type: 'price_changed' }
  | { type: 'method_unknown' }
  | { type: 'number_unverified' }
  | { type: 'voucher_missing' }
  /** Not a code of this method, which looks like the example. */
  | { type: 'voucher_malformed'; example: string }
  | { type: 'voucher_too_often' }
  | { type: 'form_of_another' }
  | Refusal

/** A shorter wait and the worker would be at it while the customer's own request still is. */
const WORKER_TAKES_OVER_AFTER_MS = 15_000

/**
 * Makes the order of a purchase form with its payment and the worker's errand to see it through, all
 * in one transaction: whatever dies afterwards, it goes on. The same form again, at once or later,
 * gets the first order (R4.7).
 *
 * @returns `isNew` for the one call that made it, which goes on to charge
 */
export async function placeOrder(
  form: PurchaseForm
): Promise<Result<{ order: Order; isNew: boolean }, PlaceOrderError>> {
  const known = await orderOfForm(form)
  if (known) return known
  const options = await methodOptions(db.connection(), form.customer, form.environment)
  const method = options.find((option) => option.value === form.method)
  if (!method) return err({ type: 'method_unknown' })
  if (method.state !== 'ready') return err({ type: 'number_unverified' })
  const voucher = await readVoucher(form, method)
  if (!voucher.ok) return voucher
  const placed = await transaction((trx) => create(trx, form, method, voucher.value))
  faultPoint('order.placed')
  return placed
}

/** The voucher's code as the method knows it; null where the method takes none, whatever was typed. */
async function readVoucher(
  { voucherCode, environment, customer }: PurchaseForm,
  { method: key, voucher }: MethodOption
): Promise<Result<string | null, PlaceOrderError>> {
  if (!voucher) return ok(null)
  if (!voucherCode) return err({ type: 'voucher_missing' })
  const { vouchers } = await paymentMethod(key, environment)
  const code = vouchers!.normalise(voucherCode)
  if (!code) return err({ type: 'voucher_malformed', example: voucher.example })
  // Sixteen digits are not guessed ten an hour.
  return (await spend('voucher', customer.publicId)) ? ok(code) : err({ type: 'voucher_too_often' })
}

async function create(
  trx: Trx,
  form: PurchaseForm,
  method: MethodOption,
  voucherCode: string | null
): Promise<Result<{ order: Order; isNew: boolean }, PlaceOrderError>> {
  await lockCustomer(trx, form.customer)
  const day = await lockCounter(trx, form.environment)
  const known = await orderOfForm(form, trx)
  if (known) return known
  const { customer, environment } = form
  const listing = await findForSale(trx, customer, form.contentPublicId, environment)
  if (!listing) return err({ type: 'not_for_sale' })
  if (!pays(method, listing)) return err({ type: 'method_unknown' })
  if (form.price !== null && form.price !== listing.price) return err({ type: 'price_changed' })
  const refusal = await refusalOf(trx, customer, listing)
  if (refusal) return err(refusal)

  const number = await nextOrderNumber(trx, environment, day)
  const order = await insertOrder(trx, form, listing, method, number)
  await order.opened(trx)
  const payment = await Payment.create(
    {
      orderId: order.id,
      method: order.method,
      idemKey: purchaseKey(order),
      period:
        order.paymentKind === 'subscription'
          ? periodFrom(clock.now(), anchorDayOf(clock.now())).period
          : null,
      status: 'pending',
      amount: order.price,
      voucherCode,
      sequence: 0,
    },
    { client: trx }
  )
  await enqueue(trx, {
    kind: 'checkout.settle_payment',
    payload: { paymentId: payment.id },
    dedupeKey: `settle:${payment.publicId}`,
    runAt: clock.now().plus(WORKER_TAKES_OVER_AFTER_MS),
  })
  await audit(trx, {
    type: 'order.placed',
    actor: { kind: 'customer', id: customer.publicId },
    subject: { kind: 'order', id: order.publicId },
    data: { environment, amount: order.price, method: order.method },
  })
  faultPoint('order.inserting')
  return ok({ order, isNew: true })
}

/** One purchase of a customer at a time: two clicks on both sides of midnight count on two counters. */
async function lockCustomer(trx: Trx, { id }: Customer): Promise<void> {
  if (trx.dialect.name !== 'postgres') return
  await trx.knexQuery().from('customers').where('id', id).forNoKeyUpdate().select('id')
}

async function insertOrder(
  trx: Trx,
  form: PurchaseForm,
  listing: Listing,
  method: MethodOption,
  number: string
): Promise<Order> {
  const version = await ContentVersion.findOrFail(listing.versionId, { client: trx })
  const numberId = form.method.split(':')[1]
  const paymentNumber = numberId
    ? await PaymentNumber.query({ client: trx }).where('publicId', numberId).firstOrFail()
    : null
  return Order.create(
    {
      number,
      formKey: form.formKey,
      environment: form.environment,
      customerId: form.customer.id,
      partnerId: listing.partnerId,
      contentId: listing.contentId,
      versionId: listing.versionId,
      status: 'created',
      method: method.method,
      paymentNumberId: paymentNumber?.id ?? null,
      methodMasked: method.masked,
      name: listing.name,
      summary: listing.summary,
      company: listing.company,
      paymentKind: listing.paymentKind,
      price: listing.price,
      ppn: taxes.ppn,
      partnerShare: version.partnerShare,
      expiresAt: clock.now().plus({ hours: 24 }),
    },
    { client: trx }
  )
}

async function orderOfForm(
  form: PurchaseForm,
  trx?: Trx
): Promise<Result<{ order: Order; isNew: boolean }, PlaceOrderError> | null> {
  const order = await Order.query(trx ? { client: trx } : {})
    .where('formKey', form.formKey)
    .first()
  if (!order) return null
  return order.customerId === form.customer.id
    ? ok({ order, isNew: false })
    : err({ type: 'form_of_another' })
}
