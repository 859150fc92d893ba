/** Keys under which things happen once, however often they are tried. */

export function purchaseKey(order: { publicId: string }): string {
  return `order:${order.publicId}`
}

/**
 * A further attempt has a key of its own, and is made only when the former one was declined for good.
 *
 * @param period `2026-12`
 * @param attempt from 1
 */
export function renewalKey(order: { publicId: string }, period: string, attempt = 1): string {
  return [`order:${order.publicId}:${period}`, ...(attempt > 1 ? [attempt] : [])].join(':')
}

/** Of the delivery that tells the partner of a purchase, a renewal, a stop, a refund. */
export function deliveryKey(
  event: 'purchase' | 'renewal' | 'stop' | 'refund',
  order: { publicId: string },
  period: string | null = null
): string {
  return [event, order.publicId, period].filter(Boolean).join(':')
}
