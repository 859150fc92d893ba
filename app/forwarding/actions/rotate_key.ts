import { audit } from '#audit/record'
import type PartnerKey from '#forwarding/models/partner_key'
import { activeKey, makeKey, validKeys } from '#forwarding/queries/active_key'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/** How long the former key still opens the status API, for a partner who rotates one server after the other. */
const OLD_KEY_LIFE = { days: 7 }

type Environment = 'production' | 'development'

/** Makes the next key. The store goes on signing with the old one until {@link activateKey}. */
export function rotateKey(partner: Partner, environment: Environment): Promise<PartnerKey> {
  return transaction(async (trx) => {
    await holdPartner(trx, partner.id)
    await activeKey(trx, partner.id, environment)
    const [newest] = await validKeys(trx, partner.id, environment)
    if (newest && newest.activatedAt === null) return newest
    const by = { kind: 'partner', id: partner.publicId } as const
    return makeKey(trx, partner.id, environment, { active: false, by })
  })
}

/** The partner has installed the newest key: the store signs with it, the former ones retire. */
export function activateKey(partner: Partner, environment: Environment): Promise<PartnerKey> {
  return transaction(async (trx) => {
    await holdPartner(trx, partner.id)
    const [newest, ...older] = await validKeys(trx, partner.id, environment)
    if (!newest) return activeKey(trx, partner.id, environment)
    if (newest.activatedAt !== null) return newest
    for (const key of older) {
      if (key.retiresAt === null)
        await key.merge({ retiresAt: clock.now().plus(OLD_KEY_LIFE) }).save()
    }
    await newest.merge({ activatedAt: clock.now() }).save()
    await audit(trx, {
      type: 'forwarding.key_activated',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'partner_key', id: newest.publicId },
      data: { environment },
    })
    return newest
  })
}
