import db from '@adonisjs/lucid/services/db'
import { registerMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'
import { bindByEmail } from '#customers/actions/bind_by_email'
import { activationMail } from '#customers/mails/activation_mail'
import { farewellMail } from '#customers/mails/farewell_mail'
import { knownAddressMail } from '#customers/mails/known_address_mail'
import Partner from '#partners/models/partner'

registerMail('customers.activation', activationMail)
registerMail('customers.known_address', knownAddressMail)
registerMail('customers.farewell', farewellMail)
registerSchedule({
  name: 'customers.sweep_registrations',
  everySeconds: 3600,
  run: async () => {
    const yesterday = clock.now().minus({ days: 1 }).toMillis()
    await db.from('customer_registrations').where('expires_at', '<=', yesterday).delete()
  },
})

// A partner may have tried the development store before their partner account was active, or had its address.
for (const kind of ['partner.activated', 'partner.email_changed']) {
  registerHandler(kind, async ({ partnerId }: { partnerId: number }) => {
    await transaction(async (trx) => {
      const partner = await Partner.find(partnerId, { client: trx })
      if (partner) await bindByEmail(trx, partner.email)
    })
  })
}
