import { registerMail } from '#core/mail/mail'
import { registerSchedule } from '#shared/outbox/handlers'
import { passwordChangedMail, passwordResetMail } from '#identity/mails/password_mails'
import { invitationMail } from '#identity/mails/invitation_mail'
import { noticeMail } from '#identity/mails/notice_mail'
import { sweepDevices } from '#identity/sessions/known_devices'
import { sweepTokens } from '#identity/tokens/single_use_tokens'

registerMail('identity.password_reset', passwordResetMail)
registerMail('identity.password_changed', passwordChangedMail)
registerMail('identity.notice', noticeMail)
registerMail('identity.invitation', invitationMail)
registerSchedule({ name: 'identity.sweep_tokens', everySeconds: 86_400, run: sweepTokens })
registerSchedule({ name: 'identity.sweep_devices', everySeconds: 86_400, run: sweepDevices })
