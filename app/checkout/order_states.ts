/** Every state of an order, and where it may go from there (`docs/architecture.md`, "States"). */
export const NEXT_STATES = {
  created: ['awaiting_payment', 'cancelled'],
  awaiting_payment: ['paid', 'payment_unknown', 'failed', 'expired', 'cancelled'],
  payment_unknown: ['awaiting_payment', 'paid', 'failed', 'expired', 'cancelled'],
  paid: ['fulfilling'],
  fulfilling: ['fulfilled', 'fulfil_failed'],
  fulfilled: ['refund_pending'],
  // Only production goes on to a refund by itself; in the development store the partner sends again.
  fulfil_failed: ['fulfilling', 'refund_pending'],
  refund_pending: ['refunded'],
  refunded: [],
  // Money that came after all, against what the payment service had said, is given back.
  failed: ['refund_pending'],
  expired: ['refund_pending'],
  cancelled: ['refund_pending'],
} as const satisfies Record<string, readonly string[]>

export type OrderStatus = keyof typeof NEXT_STATES

export const ORDER_STATUSES = Object.keys(NEXT_STATES) as OrderStatus[]

/** Waiting for what the payment comes to. */
export const UNPAID: readonly OrderStatus[] = ['created', 'awaiting_payment', 'payment_unknown']

export function mayFollow(from: OrderStatus, to: OrderStatus): boolean {
  return (NEXT_STATES[from] as readonly OrderStatus[]).includes(to)
}
