import type { HttpContext } from '@adonisjs/core/http'
import { err, ok, type Result } from '#shared/result'
import { readForm } from '#core/http/form'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import type { OwnerProof } from '#identity/actions/prove_owner'
import { takeChallenge } from '#identity/passkeys/challenges'
import { relyingParty } from '#identity/passkeys/relying_party'
import { listPasskeys } from '#identity/queries/list_passkeys'
import { hasSecondFactor } from '#identity/second_factor/state'
import type { UserKind } from '#identity/sessions/store'
import { passkeyValidator } from '#identity/validators/passkey'
import { ownerProofValidator, passwordProofValidator } from '#identity/validators/sign_in'

/** Fields and words of what the owner's proof may be refused for. */
export const PROOF_REFUSALS = {
  wrong: ['code', 'identity.second_factor.wrong'],
  wrong_password: ['password', 'identity.password_change.wrong'],
  wrong_passkey: ['passkey', 'identity.passkey.wrong'],
  too_many: ['password', 'identity.sign_in.too_many'],
} as const

/** What a form has to ask for so that its sender shows to be the owner. */
export async function proofAsked(ctx: HttpContext, kind: UserKind, account: Credentialed) {
  const party = relyingParty(ctx)
  const passkeys = party ? await listPasskeys(kind, account.id) : []
  return {
    asks_code: await hasSecondFactor(kind, account),
    takes_passkey: passkeys.some(({ rpId }) => rpId === party?.id),
  }
}

/**
 * Reads what was sent as proof: a passkey's signature where there is one, else the password, with a code where a second factor is on.
 * Whether it holds is judged by `proveOwner`.
 *
 * @returns `invalid` where a field is missing: the form has its errors then
 */
export async function readOwnerProof(
  ctx: HttpContext,
  kind: UserKind,
  account: Credentialed
): Promise<Result<OwnerProof, { type: 'invalid' | 'wrong_passkey' }>> {
  if (ctx.request.input('passkey')) {
    const form = await readForm(ctx, passkeyValidator)
    const party = relyingParty(ctx)
    const challenge = await takeChallenge(ctx, 'proof', account.id)
    return form.ok && party && challenge
      ? ok({ party, challenge, sent: form.data.passkey })
      : err({ type: 'wrong_passkey' })
  }
  const isOn = await hasSecondFactor(kind, account)
  const form = await readForm(ctx, isOn ? ownerProofValidator : passwordProofValidator)
  if (!form.ok) return err({ type: 'invalid' })
  const code = 'code' in form.data ? (form.data.code as string) : null
  return ok({ password: form.data.password, code })
}
