import policies from '#config/outbound'
import { createOutboundClient, type OutboundClient } from '#shared/outbound/client'

type Environment = 'production' | 'development'

const clients = new Map<Environment, OutboundClient>()

/** The guarded client for calls to partners of one store. */
export function outboundClient(environment: Environment): OutboundClient {
  let client = clients.get(environment)
  if (!client) {
    client = createOutboundClient({ environmentPolicy: policies[environment] })
    clients.set(environment, client)
  }
  return client
}

/** Puts another client in its place, for tests; returns the way back. */
export function fakeOutbound(environment: Environment, client: OutboundClient): () => void {
  clients.set(environment, client)
  return () => void clients.delete(environment)
}
