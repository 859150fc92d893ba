import { test } from '@japa/runner'
import { bindJudging, JudgementTooComplex } from '#pki/judging'
import { judgeReply } from '#pks/actions/judge_reply'
import { receiveReply } from '#pks/actions/receive_reply'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { createPartner } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'

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

test.group('PKS: what replies may take', () => {
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
})
