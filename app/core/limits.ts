import { createHash } from 'node:crypto'
import limiter from '@adonisjs/limiter/services/main'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import ipaddr from 'ipaddr.js'
import { clock } from '#shared/clock'

/** Named limits per address; those of an account are spent by the actions, which know the account. */
const LIMITS = {
  sign_in: { requests: 20, duration: '10 mins' },
  sign_in_account: { requests: 10, duration: '10 mins' },
  sign_in_strangers: { requests: 100, duration: '1 hour' },
  second_factor: { requests: 6, duration: '10 mins' },
  reset: { requests: 30, duration: '1 hour' },
  resend: { requests: 5, duration: '1 hour' },
  register: { requests: 60, duration: '1 hour' },
  activate: { requests: 30, duration: '1 hour' },
  captcha: { requests: 120, duration: '10 mins' },
  search: { requests: 120, duration: '1 min' },
  buy: { requests: 60, duration: '10 mins' },
  voucher: { requests: 10, duration: '1 hour' },
  rate: { requests: 30, duration: '1 hour' },
  report: { requests: 20, duration: '1 hour' },
  message: { requests: 120, duration: '1 hour' },
  upload: { requests: 60, duration: '1 hour' },
  upload_account: { requests: 120, duration: '1 hour' },
  autosave: { requests: 1200, duration: '1 hour' },
  autosave_account: { requests: 1200, duration: '1 hour' },
  content_check: { requests: 60, duration: '1 hour' },
  api: { requests: 240, duration: '1 min' },
} as const

/** What one household or server gets of IPv6, all of whose addresses its owner may use at will. */
const NETWORK_BITS = 64

export type LimitName = keyof typeof LIMITS

/** The key's column holds 255 characters; an address alone may have 254. */
function keyOf(name: LimitName, key: string): string {
  const short = key.length <= 150 ? key : createHash('sha256').update(key).digest('hex')
  return `${name}:${short}`
}

/** Takes one of the limit's requests for `key`; false when none is left. */
export async function spend(name: LimitName, key: string): Promise<boolean> {
  const factor = app.config.get<number>('limits.factor', 1)
  const { requests, duration } = LIMITS[name]
  return limiter
    .use({ requests: requests * factor, duration })
    .attempt(keyOf(name, key), () => true)
    .then(Boolean)
}

/**
 * Who is counted as one by the limits per address: an IPv4 address, mapped into IPv6 or not, and of IPv6 the /64.
 *
 * @param ip as the socket or the proxy names it; what is no address is counted as itself
 * @returns `192.0.2.7`, `2001:db8:1:2::/64`
 */
export function networkOf(ip: string): string {
  const bare = ip.split('%', 1)[0]!
  if (!ipaddr.isValid(bare)) return ip.slice(0, 100)
  const address = ipaddr.process(bare)
  if (address instanceof ipaddr.IPv4) return address.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${NETWORK_BITS}`)}/${NETWORK_BITS}`
}

/** Forgets what has run out: the store of SQLite does not by itself. */
export async function sweepLimits(): Promise<void> {
  await db.from('rate_limits').where('expire', '<', clock.now().toMillis()).delete()
}

/** Forgets what `key` has spent: a failed try is no sin once the right one came. */
export async function forgive(name: LimitName, key: string): Promise<void> {
  const { requests, duration } = LIMITS[name]
  await limiter.use({ requests, duration }).delete(keyOf(name, key))
}
