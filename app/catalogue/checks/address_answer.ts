import type { OutboundResult } from '#shared/outbound/client'

export const ADDRESS_FIELDS = [
  'forwarding_url_production',
  'forwarding_url_development',
  'redirect_url_production',
  'redirect_url_development',
  'demo_url',
] as const
export type AddressField = (typeof ADDRESS_FIELDS)[number]

/** What came of one plain call. All but `reachable` are warnings: a server may be down tonight and up when QA calls. */
export type AddressOutcome =
  | 'reachable'
  | 'not_found'
  | 'refused'
  | 'server_error'
  | 'unresolvable'
  | 'timeout'
  | 'tls'
  | 'no_connection'
  | 'forbidden'
  | 'unreadable'

export interface AddressResult {
  url: string
  outcome: AddressOutcome
  /** The HTTP status that was answered; null without an answer. */
  status: number | null
  /** Of the whole call, in milliseconds. */
  ms: number
}

const FAILURES: Partial<Record<string, AddressOutcome>> = {
  unresolvable: 'unresolvable',
  connect_timeout: 'timeout',
  deadline: 'timeout',
  tls: 'tls',
  connection_refused: 'no_connection',
  unreachable: 'no_connection',
  reset: 'no_connection',
  aborted: 'no_connection',
  forbidden_url: 'forbidden',
  forbidden_address: 'forbidden',
}

/**
 * Reads what a plain call without parameters brought. A forwarding URL that refuses it (400, 401, 403, 405, 422) does what the
 * contract asks of an unsigned call; customers' pages must open.
 */
export function readAnswer(
  field: AddressField,
  url: string,
  result: OutboundResult
): AddressResult {
  const ms = Math.round(result.timings.totalMs)
  if (result.type === 'failed' && !result.seen)
    return { url, outcome: FAILURES[result.reason] ?? 'unreadable', status: null, ms }
  const status = result.type === 'answer' ? result.status : result.seen!.status
  return { url, outcome: outcomeOf(field, status), status, ms }
}

function outcomeOf(field: AddressField, status: number): AddressOutcome {
  if (status >= 500) return 'server_error'
  if (status === 404 || status === 410) return 'not_found'
  if (status >= 400 && !field.startsWith('forwarding_')) return 'refused'
  return 'reachable'
}

/** Names that never exist outside of documents and tests (RFC 2606): no name server is asked. */
export function isReservedName(url: string): boolean {
  return URL.canParse(url) && /(?:^|\.)(?:example|test|invalid)$/.test(new URL(url).hostname)
}
