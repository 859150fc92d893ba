import { ServerResponse, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http'
import surfaces from '#config/surfaces'

/** Nothing inline and no nonce: pages stay cacheable, and an injected tag is dead. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ')

const HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Activation links carry tokens in the path: other sites never see our addresses.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  ...(surfaces.scheme === 'https'
    ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : {}),
}

/**
 * Every answer of every surface carries these. They join when the head is written: set one by one beforehand, each
 * header would be checked and copied twice.
 */
export function carrySecurityHeaders(response: ServerResponse): void {
  response.writeHead = writeHead
}

type Head = OutgoingHttpHeaders | OutgoingHttpHeader[]

const write = ServerResponse.prototype.writeHead as (
  this: ServerResponse,
  status: number,
  ...rest: (string | Head)[]
) => ServerResponse

function writeHead(
  this: ServerResponse,
  status: number,
  reason?: string | Head,
  headers?: Head
): ServerResponse {
  const given = typeof reason === 'string' ? headers : reason
  const joined = Array.isArray(given)
    ? ([...Object.entries(HEADERS).flat(), ...given] as OutgoingHttpHeader[])
    : { ...HEADERS, ...given }
  return typeof reason === 'string'
    ? write.call(this, status, reason, joined)
    : write.call(this, status, joined)
}
