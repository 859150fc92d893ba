import { registerMail } from '#core/mail/mail'
import { developmentCa } from '#pki/main'
import { lapseAgreements, remindPartners, retryHeldReplies } from '#pks/actions/follow_up'
import { judgeReply } from '#pks/actions/judge_reply'
import { sealAgreement } from '#pks/actions/seal_agreement'
import { documentMail, lapsedMail, reminderMail } from '#pks/mails/agreement_mails'
import {
  acceptedMail,
  rejectedMail,
  staffWaitingMail,
  undecidedMail,
  waitingMail,
} from '#pks/mails/reply_mails'
import { clock } from '#shared/clock'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

// One document at a time: each takes a worker thread for a second.
registerHandler('pks.seal', sealAgreement, { concurrency: 1 })
registerHandler('pks.judge', judgeReply, { concurrency: 2 })

registerMail('pks.document', documentMail)
registerMail('pks.reminder', reminderMail)
registerMail('pks.lapsed', lapsedMail)
registerMail('pks.accepted', acceptedMail)
registerMail('pks.rejected', rejectedMail)
registerMail('pks.waiting', waitingMail)
registerMail('pks.staff_waiting', staffWaitingMail)
registerMail('pks.undecided', undecidedMail)

registerSchedule({ name: 'pks.remind_partners', everySeconds: 3600, run: remindPartners })
registerSchedule({ name: 'pks.lapse_agreements', everySeconds: 3600, run: lapseAgreements })
registerSchedule({ name: 'pks.retry_held_replies', everySeconds: 60, run: retryHeldReplies })
registerSchedule({
  name: 'pks.renew_development_lists',
  everySeconds: 12 * 3600,
  run: async () => {
    const ca = await developmentCa()
    await ca?.renewCrls(clock.now().toJSDate())
  },
})
