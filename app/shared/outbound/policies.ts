import { parseOutboundAllow, type OutboundPolicy } from '#shared/outbound/url'

/**
 * What calls to partners may reach, by store (forwarding contract, "Safety").
 *
 * @param settings.allow `OUTBOUND_ALLOW`
 * @throws as {@link parseOutboundAllow} does
 */
export function outboundPolicies(settings: {
  allow: string | undefined
  nodeEnv: string
}): Record<'production' | 'development', OutboundPolicy> {
  const allowHosts = parseOutboundAllow(settings.allow, settings.nodeEnv)
  return {
    production: { httpsOnly: true, allowHosts },
    development: { httpsOnly: false, allowHosts },
  }
}
