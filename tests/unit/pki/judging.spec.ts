import { test } from '@japa/runner'
import { AT } from '#tests/support/pki/certificates'
import { crlsFrom } from '#pki/folder_revocation'
import { judgeReply, type ReplyToJudge } from '#pki/judge'
import { bindJudging, judgeInThread, JudgementTooComplex } from '#pki/judging'
import { trustFrom } from '#pki/trust_store'
import { EMAIL_ADDRESS, reply, sha256, world } from '#tests/support/pki/world'
import { CODE } from '#tests/support/pki/mail'

async function honest(): Promise<ReplyToJudge> {
  const { root, crls, pdf } = await world()
  return {
    raw: await reply(),
    receivedAt: AT,
    expected: { email: EMAIL_ADDRESS, code: CODE, documentSha256: sha256(pdf) },
    trust: trustFrom([root.der]),
    sealTrust: trustFrom([root.der]),
    revocation: crlsFrom(crls),
  }
}

const script = (name: string) => new URL(`../../support/pki/${name}.js`, import.meta.url)

test.group('pki / judging in a thread', (group) => {
  group.each.setup(() => bindJudging({}))

  test('[R6.4] the verdict is the one of the judge, with its evidence', async ({ assert }) => {
    const mail = await honest()
    const expected = await judgeReply(mail)
    const verdicts = await Promise.all([judgeInThread(mail), judgeInThread(mail)])
    for (const verdict of [...verdicts, await judgeInThread(mail)]) {
      assert.isTrue(verdict.accepted)
      assert.deepEqual(verdict.checks, expected.checks)
      const hashes = (ders: readonly Uint8Array[]) => ders.map(sha256)
      for (const kind of ['certificates', 'crls', 'ocsp'] as const) {
        assert.deepEqual(hashes(verdict.evidence[kind]), hashes(expected.evidence[kind]))
      }
      assert.deepEqual(verdict.signer?.notAfter, expected.signer?.notAfter)
    }
  })

  test('[R6.5] waiting for revocation data is no work, and its failure is told', async ({
    assert,
  }) => {
    const mail = await honest()
    const crlsFor = async () => {
      throw new Error('the source broke')
    }
    await assert.rejects(
      () => judgeInThread({ ...mail, revocation: { crlsFor } }),
      'the source broke'
    )
    assert.isTrue((await judgeInThread(mail)).accepted)
  })

  test('[R6.4] a judgement without an end is ended, and pages are served meanwhile', async ({
    assert,
    cleanup,
  }) => {
    cleanup(bindJudging({ script: script('endless_judge'), mostActiveMs: 300 }))
    let served = 0
    const pages = setInterval(() => served++, 10)
    cleanup(() => clearInterval(pages))
    const error = await judgeInThread(await honest()).catch((reason: unknown) => reason)
    assert.instanceOf(error, JudgementTooComplex)
    assert.isAbove(served, 3)
  })

  test('[R6.4] a judgement that takes all memory is ended', async ({ assert, cleanup }) => {
    cleanup(bindJudging({ script: script('greedy_judge'), mostMemoryMb: 64 }))
    const error = await judgeInThread(await honest()).catch((reason: unknown) => reason)
    assert.instanceOf(error, JudgementTooComplex)
  })
})
