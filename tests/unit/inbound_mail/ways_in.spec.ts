import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { LARGEST_MAIL, type InboundMail } from '#inbound_mail/contract'
import { startAll } from '#inbound_mail/main'
import { MailFolder } from '#plugins/inbound_mail/file/folder'
import { SmtpListener } from '#plugins/inbound_mail/smtp/listener'
import { sendBySmtp } from '#tests/support/pks'

const ADDRESS = 'pks@webstore.example'
const MAIL = Buffer.from('From: a@b.example\r\nSubject: x\r\n\r\n.titik\r\n\xe9\r\n', 'latin1')

/** What every way in must do: hand over the very bytes, and say that it has them only once they are kept. */
interface Way {
  way: InboundMail
  deliver: (raw: Buffer) => Promise<void>
  end?: () => void
}

const ways: Record<string, () => Way> = {
  smtp: () => {
    const way = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: ADDRESS,
      report: () => {},
    })
    return {
      way,
      deliver: async (raw) =>
        void (await sendBySmtp(way.port, raw, { from: 'a@b.example', to: ADDRESS })),
    }
  },
  file: () => {
    const folder = mkdtempSync(join(tmpdir(), 'inbound-'))
    const way = new MailFolder({ folder, everyMs: 20, report: () => {} })
    return {
      way,
      deliver: async (raw) => {
        writeFileSync(join(folder, 'reply.eml'), raw)
        const taken = () => readdirSync(join(folder, 'taken')).length
        for (let i = 0; taken() === 0; i++) {
          if (i > 50) throw new Error('not taken')
          await sleep(20)
        }
      },
      end: () => rmSync(folder, { recursive: true }),
    }
  },
}

for (const [name, make] of Object.entries(ways)) {
  test.group(`inbound mail: ${name}`, () => {
    test('hands over the very bytes', async ({ assert, cleanup }) => {
      const { way, deliver, end } = make()
      const got: Buffer[] = []
      const stop = await startAll([way], async (raw, source) => {
        assert.equal(source, name)
        got.push(raw)
      })
      cleanup(async () => {
        await stop()
        end?.()
      })
      await deliver(MAIL)
      assert.lengthOf(got, 1)
      assert.equal(got[0]!.toString('latin1'), MAIL.toString('latin1'))
    })

    test('does not say that it has what could not be kept', async ({ assert, cleanup }) => {
      const { way, deliver, end } = make()
      const stop = await startAll([way], async () => {
        throw new Error('disk full')
      })
      cleanup(async () => {
        await stop()
        end?.()
      })
      await assert.rejects(() => deliver(MAIL), /451|not taken/)
    })
  })
}

test.group('inbound mail: smtp, further', () => {
  test('is no relay, and takes no mail that is too large', async ({ assert, cleanup }) => {
    const way = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: ADDRESS,
      report: () => {},
    })
    let taken = 0
    cleanup(await startAll([way], async () => void taken++))
    await assert.rejects(
      () => sendBySmtp(way.port, MAIL, { from: 'a@b.example', to: 'x@elsewhere.example' }),
      /550/
    )
    const huge = Buffer.concat([MAIL, Buffer.alloc(LARGEST_MAIL + 1, 'x\r\n')])
    await assert.rejects(
      () => sendBySmtp(way.port, huge, { from: 'a@b.example', to: ADDRESS }),
      /552/
    )
    assert.equal(taken, 0)
  })

  test('survives a client that breaks off, and stops with one still connected', async ({
    assert,
  }) => {
    const way = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: ADDRESS,
      report: () => {},
    })
    let taken = 0
    const stop = await startAll([way], async () => void taken++)
    const rude = connect(way.port, '127.0.0.1')
    rude.on('error', () => {})
    rude.write(`HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ADDRESS}>\r\nDATA\r\nSubject: half`)
    await sleep(100)
    rude.destroy()
    await sendBySmtp(way.port, MAIL, { from: 'a@b.example', to: ADDRESS })
    assert.equal(taken, 1)
    const idle = connect(way.port, '127.0.0.1')
    idle.on('error', () => {})
    await sleep(50)
    const started = performance.now()
    await stop()
    assert.isBelow(performance.now() - started, 4_000)
    idle.destroy()
  })

  test('one way that cannot start stops the others', async ({ assert }) => {
    const first = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: ADDRESS,
      report: () => {},
    })
    const broken: InboundMail = {
      name: 'file',
      start: async () => {
        throw new Error('no folder')
      },
      stop: async () => {},
    }
    await assert.rejects(() => startAll([first, broken], async () => {}), /no folder/)
    assert.equal(first.port, 0)
  })
})

test.group('inbound mail: file, further', () => {
  test('sets what is too large aside, leaves other files alone', async ({ assert, cleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), 'inbound-'))
    mkdirSync(join(folder, 'taken'))
    writeFileSync(join(folder, 'a.eml'), Buffer.alloc(LARGEST_MAIL + 1))
    writeFileSync(join(folder, 'b.eml.part'), 'x')
    const stop = await startAll(
      [new MailFolder({ folder, everyMs: 20, report: () => {} })],
      async () => {}
    )
    cleanup(async () => {
      await stop()
      rmSync(folder, { recursive: true })
    })
    await sleep(200)
    assert.deepEqual(readdirSync(join(folder, 'refused')), ['a.eml'])
    assert.include(readdirSync(folder), 'b.eml.part')
  })
})
