import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { registerMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'
import { bindByEmail } from '#customers/actions/bind_by_email'
import { endEmailBindings } from '#customers/actions/end_email_bindings'
import { activationMail } from '#customers/mails/activation_mail'
import { farewellMail } from '#customers/mails/farewell_mail'
import { knownAddressMail } from '#customers/mails/known_address_mail'
import { holdPartner } from '#partners/actions/hold_partner'
import { registerPersonalData } from '#partners/personal_data'

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

// A partner may have tried the development store before their partner account was active, or had its address; the former one is nobody's.
for (const kind of ['partner.activated', 'partner.email_changed']) {
  registerHandler(kind, async ({ partnerId }: { partnerId: number }) => {
    await transaction(async (trx) => {
      const partner = await holdPartner(trx, partnerId)
      await endEmailBindings(trx, partner)
      await bindByEmail(trx, partner.email)
    })
  })
}

registerPersonalData({
  name: 'trial_customers',
  collect: async (partner) => {
    const bindings = await db
      .from('customer_bindings')
      .where('partner_id', partner.id)
      .orderBy('id')
      .select('via', 'created_at')
    return bindings.map(({ via, created_at: since }) => ({
      via,
      since: DateTime.fromMillis(Number(since), { zone: 'utc' }).toISO(),
    }))
  },
  erase: endEmailBindings,
})
