import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { createRegistration } from '#tests/support/registrations'

const MAILS = 60
const ROUNDS = 4

/** A worker process of its own, as `npm run worker` starts it. */
function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['bin/worker.js'], {
    env: { ...process.env, NODE_ENV: 'development', DEMO: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk) => String(chunk).includes('ready') && resolve(child))
    child.once('exit', (code) => reject(new Error(`the worker ended (${code})`)))
  })
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

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
      worker.kill('SIGKILL')
      await ended(worker)
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
    last.kill('SIGTERM')
    await ended(last)

    assert.equal(await left(), 0)
    for (const { email } of waiting) {
      const mails = await db.from('mailbox_messages').where('recipient', email)
      assert.lengthOf(mails, 1, email)
    }
  })
})
