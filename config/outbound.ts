import { outboundPolicies } from '#shared/outbound/policies'
import env from '#start/env'

export default outboundPolicies({
  allow: env.get('OUTBOUND_ALLOW'),
  nodeEnv: env.get('NODE_ENV'),
})
