import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from '@japa/runner'
import { NoRoom } from '#inbound_mail/contract'
import storage from '#config/storage'
import { bindJudging, JudgementTooComplex } from '#pki/judging'
import { judgeReply } from '#pks/actions/judge_reply'
import { receiveReply } from '#pks/actions/receive_reply'
import { requireRoom, sweepIgnored } from '#pks/actions/sweep_replies'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { SmtpListener } from '#plugins/inbound_mail/smtp/listener'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { FileStorage } from '#storage/file_storage'
import { bindStorage, exists } from '#storage/main'
import { createPartner } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'

/** No limit at all. */
const PLENTY = { mostIgnored: 2 ** 40, keptIgnored: 2 ** 40, days: 30, reserve: 0 }

async function honestReply(): Promise<Buffer> {
  const partner = await createPartner()
  const { agreement, pdf } = await issue(partner)
  return signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: [{ filename: agreement.fileName, content: pdf }],
  })
}

test.group('PKS: what replies may take', (group) => {
  group.each.setup(() => sweepIgnored({ ...PLENTY, keptIgnored: 0 }))

  test('[R6.5] a mail that cannot be judged is tried again, and refused the third time', async ({
    assert,
    cleanup,
  }) => {
    const script = new URL('../../support/pki/endless_judge.js', import.meta.url)
    cleanup(bindJudging({ script, mostActiveMs: 200 }))
    const { id } = await receiveReply(await honestReply(), 'file')
    for (const attempt of [1, 2]) {
      const error = await judgeReply({ replyId: id }, { attempt }).catch(
        (reason: unknown) => reason
      )
      assert.instanceOf(error, JudgementTooComplex)
      assert.equal((await PksReply.findOrFail(id)).status, 'received')
    }
    await judgeReply({ replyId: id }, { attempt: 3 })
    assert.equal((await PksReply.findOrFail(id)).status, 'rejected')
    const verdict = await PksVerdict.findByOrFail('reply_id', id)
    assert.include(verdict.checks[0], { status: 'failed', reason: 'structure.too_complex' })
  })

  const stranger = (note: string) =>
    Buffer.from(
      `From: x@stranger.example\r\nSubject: ${note}\r\n\r\n${randomBytes(500).toString('hex')}`
    )

  async function ignored(note: string) {
    const { id } = await receiveReply(stranger(note), 'file')
    await drainOutbox()
    const reply = await PksReply.findOrFail(id)
    if (reply.status !== 'ignored') throw new Error(`it is ${reply.status}`)
    return reply
  }

  test('[R6.5] mail that answers no PKS is removed after its days, its row is not', async ({
    assert,
    cleanup,
  }) => {
    const raw = stranger('old')
    const { id, rawKey } = await receiveReply(raw, 'file')
    await drainOutbox()
    cleanup(travelBack)
    travelTo(clock.now().plus({ days: 31 }))
    const young = await ignored('young')
    await sweepIgnored(PLENTY)
    assert.isFalse(await exists(rawKey))
    assert.isNotNull((await PksReply.findOrFail(id)).rawRemovedAt)
    assert.isTrue(await exists(young.rawKey))
    // The same bytes again are not kept again.
    assert.equal((await receiveReply(raw, 'file')).id, id)
    assert.isFalse(await exists(rawKey))
  })

  test('[R6.5] of too much such mail the oldest goes, and what answers a PKS stays', async ({
    assert,
    cleanup,
  }) => {
    cleanup(travelBack)
    const answer = await receiveReply(await honestReply(), 'file')
    await drainOutbox()
    const first = await ignored('first')
    travelTo(clock.now().plus({ seconds: 1 }))
    const second = await ignored('second')
    await sweepIgnored({ ...PLENTY, keptIgnored: second.size })
    assert.isFalse(await exists(first.rawKey))
    assert.isTrue(await exists(second.rawKey))
    assert.isTrue(await exists(answer.rawKey))
    await sweepIgnored({ ...PLENTY, keptIgnored: 0 })
    assert.isFalse(await exists(second.rawKey))
  })

  test('[R6.5] a share that is used up is no hindrance for what answers a PKS', async ({
    assert,
  }) => {
    const { size } = await ignored('one')
    const full = { ...PLENTY, mostIgnored: size }
    await requireRoom(await honestReply(), full)
    const error = await requireRoom(stranger('two'), full).catch((reason: unknown) => reason)
    assert.instanceOf(error, NoRoom)
    await requireRoom(stranger('three'), PLENTY)
  })

  test('[R6.5] on a disk that is nearly full a mail server is asked to come again', async ({
    assert,
    cleanup,
  }) => {
    const files = new FileStorage(storage.directory)
    assert.isAbove(await files.room(), 0)
    cleanup(
      bindStorage({
        put: (key, bytes) => files.put(key, bytes),
        get: (key) => files.get(key),
        exists: (key) => files.exists(key),
        remove: (key) => files.remove(key),
        room: async () => 1000,
      })
    )
    const reported: Error[] = []
    const listener = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: 'pks@toko.example',
      report: (error) => void reported.push(error),
    })
    await listener.start(async (raw, source) => void (await receiveReply(raw, source)))
    cleanup(() => listener.stop())
    const answers = await converse(listener.port, stranger('full').toString('latin1'))
    assert.match(answers.at(-1) ?? '', /^452 /)
    assert.instanceOf(reported[0], NoRoom)
  })
})

/** Hands a mail over to the server of that port; answers what it said. */
async function converse(port: number, mail: string): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  const said: string[] = []
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  const hear = async () => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) return
      said.push(value)
      if (/^\d{3} /.test(value)) return
    }
  }
  await hear()
  for (const line of [
    'EHLO mx.example',
    'MAIL FROM:<x@stranger.example>',
    'RCPT TO:<pks@toko.example>',
    'DATA',
    `${mail}\r\n.`,
  ]) {
    socket.write(`${line}\r\n`)
    await hear()
  }
  socket.destroy()
  return said
}
