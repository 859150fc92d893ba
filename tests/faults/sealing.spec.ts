import { createHash, randomInt } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import storage from '#config/storage'
import Agreement from '#pks/models/agreement'
import { clock } from '#shared/clock'
import { get } from '#storage/main'
import { createPartner } from '#tests/support/accounts'
import { eventually } from '#tests/support/patience'
import { createApprovedVersion, request } from '#tests/support/pks'
import { endWorker, startWorker } from '#tests/support/worker_process'

const AGREEMENTS = 10
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test.group('A worker that is killed in the middle of sealing', () => {
  test('[R6.1] loses no agreement and never sends two documents for one', async ({ assert }) => {
    const partners = await Promise.all(Array.from({ length: AGREEMENTS }, () => createPartner()))
    const ids: number[] = []
    for (const partner of partners) {
      ids.push((await request(await createApprovedVersion(partner))).id)
    }
    const agreements = () => Agreement.query().whereIn('id', ids).orderBy('id')
    const mailsTo = (email: string) => db.from('mailbox_messages').where('recipient', email)
    const unsent = async () =>
      (await agreements()).filter(({ status }) => status === 'requested').length
    const filesOf = ({ publicId }: Agreement) =>
      readdir(join(storage.directory, 'pks/documents', publicId.toLowerCase())).catch(() => [])

    // Counts that grow while the worker is at it: the plug is pulled just after one did.
    const moments: Record<string, () => Promise<number>> = {
      sealed: async () => (await agreements()).filter(({ sealed }) => sealed).length,
      written: async () => (await Promise.all((await agreements()).map(filesOf))).flat().length,
      sent: async () => AGREEMENTS - (await unsent()),
      mailed: async () =>
        (await Promise.all(partners.map(({ email }) => mailsTo(email)))).flat().length,
    }
    for (const [moment, count] of Object.entries(moments)) {
      await wakeAll()
      const before = await count()
      const worker = await startWorker()
      await eventually(async () => (await count()) > before, moment)
      await wait(randomInt(0, 12))
      await endWorker(worker, 'SIGKILL')
    }
    const last = await startWorker()
    await eventually(async () => {
      await wakeAll()
      const mails = await Promise.all(partners.map(({ email }) => mailsTo(email)))
      return (await unsent()) === 0 && mails.every((found) => found.length > 0)
    }, 'every agreement is sealed and mailed')
    await endWorker(last, 'SIGTERM')

    for (const [index, agreement] of (await agreements()).entries()) {
      assert.equal(agreement.status, 'sent')
      const document = (await get(agreement.documentKey!))!
      assert.equal(sha256(document), agreement.documentSha256)
      const written = await filesOf(agreement)
      assert.deepEqual(
        written.filter((name) => name.endsWith('.pdf')),
        [basename(agreement.documentKey!)],
        'one document, whatever was killed'
      )
      const mails = await mailsTo(partners[index]!.email)
      const issued = mails.map(({ raw }) => attachmentOf(Buffer.from(raw, 'base64').toString()))
      for (const pdf of issued) assert.equal(sha256(pdf), agreement.documentSha256)
      const messageIds = new Set(mails.map(({ raw }) => messageIdOf(raw)))
      assert.equal(messageIds.size, 1, 'the same mail, if it left twice')
      const audits = db.from('audit_events').where('type', 'pks.issued')
      assert.lengthOf(await audits.where('subject_id', agreement.publicId), 1)
    }
  })
})

function attachmentOf(mail: string): Buffer {
  const [, rest] = mail.split(/Content-Type: application\/pdf/i)
  const [body] = rest!.slice(rest!.indexOf('\r\n\r\n') + 4).split('\r\n--')
  return Buffer.from(body!, 'base64')
}

function messageIdOf(raw: string): string {
  return /^Message-ID: (.*)$/im.exec(Buffer.from(raw, 'base64').toString())![1]!
}

/** Leases of what died and back-offs run out: here at once. */
async function wakeAll(): Promise<void> {
  const now = clock.now().toMillis()
  const kinds = ['pks.seal', 'mail']
  const rows = () => db.from('outbox').whereIn('kind', kinds)
  await rows()
    .where('status', 'running')
    .where('locked_until', '<', now + 115_000)
    .update({ locked_until: now - 1 })
  await rows().where('status', 'pending').update({ run_at: now })
}
