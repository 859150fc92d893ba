import type { ChargeOutcome, ChargeRequest, PayDetails } from '#payments/contract'
import type { Transaction } from '#plugins/payments/midtrans/client'

/** How a customer pays: by a QR code that any bank's or wallet's app scans, or to a number at a bank. */
export type Way =
  { type: 'qris' } | { type: 'virtual_account'; bank: 'bca' | 'bni' | 'bri' | 'permata' }

const WIB_OFFSET_MS = 7 * 3_600_000
const MINUTE_MS = 60_000
const NAME_LENGTH = 50

/** Midtrans takes letters, digits, `-`, `_`, `~` and `.`, at most 50: what our keys have beside them is replaced, reversibly. */
export function orderIdOf(idemKey: string): string {
  return idemKey.replaceAll(':', '~').replaceAll('/', '.')
}

export function idemKeyOf(orderId: string): string {
  return orderId.replaceAll('~', ':').replaceAll('.', '/')
}

/** The body of `POST /v2/charge`. */
export function chargeBody(way: Way, charge: ChargeRequest): object {
  const minutes = charge.payBefore && Math.floor((charge.payBefore - charge.at) / MINUTE_MS)
  return {
    ...(way.type === 'qris'
      ? { payment_type: 'qris', qris: { acquirer: 'gopay' } }
      : { payment_type: 'bank_transfer', bank_transfer: { bank: way.bank } }),
    transaction_details: { order_id: orderIdOf(charge.idemKey), gross_amount: charge.amount },
    item_details: [
      {
        id: charge.orderNo,
        price: charge.amount,
        quantity: 1,
        name: charge.description.slice(0, NAME_LENGTH),
      },
    ],
    ...(minutes && {
      custom_expiry: {
        order_time: `${wallTime(charge.at)} +0700`,
        expiry_duration: Math.max(1, minutes),
        unit: 'minute',
      },
    }),
  }
}

export type Settled = ChargeOutcome | { type: 'reversed'; ref: string }

/** What a transaction came to, by its `transaction_status`. */
export function outcomeOf(way: Way, body: Transaction): Settled {
  const ref = String(body.transaction_id ?? '')
  switch (body.transaction_status) {
    case 'pending':
    case 'authorize':
      return { type: 'pending', ref, pay: payDetails(way, body) }
    case 'settlement':
    case 'capture':
    case 'partial_refund':
    case 'partial_chargeback':
      // Of a part that was given back in their dashboard the rest stands, and so does our charge.
      return { type: 'collected', ref }
    case 'refund':
    case 'chargeback':
      return { type: 'reversed', ref }
    case 'expire':
      return { type: 'declined', reason: 'expired' }
    case 'cancel':
      return { type: 'declined', reason: 'cancelled' }
    case 'deny':
    case 'failure':
      return { type: 'declined', reason: 'refused' }
    default:
      return { type: 'unknown', detail: `transaction_status ${String(body.transaction_status)}` }
  }
}

/** Notifications carry no number of their own: a later status stands higher. Money that came after an end is news, too. */
const ORDER: Record<Settled['type'], number> = {
  unknown: 0,
  pending: 1,
  billed: 1,
  declined: 2,
  collected: 3,
  reversed: 4,
}

export function sequenceOf(outcome: Settled): number {
  return ORDER[outcome.type]
}

/** Whole rupiah of `22000.00`, or null. */
export function amountOf(text: unknown): number | null {
  const [, whole] = /^(\d{1,12})(?:\.0{1,2})?$/.exec(String(text)) ?? []
  return whole === undefined ? null : Number(whole)
}

/** Epoch milliseconds of `2026-11-24 10:15:00`, which is Jakarta's. */
export function instantOf(text: unknown): number | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(String(text)) ?? []
  return day ? Date.parse(`${day}T${time}+07:00`) : null
}

function payDetails(way: Way, body: Transaction): PayDetails {
  const until = instantOf(body.expiry_time)
  const common = until === null ? {} : { until }
  if (way.type === 'qris') {
    // Asked later, Midtrans does not say the code again.
    return typeof body.qr_string === 'string'
      ? { how: 'qris', qr: body.qr_string, ...common }
      : { how: 'code_lost', ...common }
  }
  const value = accountOf(body)
  return value
    ? { how: 'virtual_account', numbers: [{ label: `${way.bank}_number`, value }], ...common }
    : { how: 'code_lost', ...common }
}

function accountOf(body: Transaction): string | null {
  const [first] = Array.isArray(body.va_numbers)
    ? (body.va_numbers as { va_number?: unknown }[])
    : []
  const account = body.permata_va_number ?? first?.va_number
  return typeof account === 'string' ? account : null
}

function wallTime(at: number): string {
  return new Date(at + WIB_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}
