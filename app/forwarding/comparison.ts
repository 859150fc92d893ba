import type { CallReason, CallVerdict } from '#forwarding/call'
import { foreignLine } from '#forwarding/foreign_text'
import type DeliveryAttempt from '#forwarding/models/delivery_attempt'

/** A row of *Selisih*: what was expected beside what came. */
export interface ComparedValue {
  name: string
  expected: string
  received: string | null
  differs: boolean
}

/** What an attempt is judged by. */
export interface Expectation {
  /** HTTP statuses that are right, as one reads them: `2xx`, `401, 403`. */
  http: { text: string; accepts: (status: number) => boolean }
  /** Words that `status` may say; null where the body does not matter. */
  statuses: readonly string[] | null
  /** Where a second answer must repeat the reference of the first. */
  ref?: string | null
  /** Milliseconds within which the answer must have come. */
  within?: number
}

export const ACCEPTS: Expectation = {
  http: { text: '2xx', accepts: (status) => status >= 200 && status < 300 },
  statuses: ['OK', 'DUPLICATE'],
}
export const REPEATS: Expectation = { ...ACCEPTS, statuses: ['DUPLICATE'] }
export const REFUSES: Expectation = {
  http: { text: '401, 403', accepts: (status) => status === 401 || status === 403 },
  statuses: null,
}

/** An error of whoever calls; 410 would switch the URL off. */
export const FAULTS: Expectation = {
  http: { text: '4xx', accepts: (status) => status >= 400 && status < 500 && status !== 410 },
  statuses: null,
}

type Judged = Pick<DeliveryAttempt, 'answer' | 'reason' | 'totalMs'> & { verdict: CallVerdict }

/** Puts an attempt beside its expectation (R8.1). */
export function compare(attempt: Judged, trxId: string, expectation: Expectation): ComparedValue[] {
  const { http, statuses, ref, within } = expectation
  const said = readAnswer(attempt)
  const httpStatus = attempt.answer?.status ?? null
  const rows: ComparedValue[] = [
    row(
      'HTTP',
      http.text,
      httpStatus === null ? noAnswer(attempt.reason) : String(httpStatus),
      httpStatus !== null && http.accepts(httpStatus)
    ),
  ]
  if (statuses) {
    rows.push(
      row(
        'status',
        statuses.join(' / '),
        said.status,
        said.status !== null && statuses.includes(said.status)
      )
    )
    // Plain `OK` as text names no transaction, and need not.
    const isPlain = attempt.reason === 'accepted_plain'
    rows.push(row('trx_id', trxId, isPlain ? '–' : said.trxId, isPlain || said.trxId === trxId))
  }
  if (ref !== undefined && ref !== null) rows.push(row('ref', ref, said.ref, said.ref === ref))
  if (within !== undefined) {
    const took = attempt.totalMs ?? Number.POSITIVE_INFINITY
    rows.push(
      row(
        'ms',
        `≤ ${within}`,
        attempt.totalMs === null ? null : String(took),
        took <= within && httpStatus !== null
      )
    )
  }
  return rows
}

function row(
  name: string,
  expected: string,
  received: string | null,
  holds: boolean
): ComparedValue {
  return { name, expected, received, differs: !holds }
}

/** What the answer's body says, whatever it is. */
export function readAnswer(attempt: Pick<Judged, 'answer' | 'reason'>) {
  if (attempt.reason === 'accepted_plain') return { status: 'OK', trxId: null, ref: null }
  const body = parse(attempt.answer?.body)
  return { status: text(body.status), trxId: text(body.trx_id), ref: text(body.ref) }
}

function parse(body: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body ?? '')
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? foreignLine(value, 100) : null
}

function noAnswer(reason: CallReason): string {
  return reason
}
