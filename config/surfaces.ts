import env from '#start/env'

/**
 * The four surfaces and the hosts under which the world reaches them. `SURFACES=ports` serves each on a
 * port of its own (PORT + 1 … PORT + 4), where `*.localhost` does not resolve.
 */
export default {
  mode: env.get('SURFACES', 'hosts'),
  scheme: env.get('PUBLIC_SCHEME', 'http'),
  port: env.get('PUBLIC_PORT') ?? (env.get('PUBLIC_SCHEME') === 'https' ? 443 : env.get('PORT')),
  bindHost: env.get('HOST'),
  bindPort: env.get('PORT'),
  trustProxy: env.get('TRUST_PROXY', false),
  hosts: {
    store: env.get('STORE_HOST', 'stores.localhost'),
    devstore: env.get('DEVSTORE_HOST', 'devstores.localhost'),
    partner: env.get('PARTNER_HOST', 'mitra.localhost'),
    staff: env.get('STAFF_HOST', 'staf.localhost'),
    doorway: 'localhost',
  },
}
