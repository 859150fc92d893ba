import { on } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { LARGEST_MAIL, type InboundMail } from '#inbound_mail/contract'
import { startAll } from '#inbound_mail/main'
import { MailFolder } from '#plugins/inbound_mail/file/folder'
import { SmtpListener, type SmtpListenerOptions } from '#plugins/inbound_mail/smtp/listener'
import { eventually } from '#tests/support/patience'
import { sendBySmtp } from '#tests/support/pks'

const ADDRESS = 'pks@webstore.example'
const MAIL = Buffer.from('From: a@b.example\r\nSubject: x\r\n\r\n.titik\r\n\xe9\r\n', 'latin1')

/** One that listens on a free port, for {@link ADDRESS} alone. */
const listener = (options: Partial<SmtpListenerOptions> = {}) =>
  new SmtpListener({
    host: '127.0.0.1',
    port: 0,
    recipient: ADDRESS,
    report: () => {},
    ...options,
  })

/** Resolves when the other side has said something. */
async function hears(socket: Socket, said: RegExp): Promise<void> {
  let heard = ''
  for await (const chunk of on(socket, 'data', { close: ['close'] })) {
    heard += String(chunk[0])
    if (said.test(heard)) return
  }
  throw new Error(`closed after: ${heard}`)
}

/** A conversation that has come to the message itself. */
async function beginMail(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await hears(socket, /^220 /m)
  const steps = ['HELO x', 'MAIL FROM:<a@b.example>', `RCPT TO:<${ADDRESS}>`, 'DATA']
  for (const step of steps) {
    socket.write(`${step}\r\n`)
    await hears(socket, step === 'DATA' ? /^354 /m : /^250 /m)
  }
  return socket
}

test.group('inbound mail: smtp, further', () => {
  test('is no relay, and takes no mail that is too large', async ({ assert, cleanup }) => {
    const way = listener()
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
    const way = listener()
    let taken = 0
    const stop = await startAll([way], async () => void taken++)
    const rude = await beginMail(way.port)
    rude.write('Subject: half')
    rude.destroy()
    await sendBySmtp(way.port, MAIL, { from: 'a@b.example', to: ADDRESS })
    assert.equal(taken, 1)
    const idle = connect(way.port, '127.0.0.1')
    idle.on('error', () => {})
    await hears(idle, /^220 /m)
    await stop()
    await eventually(() => idle.closed, 'hanging up')
  })

  test('one host neither takes all the room nor keeps it by a byte now and then', async ({
    assert,
    cleanup,
  }) => {
    const way = listener({ longestVisitMs: 3_000 })
    let taken = 0
    cleanup(await startAll([way], async () => void taken++))
    const sockets = Array.from({ length: 30 }, () => connect(way.port, '127.0.0.1'))
    cleanup(() => sockets.forEach((socket) => socket.destroy()))
    let greeted = 0
    for (const socket of sockets) {
      socket.on('error', () => {})
      socket.once('data', () => greeted++)
    }
    const drip = setInterval(() => sockets.forEach((socket) => socket.write('N')), 200)
    cleanup(() => clearInterval(drip))
    await eventually(() => sockets.filter(({ closed }) => closed).length >= 10, 'too many of one')
    assert.isAtMost(greeted, 20)
    await eventually(() => sockets.every(({ closed }) => closed), 'their time is over')
    await sendBySmtp(way.port, MAIL, { from: 'a@b.example', to: ADDRESS })
    assert.equal(taken, 1)
  })

  test('holds no more bytes than it may: who comes then is asked to come again', async ({
    assert,
    cleanup,
  }) => {
    const way = listener({ mostBytes: 1_000_000 })
    const taken: number[] = []
    cleanup(await startAll([way], async (raw) => void taken.push(raw.length)))
    const send = (size: number) =>
      sendBySmtp(way.port, Buffer.alloc(size, 'x\r\n'), { from: 'a@b.example', to: ADDRESS })
    await assert.rejects(() => send(1_100_000), /452/)
    assert.match(await send(900_000), /250/)

    const slow = await beginMail(way.port)
    slow.write(Buffer.alloc(600_000, 'x\r\n'))
    await eventually(() =>
      send(500_000).then(
        () => false,
        (error) => /452/.test(String(error))
      )
    )
    assert.match(await send(300_000), /250/)
    slow.end('\r\n.\r\n')
    await hears(slow, /^250 .*kept/m)
    assert.match(await send(500_000), /250/)
    assert.isTrue(taken.some((size) => size >= 600_000 && size < 700_000))
  })

  test('one way that cannot start stops the others', async ({ assert }) => {
    const first = listener()
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
    await eventually(() => readdirSync(join(folder, 'refused')).includes('a.eml'))
    assert.include(readdirSync(folder), 'b.eml.part')
  })

  test('what cannot be read, or not be kept, does not hold up the others', async ({
    assert,
    cleanup,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'inbound-'))
    mkdirSync(join(folder, 'a.eml'))
    symlinkSync('nowhere', join(folder, 'b.eml'))
    writeFileSync(join(folder, 'c.eml'), 'poison')
    writeFileSync(join(folder, 'd.eml'), MAIL)
    const reports: string[] = []
    const report = (error: Error) => void reports.push(error.message)
    const stop = await startAll([new MailFolder({ folder, everyMs: 20, report })], async (raw) => {
      if (raw.toString() === 'poison') throw new Error('disk full')
    })
    cleanup(async () => {
      await stop()
      rmSync(folder, { recursive: true })
    })
    await eventually(() => readdirSync(join(folder, 'taken')).includes('d.eml'))
    assert.sameMembers(readdirSync(join(folder, 'refused')), ['a.eml', 'b.eml'])
    assert.include(readdirSync(folder), 'c.eml')
    assert.includeMembers(reports, [
      'inbound mail: a.eml was refused',
      'inbound mail: b.eml was refused',
      'disk full',
    ])
  })
})
