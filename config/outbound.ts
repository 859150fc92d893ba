import env from '#start/env'
import { parseOutboundAllow, type OutboundPolicy } from '#shared/outbound/url'

const allowHosts = parseOutboundAllow(env.get('OUTBOUND_ALLOW'), env.get('NODE_ENV'))

/** A development machine calls the sample partner site on itself; a deployment never calls inside. */
const allowLoopback =
  env.get('NODE_ENV') !== 'production' &&
  ['127.0.0.1', '::1', 'localhost'].includes(env.get('HOST'))

/** What calls to partners may reach, by store (forwarding contract, "Safety"). */
export default {
  production: { httpsOnly: true, allowLoopback, allowHosts },
  development: { httpsOnly: false, allowLoopback, allowHosts },
} satisfies Record<'production' | 'development', OutboundPolicy>
