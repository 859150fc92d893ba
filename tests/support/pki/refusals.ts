/** Tests of attacks: each is a message that would be accepted but for the one thing in its title. */
import { test } from '@japa/runner'
import { REPLY_REASONS, type ReplyReason, type Verdict } from '#pki/judge'
import { judge, problems, reply } from '#tests/support/pki/world'

/** A test that the attack is refused for exactly these reasons, in words that there are. */
export function refuses(
  title: string,
  attack: () => Promise<Verdict>,
  ...reasons: ReplyReason[]
): void {
  test(`[R6.4] refused: ${title}`, async ({ assert }) => {
    const verdict = await attack()
    assert.isFalse(verdict.accepted)
    assert.deepEqual(problems(verdict), reasons)
    assert.lengthOf(verdict.checks, 11)
    for (const check of verdict.checks) {
      if (check.status === 'passed') assert.isUndefined(check.reason)
      else assert.include(REPLY_REASONS as readonly string[], check.reason!)
    }
  })
}

/** The verdict on an honest reply after `edit`. */
export async function edited(
  edit: (mail: string) => string,
  shape?: Parameters<typeof reply>[0]
): Promise<Verdict> {
  const before = (await reply(shape)).toString('latin1')
  const after = edit(before)
  if (after === before) throw new Error('the attack changes nothing')
  return judge(Buffer.from(after, 'latin1'))
}
