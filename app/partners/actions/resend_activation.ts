import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import { transaction } from '#shared/database/main'
import Partner from '#partners/models/partner'

/** Sends the activation mail again where one is due (R2.3). Says nothing: neither to its caller. */
export async function resendActivation(email: string): Promise<void> {
  if (!(await spend('resend', `partner:${email}`))) return
  await transaction(async (trx) => {
    const partner = await Partner.findBy({ email, status: 'registered' }, { client: trx })
    if (partner) await enqueueMail(trx, 'partners.activation', { partnerId: partner.id })
  })
}
