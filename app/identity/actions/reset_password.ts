import hash from '@adonisjs/core/services/hash'
import { DOORS } from '#core/http/surfaces'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import { setPassword } from '#identity/actions/change_password'
import { forgiveTries, type Tries } from '#identity/actions/judge_sign_in'
import type { UserKind } from '#identity/sessions/store'
import { peekToken, useToken } from '#identity/tokens/single_use_tokens'

/**
 * Sets a new password by a mailed link, using it and its siblings up, and signs every device out. Of two at once, one
 * gets through. It signs nobody in: the second factor of staff stays what it was.
 *
 * @param from the browser that the link was followed in: what was tried there is forgotten
 */
export async function resetPassword(
  kind: UserKind,
  token: string,
  wanted: string,
  from: Pick<Tries, 'network' | 'deviceHash'>
): Promise<Result<undefined, { type: 'invalid_link' }>> {
  const purpose = `${kind}.reset` as const
  const claim = await peekToken(purpose, token)
  if (!claim) return err({ type: 'invalid_link' })
  const hashed = await hash.make(wanted)
  const tries = await transaction(async (trx) => {
    // The account first, and by everybody: two links of one account must not wait for each other.
    const account = await accountsOf(kind).load(claim.userId, trx)
    if (!account?.maySignIn || !(await useToken(trx, purpose, token))) return null
    await setPassword(trx, kind, account, { hashed, event: `${kind}.password_reset` })
    const { environment } = DOORS[accountsOf(kind).door(account)]
    return { ...from, kind, address: account.email, environment }
  })
  if (tries === null) return err({ type: 'invalid_link' })
  await forgiveTries(tries)
  return ok()
}
