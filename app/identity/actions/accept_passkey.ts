import { audit } from '#audit/record'
import { forgive, spend } from '#core/limits'
import { originOf } from '#core/http/surfaces'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf, type KeptAccount } from '#identity/accounts'
import type { Credentialed, SignInRefusal } from '#identity/actions/judge_sign_in'
import Passkey from '#identity/models/passkey'
import { handleOf, readAssertion, verifyAssertion } from '#identity/passkeys/credentials'
import type { RelyingParty } from '#identity/passkeys/relying_party'
import type { UserKind } from '#identity/sessions/store'

/** What a browser answered, and what it was asked. */
export interface PasskeyAnswer {
  party: RelyingParty
  /** That this browser was given; used up by now. */
  challenge: string
  /** JSON of a `PublicKeyCredential`, as it came. */
  sent: string
}

/**
 * Accepts the signature of a passkey: password and second factor at once, for who it belongs to. What is amiss with an account hears
 * only who has its passkey.
 *
 * @param owner where it is known who has to answer: after the password, and to show to be the owner
 */
export async function acceptPasskey(
  kind: UserKind,
  { party, challenge, sent }: PasskeyAnswer,
  owner?: Credentialed
): Promise<Result<KeptAccount, SignInRefusal>> {
  const answer = readAssertion(sent)
  const passkey = answer && (await Passkey.findBy({ credentialId: answer.id }))
  if (!passkey || passkey.userKind !== kind || passkey.rpId !== party.id)
    return err({ type: 'wrong' })
  if (owner && passkey.userId !== owner.id) return err({ type: 'wrong' })
  const key = `${kind}-passkey:${passkey.userId}`
  if (!(await spend('sign_in_account', key))) return err({ type: 'too_many' })
  const proven = await verifyAssertion(party, challenge, answer.response, passkey)
  if (!proven) return err({ type: 'wrong' })
  const accepted = await transaction(async (trx) => {
    const account = await accountsOf(kind).load(passkey.userId, trx)
    const held = await Passkey.query({ client: trx }).where('id', passkey.id).forUpdate().first()
    if (!account || !held || !isAtHome(kind, account, party)) return err({ type: 'wrong' as const })
    // A reset in this very moment ends the sign-in that the old password had begun.
    if (owner && account.password !== owner.password) return err({ type: 'wrong' as const })
    if (!isHandleOf(kind, account, answer.handle, owner !== undefined))
      return err({ type: 'wrong' as const })
    if (!account.maySignIn) return err({ type: 'closed' as const })
    if (hasGoneBack(held, proven.signCount)) {
      await tellOfCopy(trx, kind, account, held)
      return err({ type: 'wrong' as const })
    }
    // It is fixed when a passkey is made: another one has come in its place.
    if (held.mayBeSynced !== proven.mayBeSynced) return err({ type: 'wrong' as const })
    const { signCount, isSynced } = proven
    held.merge({ signCount, isSynced, lastUsedAt: clock.now() })
    await held.useTransaction(trx).save()
    return ok(account)
  })
  if (accepted.ok) await forgive('sign_in_account', key)
  return accepted
}

/** Does the account sign in here? One host may have several stores' doors, each on a port of its own. */
function isAtHome(kind: UserKind, account: KeptAccount, party: RelyingParty): boolean {
  return originOf(accountsOf(kind).door(account)) === party.origin
}

/** A passkey that was found without a name says whose it is; one that was named may leave it out (WebAuthn §7.2, step 6). */
function isHandleOf(
  kind: UserKind,
  account: KeptAccount,
  handle: string | null,
  mayBeMissing: boolean
): boolean {
  if (handle === null) return mayBeMissing
  return Buffer.from(handle, 'base64url').equals(handleOf(kind, account))
}

/** It counts, and has counted further before: there are two of it (WebAuthn §6.1.1). */
function hasGoneBack(held: Passkey, said: number): boolean {
  return (said > 0 || held.signCount > 0) && said <= held.signCount
}

async function tellOfCopy(
  trx: Trx,
  kind: UserKind,
  account: KeptAccount,
  passkey: Passkey
): Promise<void> {
  await audit(trx, {
    type: `${kind}.passkey_refused`,
    actor: { kind: 'system' },
    subject: { kind, id: account.publicId },
    data: { passkey: passkey.publicId, reason: 'counter' },
  })
  await enqueueMail(trx, 'identity.notice', {
    kind,
    accountId: account.id,
    notice: 'passkey_refused',
  })
}
