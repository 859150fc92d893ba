import db from '@adonisjs/lucid/services/db'
import { drainOutbox } from '#shared/outbox/worker'
import type { Page, Visitor } from './visitor.js'

export interface SentMail {
  subject: string
  raw: string
}

/** Sends what waits in the outbox, then the mails to an address, newest first. */
export async function mailsTo(address: string): Promise<SentMail[]> {
  await drainOutbox()
  const rows = await db.from('mailbox_messages').where('recipient', address).orderBy('id', 'desc')
  return rows.map((row) => ({
    subject: row.subject,
    raw: Buffer.from(row.raw, 'base64').toString(),
  }))
}

/** The points of the checklist that a desk's page shows, all passed with evidence. */
export function passedChecklist(page: Page): Record<string, string> {
  const fields: Record<string, string> = {}
  page.$('select[name^=finding_]').each((_, element) => {
    const key = page.$(element).attr('name')!.slice('finding_'.length)
    fields[`finding_${key}`] = 'passed'
    fields[`note_${key}`] = 'Diperiksa dan sesuai'
    if (page.$(`[name=without_${key}]`).length > 0)
      fields[`without_${key}`] = 'Dihubungi bersama mitra saat kunjungan'
  })
  return fields
}

/** Opens a round on a desk and decides it, as a person does by the form of its page. */
export async function decide(
  desk: Visitor,
  roundPublicId: string,
  values: Record<string, string>
): Promise<Page> {
  await desk.get(`/queue/${roundPublicId}`)
  const checklist = values.decision === 'approved' ? passedChecklist(desk.page) : {}
  const { decision, ...rest } = values
  return desk.submit(
    'form.detail-form',
    { ...checklist, ...rest },
    { name: 'decision', value: decision! }
  )
}
