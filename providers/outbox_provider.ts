import type { ApplicationService } from '@adonisjs/core/types'

/** Binds what the outbox carries to who does it: handlers, mails, schedules. One line each. */
export default class OutboxProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    const { registerHandler, registerSchedule } = await import('#shared/outbox/handlers')
    const { sendMail } = await import('#core/mail/mail')
    const { sweepSessions } = await import('#identity/sessions/store')
    registerHandler('mail', sendMail)
    registerSchedule({ name: 'identity.sweep_sessions', everySeconds: 3600, run: sweepSessions })
    await import('#start/outbox')
  }
}
