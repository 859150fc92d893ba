/** Keys under which things happen once, however often they are tried. */

export function purchaseKey(order: { publicId: string }): string {
  return `order:${order.publicId}`
}

/** @param period `2026-12` */
export function renewalKey(order: { publicId: string }, period: string): string {
  return `order:${order.publicId}:${period}`
}

/** Of the delivery that tells the partner of a purchase, a renewal, a stop, a refund. */
export function deliveryKey(
  event: 'purchase' | 'renewal' | 'stop' | 'refund',
  order: { publicId: string },
  period: string | null = null
): string {
  return [event, order.publicId, period].filter(Boolean).join(':')
}
