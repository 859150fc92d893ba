import { isIP } from 'node:net'
import type { HttpContext } from '@adonisjs/core/http'

/** For whom a passkey is made and asked (WebAuthn §5.1.2): one surface of ours, under its configured host and no other. */
export interface RelyingParty {
  /** The surface's own host, no parent of it: siblings get no passkeys of each other. */
  id: string
  /** What the browser must have signed as the page's origin, to the letter. */
  origin: string
}

/** The surface at hand as a relying party; null where it is reached by an address, for which browsers make no passkeys. */
export function relyingParty({ arrival }: HttpContext): RelyingParty | null {
  const { hostname } = new URL(arrival.origin)
  return isIP(hostname.replace(/^\[|\]$/g, '')) ? null : { id: hostname, origin: arrival.origin }
}
