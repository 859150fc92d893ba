import env from '#start/env'
import { defineConfig, transports } from '@adonisjs/mail'
import { configProvider } from '@adonisjs/core'
import brand from '#config/brand'

const smtp = new URL(env.get('MAIL_SMTP_URL', 'smtp://127.0.0.1:25'))
const isImplicitTls = smtp.protocol === 'smtps:'

const mailConfig = defineConfig({
  default: env.get('MAILER', 'mailbox'),
  from: { address: brand.mailFrom, name: brand.name },
  mailers: {
    smtp: transports.smtp({
      host: smtp.hostname,
      port: Number(smtp.port || (isImplicitTls ? 465 : 587)),
      secure: isImplicitTls,
      // A server that is silent must not hold a worker's place for minutes: the mail is tried again.
      connectionTimeout: 20_000,
      greetingTimeout: 20_000,
      socketTimeout: 30_000,
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
