import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import PksReply from '#pks/models/pks_reply'
import { get } from '#storage/main'
import { NO_DOVECOT } from '#tests/support/dovecot'
import { imapAccount, mailFolder, mailServer, type OtherSide } from '#tests/support/inbound_mail'
import { eventually } from '#tests/support/patience'
import { CUTS, type Cut } from '#tests/support/power_cuts'

const MAILS = 24
/** Each process takes this many mails before its power is cut at the next. */
const BEFORE_A_CUT = 2

const WAYS: Record<string, { open: () => Promise<OtherSide>; without: string | null }> = {
  smtp: { open: mailServer, without: null },
  file: { open: mailFolder, without: null },
  imap: { open: imapAccount, without: NO_DOVECOT },
}

test.group('A process that takes mail and is killed', () => {
  for (const [name, { open, without }] of Object.entries(WAYS)) {
    const made =
      test(`[R6.4] by ${name}, at any point: each mail is one reply, byte for byte`, async ({
        assert,
        cleanup,
      }) => {
        const side = await open()
        let child: ChildProcess | undefined
        cleanup(async () => {
          child?.kill('SIGKILL')
          await side.close()
        })
        const mails = Array.from({ length: MAILS }, (_, index) => someMail(`${name} ${index}`))
        const hashes = mails.map(sha256)
        // One comes twice, as from a mail server that did not hear our answer.
        await side.hand([...mails, mails[0]!])

        const kept = () => PksReply.query().whereIn('raw_sha256', hashes)
        const lost = async () => {
          // Looked at in this order: whatever is taken in between is in both.
          const waiting = (await side.waiting()).map(sha256)
          const rows = (await kept()).map(({ rawSha256 }) => rawSha256)
          return hashes.filter((hash) => !waiting.includes(hash) && !rows.includes(hash))
        }
        for (const cut of CUTS) {
          child = takeMail(side, cut)
          assert.equal(await ending(child), 'SIGKILL', cut)
          assert.deepEqual(await lost(), [], cut)
        }
        child = takeMail(side)
        await eventually(async () => (await side.waiting()).length === 0, 'the last mail')
        child.kill('SIGTERM')
        assert.equal(await ending(child), null)

        const replies = await kept()
        assert.sameMembers(
          replies.map(({ rawSha256 }) => rawSha256),
          hashes
        )
        for (const reply of replies) {
          const raw = await get(reply.rawKey)
          assert.isTrue(raw?.equals(mails[hashes.indexOf(reply.rawSha256)]!), 'the very bytes')
          assert.equal(reply.source, name)
          const told = await db.from('audit_events').where('subject_id', reply.publicId)
          assert.deepEqual(
            told.map(({ type }) => type),
            ['pks.reply_received']
          )
          const jobs = await db.from('outbox').where('dedupe_key', `pks.judge:${reply.publicId}`)
          assert.lengthOf(jobs, 1)
        }
      })
    if (without) made.skip(true, without)
  }
})

/** No reply to any PKS, but a mail as any. */
function someMail(subject: string): Buffer {
  const words = randomBytes(600).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
  return Buffer.from(
    `From: a@mitra.example\r\nTo: pks@webstore.localhost\r\nSubject: ${subject}\r\n\r\n${words}\r\n`
  )
}

const sha256 = (raw: Buffer) => createHash('sha256').update(raw).digest('hex')

function takeMail(side: OtherSide, cut?: Cut): ChildProcess {
  const program = ['--import=./bin/typescript.js', 'tests/support/inbound_process.ts']
  return spawn(process.execPath, [...program, ...(cut ? [cut, String(BEFORE_A_CUT)] : [])], {
    env: { ...process.env, NODE_ENV: 'development', ...side.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function ending(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
}
