import env from '#start/env'
import brand from '#config/brand'
import storage from '#config/storage'
import type { InboundMail } from '#inbound_mail/contract'
import { readFile } from 'node:fs/promises'
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
  imap: async (report) => {
    const { ImapMailbox } = await import('#plugins/inbound_mail/imap/mailbox')
    const { readServerAddress } = await import('#plugins/inbound_mail/imap/server_address')
    const takenFolder = env.get('IMAP_TAKEN_FOLDER')
    const ca = env.get('IMAP_CA_FILE')
    return new ImapMailbox({
      server: readServerAddress(env.get('IMAP_URL', ''), env.get('IMAP_PASSWORD')),
      folder: env.get('IMAP_FOLDER', 'INBOX'),
      ...(takenFolder && { takenFolder }),
      ...(ca && { ca: await readFile(ca, 'utf8') }),
      report,
    })
  },
}

/** The ways in that this process opens: names out of `smtp`, `file`, `imap`, comma separated; `none` opens none. */
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
