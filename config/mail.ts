import env from '#start/env'
import { defineConfig, transports } from '@adonisjs/mail'
import { configProvider } from '@adonisjs/core'
import brand from '#config/brand'

const smtp = new URL(env.get('MAIL_SMTP_URL', 'smtp://127.0.0.1:25'))

const mailConfig = defineConfig({
  default: env.get('MAILER', 'mailbox'),
  from: { address: brand.mailFrom, name: brand.name },
  mailers: {
    smtp: transports.smtp({
      host: smtp.hostname,
      port: Number(smtp.port || 587),
      secure: smtp.protocol === 'smtps:',
      ...(smtp.username
        ? {
            auth: {
              type: 'login' as const,
              user: decodeURIComponent(smtp.username),
              pass: decodeURIComponent(smtp.password),
            },
          }
        : {}),
    }),
    mailbox: configProvider.create(async () => {
      const { MailboxTransport } = await import('#core/mail/mailbox_transport')
      return () => new MailboxTransport()
    }),
  },
})

export default mailConfig

declare module '@adonisjs/mail/types' {
  export interface MailersList extends InferMailers<typeof mailConfig> {}
}
