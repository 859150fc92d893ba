import { registerSchedule } from '#shared/outbox/handlers'
import { sweepCaptchas } from '#captcha/main'

registerSchedule({ name: 'captcha.sweep', everySeconds: 3600, run: sweepCaptchas })
