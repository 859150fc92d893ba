import policies from '#config/outbound'
import { createOutboundClient, type OutboundClient } from '#shared/outbound/client'

type Environment = 'production' | 'development'

const clients = new Map<Environment, OutboundClient>()

/** The guarded client for trying a draft's addresses: shorter than a purchase would wait, and little is read. */
export function checkingClient(environment: Environment): OutboundClient {
  let client = clients.get(environment)
  if (!client) {
    client = createOutboundClient({
      environmentPolicy: policies[environment],
      deadlineMs: 5_000,
      maxBytes: 4 * 1024,
    })
    clients.set(environment, client)
  }
  return client
}
