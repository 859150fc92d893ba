import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { createRegistration } from '#tests/support/registrations'
import { endWorker, startWorker } from '#tests/support/worker_process'

const MAILS = 60
const ROUNDS = 4

test.group('A worker that is killed', () => {
  test('loses no mail and sends none twice under another id', async ({ assert }) => {
    const waiting = await Promise.all(Array.from({ length: MAILS }, () => createRegistration()))
    const keys = waiting.map(({ id }) => `kill:${id}`)
    await transaction(async (trx) => {
      for (const [index, { id }] of waiting.entries()) {
        await enqueueMail(trx, 'partners.activation', { registrationId: id }, keys[index])
      }
    })
    const left = async () => {
      const [{ open }] = await db
        .from('outbox')
        .whereIn('dedupe_key', keys)
        .whereNot('status', 'done')
        .count('* as open')
      return Number(open)
    }

    for (let round = 0; round < ROUNDS && (await left()) > 0; round++) {
      const worker = await startWorker()
      await new Promise((resolve) => setTimeout(resolve, randomInt(20, 250)))
      await endWorker(worker, 'SIGKILL')
      // The lease of what it held runs out: here at once.
      await db
        .from('outbox')
        .whereIn('dedupe_key', keys)
        .where('status', 'running')
        .update({ locked_until: clock.now().toMillis() - 1 })
    }
    const last = await startWorker()
    const deadline = performance.now() + 30_000
    while ((await left()) > 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100))
    await endWorker(last, 'SIGTERM')

    assert.equal(await left(), 0)
    for (const { email } of waiting) {
      const mails = await db.from('mailbox_messages').where('recipient', email)
      assert.lengthOf(mails, 1, email)
    }
  })
})
