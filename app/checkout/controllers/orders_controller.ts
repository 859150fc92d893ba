import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { cancelOrder } from '#checkout/actions/cancel_order'
import { fulfilWithin } from '#checkout/actions/fulfil_within'
import { announceOnce, openContent } from '#checkout/actions/open_content'
import { placeOrder, type PlaceOrderError } from '#checkout/actions/place_order'
import { settlePayment } from '#checkout/actions/settle_payment'
import Payment from '#checkout/models/payment'
import { purchaseKey } from '#checkout/idem_keys'
import type Order from '#checkout/models/order'
import OrderPolicy from '#checkout/policies/order_policy'
import { presentOrder } from '#checkout/presenters/order_page'
import { presentPurchase } from '#checkout/presenters/purchase_box'
import { presentOrders } from '#checkout/presenters/orders_page'
import { findOrder, openFile } from '#checkout/queries/find_order'
import { listOrders } from '#checkout/queries/list_orders'
import { purchaseOptions } from '#checkout/queries/purchase_options'
import { receiptPdf } from '#checkout/receipt_pdf'
import { purchaseValidator } from '#checkout/validators/purchase_validator'
import { formWithErrors, readForm } from '#core/http/form'
import checkout from '#config/checkout'
import { customerOf } from '#customers/viewer'

const REFRESH_SECONDS = 3
const MOVE_ON_AFTER_SECONDS = 5

const ERRORS: Record<
  Exclude<PlaceOrderError['type'], 'not_for_sale' | 'form_of_another'>,
  { field: string; message: string }
> = {
  price_changed: { field: 'price', message: 'checkout.error.price_changed' },
  method_unknown: { field: 'method', message: 'checkout.error.method_unknown' },
  number_unverified: { field: 'method', message: 'checkout.error.number_unverified' },
  voucher_missing: { field: 'voucher_code', message: 'checkout.error.voucher_missing' },
  voucher_malformed: { field: 'voucher_code', message: 'checkout.error.voucher_malformed' },
  voucher_too_often: { field: 'voucher_code', message: 'checkout.error.voucher_too_often' },
  subscribed: { field: 'content', message: 'checkout.error.subscribed' },
  switched_off: { field: 'content', message: 'checkout.error.switched_off' },
}

export default class OrdersController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('list')
    const page = await listOrders(customerOf(ctx), ctx.request.input('before'))
    return ctx.view.render('pages/checkout/orders', presentOrders(page, readerOf(ctx)))
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('buy')
    const form = await readForm(ctx, purchaseValidator)
    if (!form.ok) return this.#again(ctx, form.form)
    const { data } = form
    const placed = await placeOrder({
      formKey: data.form_key,
      customer: customerOf(ctx),
      contentPublicId: data.content,
      environment: ctx.storeEnvironment,
      method: data.method,
      voucherCode: data.voucher_code ?? null,
      price: data.price ?? null,
    })
    if (!placed.ok) return this.#refuse(ctx, placed.error)
    const { order, isNew } = placed.value
    if (isNew) {
      const payment = await Payment.findByOrFail('idemKey', purchaseKey(order))
      await settlePayment(payment.id)
    }
    await fulfilWithin(order, checkout.customerWaitMs)
    return ctx.response.redirect(ctx.path(`/orders/${order.number}`))
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('view')
    const file = await openFile(await this.#own(ctx))
    const { order } = file
    const movesOn = await announceOnce(file)
    const waits = ['created', 'awaiting_payment', 'payment_unknown', 'paid', 'fulfilling'].includes(
      order.status
    )
    if (movesOn) {
      ctx.response.header(
        'refresh',
        `${MOVE_ON_AFTER_SECONDS}; url=${ctx.path(`/orders/${order.number}/open`)}`
      )
    } else if (waits) {
      ctx.response.header('refresh', String(isAtRest(file) ? 30 : REFRESH_SECONDS))
    }
    return ctx.view.render('pages/checkout/order', {
      file,
      movesOn,
      order,
      page: presentOrder(file, readerOf(ctx)),
    })
  }

  async open(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('view')
    const order = await this.#own(ctx)
    const url = await openContent(await openFile(order))
    return ctx.response.redirect(url ?? ctx.path(`/orders/${order.number}`))
  }

  async cancel(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('cancel')
    const order = await this.#own(ctx)
    await cancelOrder(order)
    return ctx.response.redirect(ctx.path(`/orders/${order.number}`))
  }

  async receipt(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('view')
    const order = await this.#own(ctx)
    if (!order.paidAt) throw notFound()
    const file = await openFile(order)
    const bytes = await receiptPdf(file, { ...readerOf(ctx), customer: customerOf(ctx) })
    ctx.response.header('content-type', 'application/pdf')
    ctx.response.header(
      'content-disposition',
      `attachment; filename="kuitansi-${order.number}.pdf"`
    )
    return ctx.response.send(Buffer.from(bytes))
  }

  async #own(ctx: HttpContext): Promise<Order> {
    const order = await findOrder(customerOf(ctx), ctx.params.number)
    if (!order) throw notFound()
    return order
  }

  #refuse(ctx: HttpContext, error: PlaceOrderError) {
    if (error.type === 'not_for_sale' || error.type === 'form_of_another') throw notFound()
    const { field, message } = ERRORS[error.type]
    return this.#again(ctx, formWithErrors(ctx, [{ field, message: ctx.t(message, error) }]))
  }

  /** The box once more, with what is wrong; a new key, for this is a new form. */
  async #again(ctx: HttpContext, form: ReturnType<typeof formWithErrors>) {
    const content = String(ctx.request.input('content') ?? '')
    const options = await purchaseOptions(customerOf(ctx), content, ctx.storeEnvironment)
    if (!options) throw notFound()
    return ctx.view.render('pages/checkout/purchase', {
      ...form,
      product: options.listing,
      box: presentPurchase(options, { ...readerOf(ctx), environment: ctx.storeEnvironment }),
    })
  }
}

/** Nothing happens there before somebody acts or a retry is due. */
function isAtRest({ payment, delivery }: Awaited<ReturnType<typeof openFile>>): boolean {
  return payment.waitsForCustomer || (delivery?.nextAttemptAt ?? null) !== null
}

function readerOf(ctx: HttpContext) {
  return { t: ctx.t, language: ctx.arrival.language }
}

function notFound() {
  return new Exception('no such order', { status: 404, code: 'E_NOT_FOUND' })
}
