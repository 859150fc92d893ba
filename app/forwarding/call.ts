import { foreignLine, foreignText } from '#forwarding/foreign_text'
import { buildSignedUrl, unixSeconds, type SigningKey } from '#forwarding/signature'
import type {
  OutboundClient,
  OutboundFailure,
  OutboundHeaders,
  OutboundTimings,
} from '#shared/outbound/client'
import { CONTRACT_PARAMETERS } from '#shared/outbound/contract_parameters'

export type ForwardingEnvironment = 'production' | 'development'
export type ForwardingEvent = 'purchase' | 'renewal' | 'stop' | 'refund' | 'test'

/** The frozen payload of one event: the same for every attempt. `ts`, `kid`, `sig` come with each. */
export interface ForwardingParameters {
  v: string
  env: ForwardingEnvironment
  event: ForwardingEvent
  trx_id: string
  order_no: string
  content_id: string
  partner_id: string
  cust_ref: string
  pay_type: 'once' | 'subscription'
  sub_id?: string
  period?: string
  amount: number
  currency: 'IDR'
  channel: string
}

/** What an attempt came to: the first two settle it well, the next two for good, the rest is tried again. */
export const CALL_VERDICTS = ['ok', 'duplicate', 'rejected', 'gone', 'retry', 'failed'] as const
export type CallVerdict = (typeof CALL_VERDICTS)[number]

/** Every reason that an outcome may carry, so that the interface can translate each. */
export const CALL_REASONS = [
  'accepted',
  'accepted_plain',
  'duplicate',
  'rejected',
  'gone',
  'asked_to_retry',
  'empty_body',
  'encoded_body',
  'wrong_content_type',
  'not_json',
  'not_an_object',
  'unknown_status',
  'missing_trx_id',
  'wrong_trx_id',
  'http_400',
  'http_401',
  'http_403',
  'http_404',
  'http_405',
  'http_408',
  'http_429',
  'http_4xx',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
  'http_5xx',
  'http_other',
  'redirect',
  'too_large',
  'forbidden_url',
  'forbidden_address',
  'unresolvable',
  'connect_timeout',
  'connection_refused',
  'unreachable',
  'tls',
  'reset',
  'deadline',
  'protocol',
  'aborted',
] as const
export type CallReason = (typeof CALL_REASONS)[number]

/** One attempt as it is stored and shown: what went out, what came back, and what we make of it. */
export interface CallOutcome {
  verdict: CallVerdict
  reason: CallReason
  /** For people who mend things, in English and without secrets; null when the reason says it all. */
  detail: string | null
  /** The URL carries the signature and the partner's own secrets: {@link redactUrl} before logging. */
  request: { method: 'GET'; url: string; headers: Record<string, string> }
  /** Null when nothing came back; `body` is cut at {@link MAX_STORED_BODY} characters, without what cannot be read. */
  answer: { status: number; headers: OutboundHeaders; body: string } | null
  /** What the partner wrote in its answer, cut to length; null when it wrote none. */
  partner: { ref: string | null; message: string | null }
  timings: OutboundTimings
  remoteAddress: string | null
}

/** Characters of an answer's body that are kept for the trace. */
export const MAX_STORED_BODY = 8_192

const MAX_DETAIL = 500

/** Header with the number of the attempt, counted from 1. */
export const ATTEMPT_HEADER = 'Etalase-Attempt'

/**
 * Places one attempt of a forwarding call: signs the frozen parameters anew, sends them with GET,
 * and judges the answer (forwarding contract, "Forwarding call" and "Answer"). Never throws for
 * what the partner does.
 *
 * @param call.url the partner's forwarding URL, its own query included
 * @param call.attempt number of this attempt, from 1
 * @param call.trxId what a JSON answer must repeat
 * @param call.now epoch milliseconds, becomes `ts`
 */
export async function placeCall(call: {
  client: OutboundClient
  url: string
  params: ForwardingParameters
  key: SigningKey
  attempt: number
  trxId: string
  now: number
  signal?: AbortSignal
}): Promise<CallOutcome> {
  const request = buildRequest(call)
  const result = await call.client.get(request.url, {
    headers: request.headers,
    signal: call.signal,
  })

  const seen = result.type === 'answer' ? result : result.seen
  const answer = seen && {
    status: seen.status,
    headers: readableHeaders(seen.headers),
    body: foreignText(seen.body.toString('utf8'), MAX_STORED_BODY),
  }
  const judged =
    result.type === 'answer'
      ? judgeAnswer(result, call.trxId)
      : judgeFailure(result.reason, result.detail, seen?.status)
  return {
    ...judged,
    detail: judged.detail && foreignLine(judged.detail, MAX_DETAIL),
    request,
    answer,
    timings: result.timings,
    remoteAddress: result.remoteAddress,
  }
}

/** The signed request that {@link placeCall} sends; the workbench shows it as a command line. */
export function buildRequest(call: {
  url: string
  params: ForwardingParameters
  key: SigningKey
  attempt: number
  now: number
}): CallOutcome['request'] {
  const { sub_id: subId, period, ...always } = call.params
  const params = {
    ...always,
    ...(subId !== undefined && { sub_id: subId }),
    ...(period !== undefined && { period }),
    ts: unixSeconds(call.now),
  }
  return {
    method: 'GET',
    // An address that is no URL is the client's to refuse, with its reason.
    url: URL.canParse(call.url) ? buildSignedUrl(call.url, params, call.key) : call.url,
    headers: {
      'Accept': 'application/json, text/plain;q=0.8',
      'User-Agent': 'Etalase/1 (forwarding)',
      [ATTEMPT_HEADER]: String(call.attempt),
    },
  }
}

