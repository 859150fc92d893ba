import { randomBytes } from 'node:crypto'
import { audit, type AuditActor } from '#audit/record'
import PartnerKey from '#forwarding/models/partner_key'
import { holdPartner } from '#partners/actions/hold_partner'
import { clock } from '#shared/clock'
import { transaction, type Client, type Trx } from '#shared/database/main'
import { randomCode } from '#shared/public_id'

type Environment = 'production' | 'development'

/**
 * The key that the store signs with; made when the partner has none yet. In the caller's transaction where `client` is
 * one; otherwise only making it opens one.
 */
export async function activeKey(
  client: Client,
  partnerId: number,
  environment: Environment
): Promise<PartnerKey> {
  const known = await signingKey(client, partnerId, environment)
  if (known) return known
  return client.isTransaction
    ? makeFirstKey(client as Trx, partnerId, environment)
    : transaction((trx) => makeFirstKey(trx, partnerId, environment))
}

/** Of two who find none, the second waits for the first and takes its key. */
async function makeFirstKey(trx: Trx, partnerId: number, environment: Environment) {
  await holdPartner(trx, partnerId)
  const known = await signingKey(trx, partnerId, environment)
  return known ?? makeKey(trx, partnerId, environment, { active: true, by: { kind: 'system' } })
}

async function signingKey(client: Client, partnerId: number, environment: Environment) {
  const keys = await validKeys(client, partnerId, environment)
  return keys.find((key) => key.activatedAt !== null)
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

/** Mints a key, behind the lock of its partner's row. Its id tells store and order at a glance: `dev-2-k7f3q9`. */
export async function makeKey(
  trx: Trx,
  partnerId: number,
  environment: Environment,
  { active, by }: { active: boolean; by: AuditActor }
): Promise<PartnerKey> {
  const [{ count }] = await trx
    .from('partner_keys')
    .where('partner_id', partnerId)
    .where('environment', environment)
    .count('* as count')
  const prefix = environment === 'production' ? 'live' : 'dev'
  const key = await PartnerKey.create(
    {
      partnerId,
      environment,
      kid: `${prefix}-${Number(count) + 1}-${randomCode(6).toLowerCase()}`,
      secret: randomBytes(32).toString('base64url'),
      activatedAt: active ? clock.now() : null,
      retiresAt: null,
    },
    { client: trx }
  )
  await audit(trx, {
    type: 'forwarding.key_made',
    actor: by,
    subject: { kind: 'partner_key', id: key.publicId },
    data: { environment },
  })
  return key
}
