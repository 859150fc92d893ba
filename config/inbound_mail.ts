import env from '#start/env'
import brand from '#config/brand'
import storage from '#config/storage'
import type { InboundMail } from '#inbound_mail/contract'
import { join } from 'node:path'

type Report = (error: Error) => void

/** Every way in, by its name in INBOUND_MAIL. */
const WAYS: Record<string, (report: Report) => Promise<InboundMail>> = {
  smtp: async (report) => {
    const { SmtpListener } = await import('#plugins/inbound_mail/smtp/listener')
    return new SmtpListener({
      host: env.get('SMTP_HOST', '127.0.0.1'),
      port: env.get('SMTP_PORT', 2525),
      recipient: brand.inboundAddress,
      report,
    })
  },
  file: async (report) => {
    const { MailFolder } = await import('#plugins/inbound_mail/file/folder')
    return new MailFolder({
      folder: env.get('INBOUND_FOLDER', join(storage.directory, 'inbound')),
      report,
    })
  },
}

/** The ways in that this process opens: names out of `smtp`, `file`, comma separated; `none` opens none. */
export async function inboundMail(report: Report): Promise<InboundMail[]> {
  const names = env
    .get('INBOUND_MAIL', 'smtp')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none')
  return Promise.all(
    names.map((name) => {
      const open = WAYS[name]
      if (!open) throw new Error(`INBOUND_MAIL: there is no way in called ${name}`)
      return open(report)
    })
  )
}
