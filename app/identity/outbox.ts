import { registerMail } from '#core/mail/mail'
import { registerSchedule } from '#shared/outbox/handlers'
import { passwordChangedMail, passwordResetMail } from '#identity/mails/password_mails'
import { sweepTokens } from '#identity/tokens/single_use_tokens'

registerMail('identity.password_reset', passwordResetMail)
registerMail('identity.password_changed', passwordChangedMail)
registerSchedule({ name: 'identity.sweep_tokens', everySeconds: 86_400, run: sweepTokens })
