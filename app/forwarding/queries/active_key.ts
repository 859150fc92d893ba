import { randomBytes } from 'node:crypto'
import PartnerKey from '#forwarding/models/partner_key'
import { clock } from '#shared/clock'
import type { Client } from '#shared/database/main'
import { randomCode } from '#shared/public_id'

type Environment = 'production' | 'development'

/** The key that the store signs with; made when the partner has none yet. */
export async function activeKey(
  client: Client,
  partnerId: number,
  environment: Environment
): Promise<PartnerKey> {
  const keys = await validKeys(client, partnerId, environment)
  const active = keys.find((key) => key.activatedAt !== null)
  return active ?? (await makeKey(client, partnerId, environment, { active: true }))
}

/** Keys that are good today, the newest first; one of them may wait for its partner to install it. */
export function validKeys(
  client: Client,
  partnerId: number,
  environment: Environment
): Promise<PartnerKey[]> {
  return PartnerKey.query({ client })
    .where('partnerId', partnerId)
    .where('environment', environment)
    .where((good) => good.whereNull('retiresAt').orWhere('retiresAt', '>', clock.now().toMillis()))
    .orderBy('id', 'desc')
}

/** Mints a key. Its id tells store and order at a glance: `dev-2-k7f3q9`. */
export async function makeKey(
  client: Client,
  partnerId: number,
  environment: Environment,
  options: { active: boolean }
): Promise<PartnerKey> {
  const [{ count }] = await client
    .from('partner_keys')
    .where('partner_id', partnerId)
    .where('environment', environment)
    .count('* as count')
  const prefix = environment === 'production' ? 'live' : 'dev'
  return PartnerKey.create(
    {
      partnerId,
      environment,
      kid: `${prefix}-${Number(count) + 1}-${randomCode(6).toLowerCase()}`,
      secret: randomBytes(32).toString('base64url'),
      activatedAt: options.active ? clock.now() : null,
      retiresAt: null,
    },
    { client }
  )
}
