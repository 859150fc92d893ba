import { registerMail } from '#core/mail/mail'
import { developmentCa } from '#pki/main'
import { lapseAgreements, remindPartners, retryHeldReplies } from '#pks/actions/follow_up'
import { judgeReply } from '#pks/actions/judge_reply'
import { archiveAgreement, askForArchiveCopies } from '#pks/actions/archive_agreement'
import { sweepIgnored } from '#pks/actions/sweep_replies'
import { sealAgreement } from '#pks/actions/seal_agreement'
import { retryHeldSeals, watchSealKey } from '#pks/actions/watch_seal_key'
import { documentMail, lapsedMail, reminderMail } from '#pks/mails/agreement_mails'
import {
  acceptedMail,
  rejectedMail,
  staffWaitingMail,
  undecidedMail,
  waitingMail,
} from '#pks/mails/reply_mails'
import { sealKeyEndsMail, sealWaitsMail } from '#pks/mails/seal_mails'
import { countOpenAgreements, personalAgreements } from '#pks/queries/personal_agreements'
import { registerPersonalData } from '#partners/personal_data'
import { clock } from '#shared/clock'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

// One document at a time: each takes a worker thread for a second.
registerHandler('pks.seal', sealAgreement, { concurrency: 1 })
registerHandler('pks.archive', archiveAgreement, { concurrency: 1 })
registerHandler('pks.judge', judgeReply, { concurrency: 2 })

registerMail('pks.document', documentMail)
registerMail('pks.reminder', reminderMail)
registerMail('pks.lapsed', lapsedMail)
registerMail('pks.accepted', acceptedMail)
registerMail('pks.rejected', rejectedMail)
registerMail('pks.waiting', waitingMail)
registerMail('pks.staff_waiting', staffWaitingMail)
registerMail('pks.undecided', undecidedMail)

registerMail('pks.seal_key_ends', sealKeyEndsMail)
registerMail('pks.seal_waits', sealWaitsMail)

registerSchedule({ name: 'pks.watch_seal_key', everySeconds: 3600, run: watchSealKey })
registerSchedule({ name: 'pks.retry_held_seals', everySeconds: 60, run: retryHeldSeals })
registerSchedule({ name: 'pks.archive', everySeconds: 3600, run: askForArchiveCopies })
registerSchedule({ name: 'pks.remind_partners', everySeconds: 3600, run: remindPartners })
registerSchedule({ name: 'pks.lapse_agreements', everySeconds: 3600, run: lapseAgreements })
registerSchedule({ name: 'pks.sweep_replies', everySeconds: 3600, run: sweepIgnored })
registerSchedule({ name: 'pks.retry_held_replies', everySeconds: 60, run: retryHeldReplies })
registerSchedule({
  name: 'pks.renew_development_lists',
  everySeconds: 12 * 3600,
  run: async () => {
    const ca = await developmentCa()
    await ca?.renewCrls(clock.now().toJSDate())
  },
})

registerPersonalData({
  name: 'agreements',
  collect: personalAgreements,
  obstacles: [{ label: 'pks.erasure.agreements', count: countOpenAgreements }],
})
