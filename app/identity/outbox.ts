import { registerMail } from '#core/mail/mail'
import { registerSchedule } from '#shared/outbox/handlers'
import { lapseProposals } from '#identity/actions/propose'
import { passwordChangedMail, passwordResetMail } from '#identity/mails/password_mails'
import { invitationMail } from '#identity/mails/invitation_mail'
import { noticeMail } from '#identity/mails/notice_mail'
import { factorRemovalMail, proposalMail } from '#identity/mails/proposal_mails'
import { teamNewsMail } from '#identity/mails/team_news_mail'
import { sweepDevices } from '#identity/sessions/known_devices'
import { sweepTokens } from '#identity/tokens/single_use_tokens'

registerMail('identity.password_reset', passwordResetMail)
registerMail('identity.password_changed', passwordChangedMail)
registerMail('identity.notice', noticeMail)
registerMail('identity.invitation', invitationMail)
registerMail('identity.proposal', proposalMail)
registerMail('identity.team_news', teamNewsMail)
registerMail('identity.factor_removal', factorRemovalMail)
registerSchedule({ name: 'identity.sweep_tokens', everySeconds: 86_400, run: sweepTokens })
registerSchedule({ name: 'identity.sweep_devices', everySeconds: 86_400, run: sweepDevices })
registerSchedule({ name: 'identity.lapse_proposals', everySeconds: 3_600, run: lapseProposals })
