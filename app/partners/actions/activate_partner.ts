import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'
import { dropTokens, useToken } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'

/** Activates the account of a mailed link, which is used up by it (R2.3). Two at once: one gets through. */
export function activatePartner(token: string): Promise<Result<Partner, { type: 'invalid_link' }>> {
  return transaction(async (trx) => {
    const claim = await useToken(trx, 'partner.activate', token)
    const partner = claim && (await Partner.find(claim.userId, { client: trx }))
    if (!partner || partner.status !== 'registered') return err({ type: 'invalid_link' as const })
    await partner.activate({ at: clock.now(), trx })
    await dropTokens(trx, 'partner.activate', partner.id)
    await enqueue(trx, { kind: 'partner.activated', payload: { partnerId: partner.id } })
    return ok(partner)
  })
}
