import type { MethodOption, PurchaseOptions, Refusal } from '#checkout/queries/purchase_options'
import type { StoreEnvironment, Language } from '#core/http/surfaces'
import { localizedPath } from '#core/http/surfaces'
import type { Translate } from '#core/words'
import { methodHint, methodLabel, voucherField } from '#payments/labels'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { formatRupiah, type Rupiah } from '#shared/money'

interface Reader {
  t: Translate
  language: Language
  environment: StoreEnvironment
}

/** The purchase box in the reader's words: on the product's page, and once more when a form was not right (R4.4). */
export function presentPurchase(options: PurchaseOptions, reader: Reader) {
  const { listing, methods, refusal, price } = options
  const rows = methods.map((method) => methodRow(method, reader))
  return {
    form_key: options.formKey,
    content: listing.contentPublicId,
    kind: listing.paymentKind,
    price,
    methods: rows,
    chosen: rows.find(({ disabled }) => !disabled)?.value ?? null,
    voucher: voucherField(methods),
    ...purchaseTerms({ price, kind: listing.paymentKind }, reader),
    refusal: refusal && refusalOf(refusal, reader),
  }
}

/** *Dibayar hari ini*, and for a subscription what follows each month and on which day. */
export function purchaseTerms(
  { price, kind }: { price: Rupiah; kind: 'once' | 'subscription' },
  { t }: Pick<Reader, 't'>
) {
  const value = formatRupiah(price)
  const today = { label: t('checkout.purchase.today'), value }
  if (kind === 'once') return { sums: [today], note: t('checkout.purchase.note_once') }
  const day = clock.now().setZone(DISPLAY_ZONE).day
  return {
    sums: [today, { label: t('checkout.purchase.monthly', { day }), value }],
    note: t('checkout.purchase.note_monthly'),
  }
}

function methodRow({ value, method, masked, state }: MethodOption, reader: Reader) {
  const { t, language, environment } = reader
  const row = { value, label: t(methodLabel(method)), disabled: state !== 'ready' }
  const hint = t(methodHint(method))
  if (state === 'ready') {
    if (masked === null) return { ...row, help: hint }
    const isTrial = environment === 'development'
    return {
      ...row,
      help: isTrial
        ? t('checkout.purchase.trial_number', { number: masked })
        : `${masked}, ${hint}`,
    }
  }
  const isMissing = state === 'number_missing'
  return {
    ...row,
    help: masked ?? t('checkout.purchase.number_missing'),
    link: {
      href: localizedPath('/account', language),
      label: t(isMissing ? 'checkout.purchase.register' : 'checkout.purchase.verify'),
    },
  }
}

function refusalOf(refusal: Refusal, { t, language }: Reader) {
  if (refusal.type !== 'subscribed')
    return { text: t('checkout.error.switched_off'), href: null, label: null }
  return {
    text: t('checkout.error.subscribed'),
    href: localizedPath(`/orders/${refusal.orderNumber}`, language),
    label: refusal.orderNumber,
  }
}
