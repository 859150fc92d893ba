import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { mayWriteTo } from '#partners/actions/resend_activation'
import Partner from '#partners/models/partner'
import PartnerRegistration from '#partners/models/partner_registration'

/**
 * Has the activation mail of a registration sent (R2.3) whose owner has looked at it again, once however often it is
 * pressed (R2.2). It makes no account: whose the address is shows only when the link is followed. Who registers an
 * address that has an account learns nothing: the answer is the same, and the address's owner is told by mail. Whose
 * address has had enough mails of this hour gets no other, and whoever registers it hears nothing of that either.
 */
export async function confirmRegistration(
  id: string
): Promise<Result<undefined, { type: 'not_found' | 'expired' }>> {
  const isTold = await mayBeTold(id)
  return transaction(async (trx) => {
    const registration = await PartnerRegistration.query({ client: trx })
      .where('public_id', id)
      .forUpdate()
      .first()
    if (!registration) return err({ type: 'not_found' as const })
    if (registration.confirmedAt) return ok()
    const at = clock.now()
    if (!registration.isOpen(at)) return err({ type: 'expired' as const })
    const { email } = registration.open().data
    const known = await Partner.findBy({ email }, { client: trx })
    if (known) {
      await registration.settle({ at, trx })
      if (isTold) await enqueueMail(trx, 'partners.known_address', { partnerId: known.id })
      return ok()
    }
    await registration.confirm({ at, trx })
    await audit(trx, {
      type: 'partner.registered',
      actor: { kind: 'anonymous' },
      subject: { kind: 'partner_registration', id: registration.publicId },
    })
    if (isTold) await enqueueMail(trx, 'partners.activation', { registrationId: registration.id })
    return ok()
  })
}

/** One of the address's mails, for the registration's own: a button pressed again costs none. */
async function mayBeTold(id: string): Promise<boolean> {
  const registration = await PartnerRegistration.findBy({ publicId: id })
  if (!registration?.isOpen(clock.now())) return false
  return mayWriteTo(registration.open().data.email)
}
