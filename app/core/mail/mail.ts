import mail from '@adonisjs/mail/services/main'
import edge from 'edge.js'
import brand from '#config/brand'
import { translator, type Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { writeNotice } from '#core/notices/notices'
import { languageHelpers } from '#core/views/globals'
import { enqueue } from '#shared/outbox/outbox'
import type { Trx } from '#shared/database/main'
import type { Delivery } from '#shared/outbox/handlers'

/** A mail, ready to be laid out in its reader's language. */
export interface Letter {
  to: string
  language: Language
  subject: string
  /** `mails/<area>/<name>`: the folder holds `<name>_html.edge` and `<name>_text.edge`. */
  view: string
  data: Record<string, unknown>
  /** `[UJI COBA]`, in English `[TRIAL]`, before the subject: everything of the development store says so. */
  sandbox?: boolean
  attachments?: { filename: string; content: Buffer; contentType: string }[]
  /** Set where an answer is wanted: the PKS mail. */
  replyTo?: string
}

/**
 * Makes the letter for a payload, when it is sent: reloads the records, mints single-use tokens. Null when
 * it is no longer wanted (the account is gone, the matter settled).
 */
export type LetterMaker = (
  payload: any,
  t: (language: Language) => Translate
) => Promise<Letter | null>

const makers = new Map<string, LetterMaker>()

/** Names a mail. Done by each area's `outbox.ts`, which `start/outbox.ts` lists. */
export function registerMail(name: string, make: LetterMaker): void {
  makers.set(name, make)
}

/** The mails that there are. */
export function mailNames(): string[] {
  return [...makers.keys()]
}

/**
 * Sends a mail if and only if the transaction commits, and tells its reader in the application, where the mail has a notice.
 * `payload` holds ids, never a secret.
 */
export async function enqueueMail(
  trx: Trx,
  name: string,
  payload: Record<string, unknown>,
  dedupeKey?: string
): Promise<void> {
  if (!makers.has(name)) throw new Error(`no mail is called ${name}`)
  await enqueue(trx, {
    kind: 'mail',
    payload: { name, payload },
    ...(dedupeKey ? { dedupeKey } : {}),
  })
  await writeNotice(trx, name, payload, dedupeKey)
}

/** The outbox handler of kind `mail`. The `Message-ID` is the row's: a mail sent twice is one mail. */
export async function sendMail(
  { name, payload }: { name: string; payload: unknown },
  delivery: Delivery
): Promise<void> {
  const letter = await makers.get(name)!(payload, translator)
  if (!letter) return
  const data = {
    ...letter.data,
    ...languageHelpers(letter.language),
    t: translator(letter.language),
    sandbox: letter.sandbox ?? false,
    subject: letter.subject,
  }
  // Shared, so that the components of a mail speak its language, too.
  const renderer = edge.createRenderer().share(data)
  const [html, text] = [
    await renderer.render(`${letter.view}_html`),
    await renderer.render(`${letter.view}_text`),
  ]
  await mail.send((message) => {
    message
      .to(letter.to)
      .from(brand.mailFrom, brand.name)
      .subject(letter.sandbox ? `${data.t('mail.trial_mark')} ${letter.subject}` : letter.subject)
      .html(html)
      .text(text)
      .header('X-Auto-Response-Suppress', 'All')
      .header('Auto-Submitted', 'auto-generated')
      .header('Content-Language', letter.language)
    if (letter.replyTo) message.replyTo(letter.replyTo)
    message.messageId(`<${delivery.id}@${brand.mailFrom.split('@')[1]}>`)
    for (const { content, filename, contentType } of letter.attachments ?? []) {
      message.attachData(content, { filename, contentType })
    }
  })
}
