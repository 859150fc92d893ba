import type { HttpContext } from '@adonisjs/core/http'
import {
  purchaseOptions,
  type MethodOption,
  type PurchaseOptions,
} from '#checkout/queries/purchase_options'
import type Customer from '#customers/models/customer'
import type { PaymentMethodKey } from '#payments/contract'
import { voucherField } from '#payments/labels'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { formatRupiah } from '#shared/money'
import type { Product } from '#storefront/queries/product'

const NAMES: Record<PaymentMethodKey, string> = {
  speedy: 'storefront.method.speedy',
  flexi_postpaid: 'storefront.method.flexi_postpaid',
  flexi_prepaid: 'storefront.method.flexi_prepaid',
  delima: 'storefront.method.delima',
  instant_payment: 'storefront.method.instant_payment',
  telkom_voucher: 'storefront.method.telkom_voucher',
}

/** What choosing the method means, after its number. */
const MEANINGS: Record<PaymentMethodKey, string> = {
  speedy: 'storefront.method.speedy_means',
  flexi_postpaid: 'storefront.method.flexi_postpaid_means',
  flexi_prepaid: 'storefront.method.flexi_prepaid_means',
  delima: 'storefront.method.delima_means',
  instant_payment: 'storefront.method.instant_payment_means',
  telkom_voucher: 'storefront.method.telkom_voucher_means',
}

/** The purchase box of a signed-in customer (R4.4), or null where the content is not for sale to this customer. */
export async function purchaseBox(customer: Customer, product: Product, ctx: HttpContext) {
  const options = await purchaseOptions(customer, product.content_public_id, ctx.storeEnvironment)
  if (!options) return null
  const methods = options.methods.map((option) => methodRow(option, ctx))
  return {
    form_key: options.formKey,
    methods,
    chosen: methods.find(({ disabled }) => !disabled)?.value ?? null,
    voucher: voucherField(options.methods),
    refusal: refusalOf(options, ctx),
  }
}

/** *Dibayar hari ini*, and for a subscription what follows each month and on which day. */
export function sumsOf(
  product: Pick<Product, 'price' | 'payment_kind'>,
  { t }: Pick<HttpContext, 't'>
) {
  const value = formatRupiah(product.price)
  const sums = [{ label: t('storefront.purchase.today'), value }]
  if (product.payment_kind === 'subscription') {
    const day = clock.now().setZone(DISPLAY_ZONE).day
    sums.push({ label: t('storefront.purchase.monthly', { day }), value })
  }
  return sums
}

function methodRow({ value, method, masked, state }: MethodOption, ctx: HttpContext) {
  const { t, arrival } = ctx
  const row = { value, label: t(NAMES[method]), disabled: state !== 'ready' }
  const account = { href: ctx.path('/account') }
  if (state === 'number_missing') {
    return {
      ...row,
      help: t('storefront.method.no_number'),
      link: { ...account, label: t('storefront.method.register') },
    }
  }
  if (state === 'number_unverified') {
    return {
      ...row,
      help: masked ?? '',
      link: { ...account, label: t('storefront.method.verify') },
    }
  }
  if (masked === null) return { ...row, help: t(MEANINGS[method]) }
  const trial = arrival.environment === 'development'
  return {
    ...row,
    help: trial
      ? t('storefront.method.trial_number', { number: masked })
      : `${masked}, ${t(MEANINGS[method])}`,
  }
}

function refusalOf({ refusal }: PurchaseOptions, { t }: HttpContext): string | null {
  if (!refusal) return null
  return refusal.type === 'subscribed'
    ? t('storefront.purchase.subscribed', { number: refusal.orderNumber })
    : t('storefront.purchase.switched_off')
}
