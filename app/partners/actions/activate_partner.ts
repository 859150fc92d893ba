import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'
import PartnerRegistration from '#partners/models/partner_registration'

type Activation = Result<Partner, { type: 'invalid_link' }>

/**
 * Makes the account of the registration for which a link was mailed, using the link up (R2.3): its data and its
 * password, no other's. What else waits for the address is void with it. Of several at once, one gets through.
 */
export async function activatePartner(token: string): Promise<Activation> {
  const claim = await peekToken('partner.activate', token)
  const looked = claim && (await PartnerRegistration.find(claim.userId))
  if (!looked?.email) return err({ type: 'invalid_link' })
  try {
    return await activateOnce(token, looked.email)
  } catch (error) {
    // Another registration of the same address, made while this one was under way, was faster.
    if (isUniqueViolation(error)) return err({ type: 'invalid_link' })
    throw error
  }
}

function activateOnce(token: string, email: string): Promise<Activation> {
  return transaction(async (trx) => {
    // Everybody who activates for this address comes by here first: one at a time, in the same order.
    const waiting = await waitingFor(trx, email)
    const claim = await useToken(trx, 'partner.activate', token)
    const registration = waiting.find(({ id }) => id === claim?.userId)
    const at = clock.now()
    if (!registration?.isWaiting(at)) return err({ type: 'invalid_link' as const })
    if (await Partner.findBy({ email }, { client: trx }))
      return err({ type: 'invalid_link' as const })
    const partner = await Partner.activate(registration, { at, trx })
    for (const each of waiting) {
      await each.settle({ at, trx })
      await dropTokens(trx, 'partner.activate', each.id)
    }
    await enqueue(trx, { kind: 'partner.activated', payload: { partnerId: partner.id } })
    return ok(partner)
  })
}

function waitingFor(trx: Trx, email: string): Promise<PartnerRegistration[]> {
  return PartnerRegistration.query({ client: trx })
    .where('email', email)
    .orderBy('id')
    .forUpdate()
    .exec()
}
