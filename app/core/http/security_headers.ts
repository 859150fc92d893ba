import type { ServerResponse } from 'node:http'
import surfaces from '#config/surfaces'

/** Nothing inline and no nonce: pages stay cacheable, and an injected tag is dead. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ')

/** Every answer of every surface carries these. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('X-Frame-Options', 'DENY')
  // Activation links carry tokens in the path: other sites never see our addresses.
  response.setHeader('Referrer-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
  if (surfaces.scheme === 'https') {
    response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  }
}
