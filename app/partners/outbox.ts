import db from '@adonisjs/lucid/services/db'
import { registerMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { registerSchedule } from '#shared/outbox/handlers'
import { activationMail } from '#partners/mails/activation_mail'
import { knownAddressMail } from '#partners/mails/known_address_mail'

registerMail('partners.activation', activationMail)
registerMail('partners.known_address', knownAddressMail)
registerSchedule({
  name: 'partners.sweep_registrations',
  everySeconds: 3600,
  run: async () => {
    const yesterday = clock.now().minus({ days: 1 }).toMillis()
    await db.from('partner_registrations').where('expires_at', '<=', yesterday).delete()
  },
})
