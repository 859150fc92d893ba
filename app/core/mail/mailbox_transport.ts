import { createRequire } from 'node:module'
import type { MailTransportContract, NodeMailerMessage } from '@adonisjs/mail/types'
import { MailResponse } from '@adonisjs/mail'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'

/**
 * Outside production mails go into the mailbox of the doorway, as the very bytes that would have left.
 * The same `Message-ID` again replaces nothing: a mail server would not deliver it twice to a reader either.
 */
export class MailboxTransport implements MailTransportContract {
  async send(message: NodeMailerMessage): Promise<MailResponse<{ messageId: string }>> {
    const { messageId, envelope, raw } = await compose(message)
    const known = await db
      .from('mailbox_messages')
      .where('message_id', messageId)
      .select('id')
      .limit(1)
    if (known.length === 0) {
      await db.table('mailbox_messages').insert({
        public_id: publicId(),
        message_id: messageId,
        recipient: envelope.to.join(', '),
        subject: message.subject ?? '',
        raw: raw.toString('base64'),
        sent_at: clock.now().toMillis(),
      })
    }
    return new MailResponse(messageId, envelope, { messageId })
  }
}

interface Composed {
  messageId: string
  envelope: { from: string; to: string[] }
  raw: Buffer
}

async function compose(message: NodeMailerMessage): Promise<Composed> {
  const nodemailer = createRequire(import.meta.resolve('@adonisjs/mail'))('nodemailer')
  const transport = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
  })
  const sent = await transport.sendMail(message)
  return { messageId: sent.messageId, envelope: sent.envelope, raw: sent.message }
}
