import { audit } from '#audit/record'
import type Order from '#checkout/models/order'
import type Payment from '#checkout/models/payment'
import { post } from '#ledger/actions/post'
import type { Entry, PaymentBooking } from '#ledger/accounts'
import { billedEntries, collectedEntries, refundedEntries, unbilledEntries } from '#ledger/entries'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'

/** On the bill: fulfilled now, shared only when the bill is paid (R1.3, R4.5). */
export async function bookBilled(
  trx: Trx,
  order: Order,
  payment: Payment,
  ref: string
): Promise<void> {
  await payment.become('billed', {
    billedAt: clock.now(),
    gatewayRef: ref,
    reason: null,
    voucherCode: null,
  })
  await book(trx, order, payment, 'payment.billed', billedEntries(termsOf(order, payment)))
}

/** The money is there: split, once (R1.3). */
export async function bookCollected(
  trx: Trx,
  order: Order,
  payment: Payment,
  ref: string
): Promise<void> {
  const wasBilled = payment.status === 'billed'
  await payment.become('collected', {
    collectedAt: clock.now(),
    gatewayRef: ref,
    reason: null,
    voucherCode: null,
  })
  await book(
    trx,
    order,
    payment,
    'payment.collected',
    collectedEntries(termsOf(order, payment), wasBilled)
  )
}

/** Given back: the split is undone to the rupiah, or the bill's line taken off. */
export async function bookReversed(
  trx: Trx,
  order: Order,
  payment: Payment,
  reason: string
): Promise<void> {
  const terms = termsOf(order, payment)
  const wasCollected = payment.status === 'collected'
  await payment.become('reversed', { reversedAt: clock.now(), reason })
  await (wasCollected
    ? book(trx, order, payment, 'payment.refunded', refundedEntries(terms))
    : book(trx, order, payment, 'payment.unbilled', unbilledEntries(terms)))
}

function termsOf(order: Order, payment: Payment) {
  return { ...order.terms, gross: payment.amount }
}

async function book(
  trx: Trx,
  order: Order,
  payment: Payment,
  kind: PaymentBooking,
  entries: Entry[]
): Promise<void> {
  await post(trx, {
    kind,
    idemKey: `${kind}:${payment.publicId}`,
    environment: order.environment,
    orderId: order.id,
    partnerId: order.partnerId,
    entries,
  })
  await audit(trx, {
    type: kind,
    actor: { kind: 'system' },
    subject: { kind: 'order', id: order.publicId },
    data: { amount: payment.amount, method: payment.method, period: payment.period },
  })
}
