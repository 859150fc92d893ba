import type { HttpContext } from '@adonisjs/core/http'
import { generateAuthenticationOptions, generateRegistrationOptions } from '@simplewebauthn/server'
import brand from '#config/brand'
import type Passkey from '#identity/models/passkey'
import { listPasskeys } from '#identity/queries/list_passkeys'
import type { UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'
import { CHALLENGE_LIFE, issueChallenge, NOBODY_YET, type ChallengeUse } from './challenges.js'
import { ALGORITHMS, handleOf } from './credentials.js'
import type { RelyingParty } from './relying_party.js'

const timeout = CHALLENGE_LIFE.toMillis()

/** What `navigator.credentials.get` is asked: any passkey of this host, or (`of`) one of an account. */
export async function requestOptions(
  ctx: HttpContext,
  party: RelyingParty,
  use: Exclude<ChallengeUse, 'addition'>,
  of: { kind: UserKind; account: Account } | null
) {
  const challenge = await issueChallenge(ctx, use, of?.account.id ?? NOBODY_YET)
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    userVerification: 'required',
    timeout,
    ...(of ? { allowCredentials: named(await usable(party, of.kind, of.account)) } : {}),
  })
}

/** What `navigator.credentials.create` is asked: a passkey that can be found without a name, and is none of those that there are. */
export async function creationOptions(
  ctx: HttpContext,
  party: RelyingParty,
  kind: UserKind,
  account: Account
) {
  const challenge = await issueChallenge(ctx, 'addition', account.id)
  return generateRegistrationOptions({
    rpName: brand.name,
    rpID: party.id,
    userName: account.email,
    userDisplayName: account.name,
    userID: handleOf(kind, account),
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: named(await usable(party, kind, account)),
    timeout,
  })
}

async function usable(party: RelyingParty, kind: UserKind, { id }: Account): Promise<Passkey[]> {
  const all = await listPasskeys(kind, id)
  return all.filter(({ rpId }) => rpId === party.id)
}

function named(passkeys: readonly Passkey[]) {
  return passkeys.map(({ credentialId: id, transports }) => ({ id, transports }))
}
