import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { methodText, STATUS_LABELS, STATUS_VERDICTS } from '#checkout/presenters/order_page'
import type { OrderList } from '#checkout/queries/list_orders'
import { formatDateTime } from '#core/views/format'
import { formatPriceTag } from '#shared/money'

/** The order history (R4.6). */
export function presentOrders(
  { orders, next }: OrderList,
  { t, language }: { t: Translate; language: Language }
) {
  return {
    orders: orders.map(({ order, cover }) => ({
      href: localized(`/orders/${order.number}`),
      openHref: order.status === 'fulfilled' ? localized(`/orders/${order.number}/open`) : null,
      cover,
      number: order.number,
      name: order.name,
      company: order.company,
      time: formatDateTime(order.createdAt, language),
      method: methodText(order, t),
      price: formatPriceTag(order.price),
      per: order.paymentKind === 'subscription' ? t('ui.card.per_month') : '',
      pill: { verdict: STATUS_VERDICTS[order.status], label: t(STATUS_LABELS[order.status]) },
    })),
    next: next && `${localized('/orders')}?before=${encodeURIComponent(next)}`,
  }

  function localized(to: string): string {
    return localizedPath(to, language)
  }
}
