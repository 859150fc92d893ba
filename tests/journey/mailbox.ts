import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { Visitor } from '#tests/support/visitor'

const WAIT_MS = 15_000

/** Waits for the newest mail to `recipient` whose subject matches, and reads it as its reader would. */
export async function waitForMail(
  recipient: string,
  subject: RegExp,
  seen: Set<string> = new Set()
): Promise<Email> {
  const doorway = new Visitor('doorway')
  const deadline = performance.now() + WAIT_MS
  let subjects: string[] = []
  while (performance.now() < deadline) {
    const page = await doorway.get(`/mailbox?to=${encodeURIComponent(recipient)}`)
    const mails = page
      .$('.mail-list a')
      .toArray()
      .map((link) => ({ href: page.$(link).attr('href')!, subject: page.$(link).find('b').text() }))
    subjects = mails.map((mail) => mail.subject)
    const found = mails.find((mail) => subject.test(mail.subject) && !seen.has(mail.href))
    if (found) {
      seen.add(found.href)
      return PostalMime.parse((await doorway.get(`${found.href}/raw`)).body)
    }
    await sleep(150)
  }
  throw new Error(
    `no mail to ${recipient} with ${subject}; there are: ${subjects.join(' | ') || 'none'}`
  )
}

/** The first link of a mail's text that contains `part`, as a path on its surface. */
export function linkIn(mail: Email, part: string): string {
  const url = [...(mail.text ?? '').matchAll(/https?:\/\/\S+/g)]
    .map(([link]) => link)
    .find((link) => link.includes(part))
  if (!url) throw new Error(`no link with ${part} in “${mail.subject}”:\n${mail.text}`)
  const { pathname, search } = new URL(url)
  return pathname + search
}
