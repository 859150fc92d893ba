import ipaddr from 'ipaddr.js'

/**
 * Addresses that are ordinary unicast by their range and still lead inside: Azure answers its
 * metadata and wire-server calls on this one.
 */
const METADATA_ADDRESSES = new Set(['168.63.129.16'])

/** Everything that is routed on the public Internet today (IANA IPv6 address space registry). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * The range of an IP address in canonical spelling (`127.0.0.1`, `2001:db8::1`, no brackets),
 * or null when the text is no such address.
 */
function rangeOf(address: string): string | null {
  const withoutZone = address.split('%', 1)[0]
  if (ipaddr.IPv4.isValidFourPartDecimal(withoutZone)) {
    return METADATA_ADDRESSES.has(withoutZone) ? 'metadata' : ipaddr.IPv4.parse(withoutZone).range()
  }
  if (!ipaddr.IPv6.isValid(withoutZone)) return null
  const parsed = ipaddr.IPv6.parse(withoutZone)
  const range = parsed.range()
  if (range !== 'unicast') return range
  // IPv4-compatible, ISATAP and unassigned space count as unicast in ipaddr.js.
  return parsed.match(GLOBAL_UNICAST) && !isIsatap(parsed) ? 'unicast' : 'unassigned'
}

/** ISATAP interface identifiers (RFC 5214) carry an IPv4 address of their own. */
function isIsatap(address: ipaddr.IPv6): boolean {
  return (address.parts[4] & 0xfdff) === 0 && address.parts[5] === 0x5efe
}

/**
 * Whether a call may be connected to this IP address: public unicast only, and loopback
 * (127.0.0.0/8, ::1) where the configuration of a development machine names the host. Mapped and
 * translated forms of IPv4 (::ffff:0:0/96, 64:ff9b::/96, 2002::/16, Teredo) are refused whatever
 * address they hide.
 *
 * @param address canonical text of an IPv4 or IPv6 address, without brackets
 */
export function isAllowedAddress(address: string, policy: { allowLoopback: boolean }): boolean {
  const range = rangeOf(address)
  return range === 'unicast' || (range === 'loopback' && policy.allowLoopback)
}

/** Whether the text is an IP address rather than a name. */
export function isAddress(host: string): boolean {
  return rangeOf(host) !== null
}
