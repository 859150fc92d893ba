import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import PksReply from '#pks/models/pks_reply'
import { drainOutbox } from '#shared/outbox/worker'
import { startInboundMail } from '#start/inbound_mail'
import { get } from '#storage/main'
import { createPartner, signIn } from '#tests/support/accounts'
import { NO_DOVECOT } from '#tests/support/dovecot'
import { imapAccount, mailFolder, mailServer, type OtherSide } from '#tests/support/inbound_mail'
import { eventually } from '#tests/support/patience'
import { certificateFor, issue, signedReply } from '#tests/support/pks'

async function signed() {
  const partner = await createPartner()
  const { agreement, version, pdf } = await issue(partner)
  const raw = signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: [{ filename: agreement.fileName, content: pdf }],
  })
  return { partner, agreement, version, raw }
}

const repliesOf = (raw: Buffer) =>
  PksReply.query().where('raw_sha256', createHash('sha256').update(raw).digest('hex'))

test.group('Inbound mail', () => {
  const ways: [string, () => Promise<OtherSide>, string | null][] = [
    ['smtp', mailServer, null],
    ['file', mailFolder, null],
    ['imap', imapAccount, NO_DOVECOT],
  ]
  for (const [name, open, without] of ways) {
    const made =
      test(`[R6.4] a signed reply by ${name}, twice, is one reply and publishes once`, async ({
        assert,
        cleanup,
      }) => {
        const { agreement, version, raw } = await signed()
        const side = await open()
        const stop = await startInboundMail([side.way()])
        cleanup(async () => {
          await stop()
          await side.close()
        })
        await side.hand([raw, raw])
        await eventually(async () => (await side.waiting()).length === 0)
        await drainOutbox()
        const replies = await repliesOf(raw)
        assert.lengthOf(replies, 1)
        const [reply] = replies
        assert.equal(reply!.source, name)
        assert.equal(reply!.status, 'accepted')
        assert.isTrue((await get(reply!.rawKey))!.equals(raw))
        await Promise.all([agreement.refresh(), version.refresh()])
        assert.equal(agreement.status, 'accepted')
        assert.equal(version.status, 'published')
      })
    if (without) made.skip(true, without)
  }

  test('[R6.4] uploaded after it was mailed: the same reply, not a second one', async ({
    assert,
    cleanup,
  }) => {
    const { partner, agreement, raw } = await signed()
    const side = await mailServer()
    const stop = await startInboundMail([side.way()])
    cleanup(async () => {
      await stop()
      await side.close()
    })
    const visitor = await signIn(partner)
    await visitor.get(`/agreements/${agreement.publicId}`)
    await side.hand([raw])
    await eventually(async () => (await side.waiting()).length === 0)
    const page = await visitor.submit('form[enctype]', {
      mail: { filename: 'balasan.eml', content: raw, type: 'message/rfc822' },
    })
    assert.equal(page.status, 200)
    await drainOutbox()
    const replies = await repliesOf(raw)
    assert.lengthOf(replies, 1)
    assert.equal(replies[0]!.source, 'smtp')
    assert.equal(replies[0]!.status, 'accepted')
  })
})
