import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { ACTIVATION } from '#identity/activation/terms'
import PartnerRegistration from '#partners/models/partner_registration'

/** Takes one of the mails that an address may get of registrations and requests that anybody can make (R2.3). */
export function mayWriteTo(email: string): Promise<boolean> {
  return spend('resend', `partner:${email}`)
}

/** Sends the activation mail again where one is due (R2.3). Says nothing: neither to its caller. */
export async function resendActivation(email: string): Promise<void> {
  if (!(await mayWriteTo(email))) return
  await transaction(async (trx) => {
    const waiting = await PartnerRegistration.query({ client: trx })
      .where('email', email)
      .where('expires_at', '>', clock.now().toMillis())
      .orderBy('id', 'desc')
      .limit(ACTIVATION.resent)
    for (const { id } of waiting) {
      await enqueueMail(trx, 'partners.activation', { registrationId: id })
    }
  })
}
