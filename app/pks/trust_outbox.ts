import { registerMail } from '#core/mail/mail'
import { warnOfEndings } from '#pks/actions/trust_warn'
import {
  pinAskedMail,
  pinEndingMail,
  pinStepMail,
  trustAskedMail,
  trustEndingMail,
  trustWithdrawalAskedMail,
} from '#pks/mails/trust_mails'
import { registerSchedule } from '#shared/outbox/handlers'

registerMail('pks.trust_asked', trustAskedMail)
registerMail('pks.trust_withdrawal_asked', trustWithdrawalAskedMail)
registerMail('pks.trust_ending', trustEndingMail)
registerMail('pks.pin_asked', pinAskedMail)
registerMail('pks.pin_step', pinStepMail)
registerMail('pks.pin_ending', pinEndingMail)

registerSchedule({ name: 'pks.warn_of_endings', everySeconds: 3600, run: warnOfEndings })
