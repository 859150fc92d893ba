import type { MethodOption, PurchaseOptions } from '#checkout/queries/purchase_options'
import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { METHOD_HINTS, METHOD_LABELS, voucherField } from '#payments/labels'
import { formatRupiah } from '#shared/money'

/** The purchase box in the reader's words; the product page and the form shown again use it (R4.4). */
export function presentPurchase(
  options: PurchaseOptions,
  { t, language }: { t: Translate; language: Language }
) {
  const { listing, methods, anchorDay, refusal } = options
  return {
    form_key: options.formKey,
    product: listing,
    methods: methods.map((method) => methodRow(method, t, language)),
    voucher: voucherField(methods),
    sums: [
      { label: t('checkout.purchase.today'), value: formatRupiah(options.price) },
      ...(anchorDay === null
        ? []
        : [
            {
              label: t('checkout.purchase.monthly', { day: anchorDay }),
              value: formatRupiah(options.price),
            },
          ]),
    ],
    refusal:
      refusal &&
      (refusal.type === 'subscribed'
        ? {
            text: t('checkout.error.subscribed'),
            href: localizedPath(`/orders/${refusal.orderNumber}`, language),
            label: refusal.orderNumber,
          }
        : { text: t('checkout.error.switched_off'), href: null, label: null }),
  }
}

function methodRow(method: MethodOption, t: Translate, language: Language) {
  const isReady = method.state === 'ready'
  const hint = t(METHOD_HINTS[method.method])
  return {
    value: method.value,
    label: t(METHOD_LABELS[method.method]),
    help: method.masked
      ? `${method.masked}, ${hint}`
      : isReady
        ? hint
        : t('checkout.purchase.number_missing'),
    disabled: !isReady,
    link: isReady
      ? null
      : {
          href: localizedPath('/account', language),
          label: t(
            method.state === 'number_missing'
              ? 'checkout.purchase.register'
              : 'checkout.purchase.verify'
          ),
        },
  }
}
