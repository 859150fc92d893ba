import db from '@adonisjs/lucid/services/db'
import { registerMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { registerSchedule } from '#shared/outbox/handlers'
import { lapseBankChanges } from '#partners/actions/change_bank'
import { eraseDue } from '#partners/actions/erase_partner'
import { activationMail } from '#partners/mails/activation_mail'
import {
  emailChangeCancelledMail,
  emailChangedMail,
  emailChangeMail,
} from '#partners/mails/email_change_mails'
import {
  bankChangeAskedMail,
  bankChangeStepMail,
  bankChangeWaitsMail,
} from '#partners/mails/bank_change_mails'
import { companyDecidedMail } from '#partners/mails/company_decided_mail'
import { erasureMail } from '#partners/mails/erasure_mail'
import { knownAddressMail } from '#partners/mails/known_address_mail'

registerMail('partners.activation', activationMail)
registerMail('partners.known_address', knownAddressMail)
registerMail('partners.email_change', emailChangeMail)
registerMail('partners.email_changed', emailChangedMail)
registerMail('partners.email_change_cancelled', emailChangeCancelledMail)
registerMail('partners.bank_change_asked', bankChangeAskedMail)
registerMail('partners.bank_change_step', bankChangeStepMail)
registerMail('partners.bank_change_waits', bankChangeWaitsMail)
registerMail('partners.company_decided', companyDecidedMail)
registerMail('partners.erasure', erasureMail)
registerSchedule({ name: 'partners.lapse_bank_changes', everySeconds: 300, run: lapseBankChanges })
registerSchedule({ name: 'partners.erase_due', everySeconds: 300, run: eraseDue })
registerSchedule({
  name: 'partners.sweep_registrations',
  everySeconds: 3600,
  run: async () => {
    const yesterday = clock.now().minus({ days: 1 }).toMillis()
    await db.from('partner_registrations').where('expires_at', '<=', yesterday).delete()
  },
})
// The trail keeps that an address was changed; which it was is nobody's business a month later.
registerSchedule({
  name: 'partners.sweep_email_changes',
  everySeconds: 86_400,
  run: async () => {
    const monthAgo = clock.now().minus({ days: 30 }).toMillis()
    await db.from('partner_email_changes').where('expires_at', '<=', monthAgo).delete()
  },
})
