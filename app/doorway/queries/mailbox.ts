import db from '@adonisjs/lucid/services/db'
import PostalMime, { type Email } from 'postal-mime'

export interface MailboxLine {
  publicId: string
  recipient: string
  subject: string
  sentAt: number
}

const PAGE = 50

/** The newest mails first, those to `recipient` only where one is named. `before` is the last page's last id. */
export async function listMails(filter: {
  recipient?: string
  before?: string
}): Promise<MailboxLine[]> {
  const query = db.from('mailbox_messages').orderBy('id', 'desc').limit(PAGE)
  if (filter.recipient) query.whereLike('recipient', `%${filter.recipient.toLowerCase()}%`)
  if (filter.before) query.where('public_id', '<', filter.before)
  const rows = await query.select('public_id', 'recipient', 'subject', 'sent_at')
  return rows.map((row) => ({
    publicId: row.public_id,
    recipient: row.recipient,
    subject: row.subject,
    sentAt: Number(row.sent_at),
  }))
}

/** The very bytes that left, or null. */
export async function rawMail(publicId: string): Promise<Buffer | null> {
  const [row] = await db.from('mailbox_messages').where('public_id', publicId).select('raw')
  return row ? Buffer.from(row.raw, 'base64') : null
}

/** The mail taken apart for a reader, or null. */
export async function readMail(publicId: string): Promise<Email | null> {
  const raw = await rawMail(publicId)
  return raw && PostalMime.parse(raw)
}
