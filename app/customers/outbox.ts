import { registerMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'
import { registerHandler } from '#shared/outbox/handlers'
import { bindByEmail } from '#customers/actions/bind_by_email'
import { activationMail } from '#customers/mails/activation_mail'
import { knownAddressMail } from '#customers/mails/known_address_mail'
import Partner from '#partners/models/partner'

registerMail('customers.activation', activationMail)
registerMail('customers.known_address', knownAddressMail)

// A partner may have tried the development store before their partner account was active.
registerHandler('partner.activated', async ({ partnerId }: { partnerId: number }) => {
  await transaction(async (trx) => {
    const partner = await Partner.find(partnerId, { client: trx })
    if (partner) await bindByEmail(trx, partner.email)
  })
})
