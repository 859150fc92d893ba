import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { request, type Dispatcher } from 'undici'
import type { Rupiah } from '#shared/money'
import { err, ok, type Result } from '#shared/result'
import {
  DECLINE_REASONS,
  VERIFICATION_FAILURES,
  type CallbackError,
  type CallbackEvent,
  type CallbackHeaders,
  type CancelOutcome,
  type ChargeOutcome,
  type ChargeRequest,
  type DeclineReason,
  type InquiryOutcome,
  type MethodBinding,
  type PaymentDependencies,
  type PaymentMethod,
  type RefundOutcome,
  type RefundRequest,
  type VerificationFailure,
} from '#payments/contract'

/** Headers of the gateway protocol. */
export const GATEWAY_HEADERS = {
  kid: 'gateway-key',
  timestamp: 'gateway-timestamp',
  signature: 'gateway-signature',
  idemKey: 'idempotency-key',
} as const

const DEFAULT_TIMEOUT_MS = 8_000
const CALLBACK_SKEW_MS = 300_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface GatewaySettings {
  baseUrl: string
  key: { kid: string; secret: string }
  timeoutMs?: number
  /** Epoch milliseconds. */
  now(): number
}

type GatewayAnswer =
  | { type: 'answered'; status: number; body: Record<string, unknown> }
  | { type: 'lost'; detail: string }

/**
 * Client of the protocol that the telco's billing gateways speak.
 *
 * JSON over HTTP below the method's base URL. Each request carries `Gateway-Key`,
 * `Gateway-Timestamp` (Unix seconds) and `Gateway-Signature`: hex HMAC-SHA-256 over method, path
 * with query, time-stamp, `Idempotency-Key` (or nothing) and the hex SHA-256 of the body, by line.
 *
 * | call | answer |
 * |---|---|
 * | `POST /charges` `{order_no, amount, currency, number?, voucher_code?, description}` | charge |
 * | `GET /charges/{key}` | charge, or 404 `{error: "not_found"}` |
 * | `POST /charges/{key}/cancellation` | charge, `state: "cancelled"` where it succeeded |
 * | `POST /charges/{key}/refunds` `{amount, reason}` | `{state: "refunded", ref}` or 422 `{error}` |
 * | `POST /numbers/verifications` `{number}` | 202, or 422 `{error}` |
 * | `POST /numbers/confirmations` `{number, code}` | 200, or 422 `{error}` |
 * | `GET /numbers/trial-codes/{number}`, sandbox only | `{code}`, or 404 |
 *
 * A charge is `{key, ref, state, reason?, instructions?}` with `state` one of `billed`,
 * `collected`, `pending`, `declined`, `cancelled`, `reversed`.
 *
 * Whatever leaves open whether the gateway acted (no connection, time-out, 5xx, an answer that
 * cannot be read) is `unknown`, also when no connection came about: an earlier attempt under the
 * same key may have arrived.
 */
export class GatewayClient {
  readonly #baseUrl: string
  readonly #settings: GatewaySettings

  constructor(settings: GatewaySettings) {
    this.#settings = settings
    this.#baseUrl = settings.baseUrl.replace(/\/+$/, '')
  }

