import { err, ok, type Result } from '#shared/result'
import type {
  CallbackError,
  CallbackEvent,
  CancelOutcome,
  ChargeOutcome,
  ChargeRequest,
  InquiryOutcome,
  PaymentMethod,
  PaymentPlugin,
  RefundOutcome,
  RefundRequest,
} from '#payments/contract'
import { MidtransClient, parse, type MidtransAnswer } from '#plugins/payments/midtrans/client'
import {
  amountOf,
  chargeBody,
  idemKeyOf,
  instantOf,
  orderIdOf,
  outcomeOf,
  sequenceOf,
  type Way,
} from '#plugins/payments/midtrans/messages'

/** Nothing was made, and nothing will be: the request itself was wrong. */
const REFUSED = new Set([400, 402, 410, 411, 413])
const DUPLICATE = 406
const NOT_FOUND = 404

/** A method of Midtrans' Core API: the customer pays by a code or a number that the order's page shows. */
export function midtransPlugin(key: string, way: Way): PaymentPlugin {
  return {
    key,
    create(binding) {
      if (!binding.baseUrl || !binding.key?.secret)
        throw new Error(`payments: ${key} has no address or server key`)
      const { baseUrl, timeoutMs, callbackUrl } = binding
      const serverKey = binding.key.secret
      const client = new MidtransClient({ baseUrl, serverKey, timeoutMs, callbackUrl })
      return createMidtransMethod(key, way, client, binding.isSandbox)
    },
  }
}

/**
 * An order id that was cancelled or has expired may be used again at Midtrans, so a charge asks first what there is under its own. One that
 * never arrived cannot be closed there: should it come in late after all, nobody has the code to pay it with.
 */
function createMidtransMethod(
  key: string,
  way: Way,
  client: MidtransClient,
  isSandbox: boolean
): PaymentMethod {
  const inquire = async (idemKey: string): Promise<InquiryOutcome> =>
    read(await client.status(orderIdOf(idemKey)))

  function read(answer: MidtransAnswer): InquiryOutcome {
    if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
    if (answer.code === NOT_FOUND) return { type: 'not_found' }
    return answer.body.transaction_status === undefined
      ? { type: 'unknown', detail: `status_code ${answer.code}` }
      : outcomeOf(way, answer.body)
  }

  /** What there is under the key, where there is something. */
  async function standing(charge: ChargeRequest): Promise<ChargeOutcome | null> {
    const answer = await client.status(orderIdOf(charge.idemKey))
    const found = read(answer)
    if (found.type === 'not_found') return null
    if (answer.type === 'answered' && found.type !== 'unknown') {
      if (amountOf(answer.body.gross_amount) !== charge.amount)
        throw new Error(`${key}: ${charge.idemKey} was another charge`)
    }
    return found.type === 'reversed' ? { type: 'declined', reason: 'cancelled' } : found
  }

  return {
    key,
    kind: 'immediate',
    collects: 'at_once',
    needsNumber: false,
    needsVoucher: false,
    paidByHand: true,
    isSandbox,
    inquire,
    async charge(charge): Promise<ChargeOutcome> {
      const before = await standing(charge)
      if (before) return before
      const answer = await client.charge(chargeBody(way, charge))
      if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
      if (answer.code === DUPLICATE)
        return (await standing(charge)) ?? { type: 'unknown', detail: 'order_id taken' }
      if (REFUSED.has(answer.code)) return { type: 'declined', reason: 'refused' }
      const outcome = read(answer)
      return outcome.type === 'not_found' || outcome.type === 'reversed'
        ? { type: 'unknown', detail: `status_code ${answer.code}` }
        : outcome
    },
    async cancel(idemKey): Promise<CancelOutcome> {
      const answer = await client.cancel(orderIdOf(idemKey))
      if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
      if (answer.code === NOT_FOUND) return { type: 'cancelled' }
      const found = answer.code === 200 ? read(answer) : await inquire(idemKey)
      return cancelOutcome(found)
    },
    async refund({
      idemKey,
      chargeIdemKey,
      amount,
      reason,
    }: RefundRequest): Promise<RefundOutcome> {
      const answer = await client.refund(orderIdOf(chargeIdemKey), {
        refund_key: refundKeyOf(idemKey),
        amount,
        reason,
      })
      if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
      if (answer.code === 200) return { type: 'refunded', ref: refundKeyOf(idemKey) }
      const found = await inquire(chargeIdemKey)
      if (found.type === 'unknown') return found
      if (found.type === 'reversed') return { type: 'declined', reason: 'already_reversed' }
      return { type: 'declined', reason: found.type === 'collected' ? 'refused' : 'not_charged' }
    },
    verifyCallback(_headers, rawBody): Result<CallbackEvent, CallbackError> {
      const body = parse(rawBody)
      if (!body) return err({ type: 'malformed', detail: 'not a JSON object' })
      if (!client.isGenuine(body)) return err({ type: 'bad_signature' })
      const amount = amountOf(body.gross_amount)
      const isRupiah = body.currency === undefined || body.currency === 'IDR'
      if (amount === null || !isRupiah) return err({ type: 'malformed', detail: 'gross_amount' })
      const outcome = outcomeOf(way, body)
      if (outcome.type === 'unknown') return err({ type: 'malformed', detail: outcome.detail })
      const ref = String(body.transaction_id ?? '')
      return ok({
        id: `${ref}:${String(body.transaction_status)}`,
        type: outcome.type === 'pending' ? 'waiting' : outcome.type,
        idemKey: idemKeyOf(String(body.order_id)),
        ref,
        amount,
        sequence: sequenceOf(outcome),
        occurredAt: instantOf(body.settlement_time ?? body.transaction_time) ?? 0,
      })
    },
  }
}

function cancelOutcome(found: InquiryOutcome): CancelOutcome {
  if (found.type === 'unknown') return found
  if (found.type === 'not_found') return { type: 'cancelled' }
  if (found.type === 'pending') return { type: 'unknown', detail: 'still pending' }
  const isCancelled = found.type === 'declined' && found.reason === 'cancelled'
  return isCancelled ? { type: 'cancelled' } : { type: 'settled', outcome: found }
}

/** Letters, digits, `-` and `_`. */
function refundKeyOf(idemKey: string): string {
  return idemKey.replace(/[^\w-]/g, '-')
}