type Judgement = Pick<CallOutcome, 'verdict' | 'reason' | 'detail' | 'partner'>

const NOBODY = { ref: null, message: null }

/**
 * Judges a complete answer. 2xx with JSON `{status, trx_id, ref?, message?}` or plain text `OK`;
 * 410 switches the URL off; anything else is a failed attempt with its reason.
 */
export function judgeAnswer(
  answer: { status: number; headers: OutboundHeaders; body: Buffer },
  trxId: string
): Judgement {
  if (answer.status === 410) return judgement('gone', 'gone')
  if (answer.status < 200 || answer.status > 299) {
    return judgement('failed', httpReason(answer.status), `HTTP ${answer.status}`)
  }
  const encoding = headerOf(answer.headers, 'content-encoding')
  if (encoding && encoding.toLowerCase() !== 'identity') {
    return judgement('failed', 'encoded_body', encoding)
  }
  const type = headerOf(answer.headers, 'content-type')?.split(';')[0].trim().toLowerCase() ?? ''
  if (!/^(application\/([a-z0-9.-]+\+)?json|text\/plain|)$/.test(type)) {
    return judgement('failed', 'wrong_content_type', type)
  }
  const text = decodeUtf8(answer.body)?.trim()
  if (text === '') return judgement('failed', 'empty_body')
  if (text === 'OK' && !type.endsWith('json')) return judgement('ok', 'accepted_plain')
  return judgeJson(text, trxId)
}

function judgeJson(text: string | undefined, trxId: string): Judgement {
  const parsed = parseJson(text)
  if (parsed === undefined) return judgement('failed', 'not_json')
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    return judgement('failed', 'not_an_object')
  }
  const { status, trx_id: repeated, ref, message } = parsed as Record<string, unknown>
  const partner = { ref: textOf(ref, 100), message: textOf(message, 500) }
  if (repeated === undefined || repeated === null) {
    return judgement('failed', 'missing_trx_id', null, partner)
  }
  if (repeated !== trxId) {
    return judgement('failed', 'wrong_trx_id', textOf(repeated, 100), partner)
  }
  switch (status) {
    case 'OK':
      return judgement('ok', 'accepted', null, partner)
    case 'DUPLICATE':
      return judgement('duplicate', 'duplicate', null, partner)
    case 'RETRY':
      return judgement('retry', 'asked_to_retry', null, partner)
    case 'REJECTED':
      return judgement('rejected', 'rejected', null, partner)
    default:
      return judgement('failed', 'unknown_status', textOf(status, 100), partner)
  }
}

/** 410 keeps its meaning even where the rest of the answer could not be read. */
function judgeFailure(reason: OutboundFailure, detail: string, status?: number): Judgement {
  return status === 410 ? judgement('gone', 'gone') : judgement('failed', reason, detail)
}

function judgement(
  verdict: CallVerdict,
  reason: CallReason,
  detail: string | null = null,
  partner: CallOutcome['partner'] = NOBODY
): Judgement {
  return { verdict, reason, detail, partner }
}

function httpReason(status: number): CallReason {
  const exact = CALL_REASONS.find((reason) => reason === `http_${status}`)
  if (exact) return exact
  if (status >= 400 && status < 500) return 'http_4xx'
  return status >= 500 && status < 600 ? 'http_5xx' : 'http_other'
}

function headerOf(headers: OutboundHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(value: unknown, length: number): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? foreignLine(value, length) : null
}

function readableHeaders(headers: OutboundHeaders): OutboundHeaders {
  const readable = (value: string) => foreignLine(value, value.length)
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(readable) : readable(value),
    ])
  )
}

/** Parameters whose values may stand in a log. */
const LOGGED_PARAMETERS: ReadonlySet<string> = new Set(
  CONTRACT_PARAMETERS.filter((name) => name !== 'sig' && name !== 'cust_ref')
)

/**
 * A URL fit for logs: the signature, the customer's pseudonym and the values of the partner's own
 * parameters (its tokens live there) are replaced, as are credentials.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '[unreadable]'
  const target = new URL(url)
  const query = [...target.searchParams].map(
    ([name, value]) =>
      `${encodeURIComponent(name)}=${LOGGED_PARAMETERS.has(name) ? encodeURIComponent(value) : '[redacted]'}`
  )
  return `${target.origin}${target.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Waits before the second and further attempts in the production store, before jitter. */
export const RETRY_DELAYS_MS: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
]

/** Each wait is shortened or prolonged by up to this part of it, so that failed calls spread out. */
const JITTER = 0.1

/**
 * When the next attempt is due, or null when there is none: production retries eight times, the
 * development store never (its partner presses *Kirim ulang*).
 *
 * @param attempt number of the attempt that just failed, from 1
 * @param now epoch milliseconds
 * @param random gives 0 ≤ x < 1
 * @returns epoch milliseconds
 */
export function nextAttemptAt(
  environment: ForwardingEnvironment,
  attempt: number,
  now: number,
  random: () => number
): number | null {
  const delay = RETRY_DELAYS_MS[attempt - 1]
  if (environment === 'development' || delay === undefined) return null
  return now + Math.round(delay * (1 + JITTER * (2 * random() - 1)))
}