  async charge(charge: ChargeRequest): Promise<ChargeOutcome> {
    const answer = await this.#call('POST', '/charges', charge.idemKey, {
      order_no: charge.orderNo,
      amount: charge.amount,
      currency: 'IDR',
      number: charge.number,
      voucher_code: charge.voucherCode,
      description: charge.description,
    })
    const outcome = chargeOutcome(answer)
    switch (outcome.type) {
      case 'reversed':
        return { type: 'declined', reason: 'cancelled' }
      case 'not_found':
        return { type: 'unknown', detail: 'not_found' }
      default:
        return outcome
    }
  }

  async inquire(idemKey: string): Promise<InquiryOutcome> {
    return chargeOutcome(await this.#call('GET', `/charges/${encodeURIComponent(idemKey)}`))
  }

  async cancel(idemKey: string): Promise<CancelOutcome> {
    const path = `/charges/${encodeURIComponent(idemKey)}/cancellation`
    const outcome = chargeOutcome(await this.#call('POST', path, null, {}))
    switch (outcome.type) {
      case 'unknown':
        return outcome
      case 'not_found':
        return { type: 'unknown', detail: 'not_found' }
      case 'declined':
        return outcome.reason === 'cancelled' ? { type: 'cancelled' } : { type: 'settled', outcome }
      default:
        return { type: 'settled', outcome }
    }
  }

  /** `amount` null gives back whatever was charged. */
  async refund(
    refund: Pick<RefundRequest, 'idemKey' | 'chargeIdemKey' | 'reason'> & { amount: Rupiah | null }
  ): Promise<RefundOutcome> {
    const path = `/charges/${encodeURIComponent(refund.chargeIdemKey)}/refunds`
    const answer = await this.#call('POST', path, refund.idemKey, {
      amount: refund.amount,
      reason: refund.reason,
    })
    if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
    const { state, ref, error } = answer.body
    if (answer.status < 300 && state === 'refunded' && typeof ref === 'string') {
      return { type: 'refunded', ref }
    }
    if (answer.status !== 422) return { type: 'unknown', detail: `HTTP ${answer.status}` }
    const known = error === 'not_charged' || error === 'already_reversed'
    return { type: 'declined', reason: known ? error : 'refused' }
  }

  async requestVerification(
    number: string
  ): Promise<Result<undefined, { type: VerificationFailure }>> {
    return verification(await this.#call('POST', '/numbers/verifications', null, { number }))
  }

  async confirmNumber(
    number: string,
    code: string
  ): Promise<Result<undefined, { type: VerificationFailure }>> {
    return verification(await this.#call('POST', '/numbers/confirmations', null, { number, code }))
  }

  /** The code that a sandbox would have sent by SMS; null when there is none, or no answer. */
  async trialCode(number: string): Promise<string | null> {
    const answer = await this.#call('GET', `/numbers/trial-codes/${encodeURIComponent(number)}`)
    if (answer.type === 'lost' || answer.status !== 200) return null
    return typeof answer.body.code === 'string' ? answer.body.code : null
  }

  /**
   * Judges a callback: `Gateway-Signature` is hex HMAC-SHA-256 over the word `callback`, the
   * time-stamp and the hex SHA-256 of the body, by line; 300 s of skew.
   */
  verifyCallback(headers: CallbackHeaders, rawBody: string): Result<CallbackEvent, CallbackError> {
    const kid = headers[GATEWAY_HEADERS.kid]
    const timestamp = headers[GATEWAY_HEADERS.timestamp]
    const signature = headers[GATEWAY_HEADERS.signature]
    const { key } = this.#settings
    if (kid !== key.kid || typeof timestamp !== 'string' || typeof signature !== 'string') {
      return err({ type: 'bad_signature' })
    }
    const expected = hmac(key.secret, ['callback', timestamp, sha256(rawBody)])
    if (!sameText(signature, expected)) return err({ type: 'bad_signature' })
    const age = Math.abs(this.#settings.now() - Number(timestamp) * 1000)
    if (!(age <= CALLBACK_SKEW_MS)) return err({ type: 'stale' })
    return parseCallback(rawBody)
  }

  async #call(
    method: 'GET' | 'POST',
    path: string,
    idemKey: string | null = null,
    payload?: object
  ): Promise<GatewayAnswer> {
    const url = new URL(this.#baseUrl + path)
    const body = payload === undefined ? '' : JSON.stringify(payload)
    const signal = AbortSignal.timeout(this.#settings.timeoutMs ?? DEFAULT_TIMEOUT_MS)
    try {
      const answer = await request(url, {
        method,
        headers: this.#headers(method, url.pathname + url.search, idemKey, body),
        body: payload === undefined ? null : body,
        signal,
        reset: true,
      })
      const json = await readObject(answer)
      if (json === null) return { type: 'lost', detail: `HTTP ${answer.statusCode}, not JSON` }
      if (answer.statusCode >= 500) return { type: 'lost', detail: `HTTP ${answer.statusCode}` }
      return { type: 'answered', status: answer.statusCode, body: json }
    } catch (error) {
      return { type: 'lost', detail: signal.aborted ? 'timeout' : describe(error) }
    }
  }

  #headers(method: string, path: string, idemKey: string | null, body: string) {
    const { key, now } = this.#settings
    const timestamp = String(Math.floor(now() / 1000))
    return {
      'accept': 'application/json',
      'content-type': 'application/json',
      [GATEWAY_HEADERS.kid]: key.kid,
      [GATEWAY_HEADERS.timestamp]: timestamp,
      [GATEWAY_HEADERS.signature]: hmac(key.secret, [
        method,
        path,
        timestamp,
        idemKey ?? '',
        sha256(body),
      ]),
      ...(idemKey !== null && { [GATEWAY_HEADERS.idemKey]: idemKey }),
    }
  }
}

/** What a gateway-backed method says of itself. */
export interface GatewayMethodTraits {
  key: PaymentMethod['key']
  kind: PaymentMethod['kind']
  collects: PaymentMethod['collects']
  /** Turns what a customer typed into the method's number, or null; given where a number is needed. */
  normaliseNumber?(input: string): string | null
}

/**
 * A payment method that charges through a billing gateway.
 *
 * @throws when the binding lacks address or key
 */
export function createGatewayMethod(
  traits: GatewayMethodTraits,
  binding: MethodBinding,
  dependencies: PaymentDependencies
): PaymentMethod {
  const gateway = createGatewayClient(traits.key, binding, dependencies)
  const { normaliseNumber } = traits
  return {
    key: traits.key,
    kind: traits.kind,
    collects: traits.collects,
    needsNumber: normaliseNumber !== undefined,
    needsVoucher: false,
    isSandbox: binding.isSandbox,
    async charge(charge) {
      if (normaliseNumber && (!charge.number || normaliseNumber(charge.number) !== charge.number)) {
        throw new Error(`${traits.key}: charge ${charge.idemKey} lacks a usable number`)
      }
      return gateway.charge(charge)
    },
    inquire: (idemKey) => gateway.inquire(idemKey),
    cancel: (idemKey) => gateway.cancel(idemKey),
    refund: (refund) => gateway.refund(refund),
    verifyCallback: (headers, rawBody) => gateway.verifyCallback(headers, rawBody),
    ...(normaliseNumber && {
      numbers: {
        normalise: normaliseNumber,
        requestNumberVerification: (number) => gateway.requestVerification(number),
        confirmNumber: (number, code) => gateway.confirmNumber(number, code),
        ...(binding.isSandbox && { trialCode: (number: string) => gateway.trialCode(number) }),
      },
    }),
  }
}

/** @throws when the binding lacks address or key */
export function createGatewayClient(
  key: string,
  binding: MethodBinding,
  dependencies: Pick<PaymentDependencies, 'now'>
): GatewayClient {
  if (!binding.baseUrl || !binding.key?.secret) {
    throw new Error(`payments: ${key} has no gateway address or key`)
  }
  return new GatewayClient({
    baseUrl: binding.baseUrl,
    key: binding.key,
    timeoutMs: binding.timeoutMs,
    now: () => dependencies.now(),
  })
}

function chargeOutcome(answer: GatewayAnswer): InquiryOutcome {
  if (answer.type === 'lost') return { type: 'unknown', detail: answer.detail }
  const { state, ref, reason, instructions, error } = answer.body
  if (answer.status === 404 && error === 'not_found') return { type: 'not_found' }
  if (answer.status === 409) throw new Error(`payment gateway: ${String(error)}`)
  if (answer.status === 422) return { type: 'declined', reason: 'refused' }
  if (answer.status >= 300) return { type: 'unknown', detail: `HTTP ${answer.status}` }
  if (state === 'cancelled') return { type: 'declined', reason: 'cancelled' }
  if (state === 'declined') return { type: 'declined', reason: declineReason(reason) }
  if (typeof ref !== 'string') return { type: 'unknown', detail: 'charge without reference' }
  switch (state) {
    case 'billed':
    case 'collected':
    case 'reversed':
      return { type: state, ref }
    case 'pending':
      return typeof instructions === 'string'
        ? { type: 'pending', ref, instructions }
        : { type: 'pending', ref }
    default:
      return { type: 'unknown', detail: `state ${String(state)}` }
  }
}

function declineReason(reason: unknown): DeclineReason {
  return DECLINE_REASONS.find((one) => one === reason) ?? 'refused'
}

function verification(answer: GatewayAnswer): Result<undefined, { type: VerificationFailure }> {
  if (answer.type === 'lost') return err({ type: 'unavailable' })
  if (answer.status < 300) return ok()
  return err({
    type: VERIFICATION_FAILURES.find((one) => one === answer.body.error) ?? 'unavailable',
  })
}

const CALLBACK_TYPES = ['billed', 'collected', 'reversed', 'declined'] as const

function parseCallback(rawBody: string): Result<CallbackEvent, CallbackError> {
  const body = parseObject(rawBody)
  if (!body) return err({ type: 'malformed', detail: 'not a JSON object' })
  const { id, type, key, ref, amount, sequence, occurred_at: occurredAt } = body
  const known = CALLBACK_TYPES.find((one) => one === type)
  if (!known) return err({ type: 'malformed', detail: `type ${String(type)}` })
  if (typeof id !== 'string' || typeof key !== 'string' || typeof ref !== 'string') {
    return err({ type: 'malformed', detail: 'id, key or ref' })
  }
  if (!isWhole(amount) || !isWhole(sequence) || !isWhole(occurredAt)) {
    return err({ type: 'malformed', detail: 'amount, sequence or occurred_at' })
  }
  // Ours are rupiah; a service that names another currency means another sum.
  if (body.currency !== undefined && body.currency !== 'IDR') {
    return err({ type: 'malformed', detail: 'currency' })
  }
  return ok({ id, type: known, idemKey: key, ref, amount, sequence, occurredAt })
}

async function readObject(
  answer: Dispatcher.ResponseData
): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error('answer too large')
    chunks.push(chunk)
  }
  return parseObject(Buffer.concat(chunks).toString('utf8'))
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function describe(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : String(error)
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

function hmac(secret: string, lines: string[]): string {
  return createHmac('sha256', secret).update(lines.join('\n'), 'utf8').digest('hex')
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one, 'utf8')
  const right = Buffer.from(other, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}
