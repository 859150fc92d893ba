import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { Duration } from 'luxon'
import { transaction } from '#shared/database/main'
import { mintToken, useToken } from '#identity/tokens/single_use_tokens'

/**
 * What a signature is asked for. One that was asked for one thing is nothing for another: signing in with the passkey alone, the step
 * after the password, showing to be the owner, adding another passkey.
 */
export type ChallengeUse = 'entry' | 'second_step' | 'proof' | 'addition'

export const CHALLENGE_LIFE = Duration.fromObject({ minutes: 5 })

const KEY = 'passkey_challenge'
const PURPOSE = 'passkey.challenge'

/** Whoever signs in with a passkey alone says who it is with the answer. */
export const NOBODY_YET = 0

/**
 * Makes a challenge for the browser at hand: its session knows it, and the database that it has not been answered.
 *
 * @returns 32 random bytes in base64url
 */
export async function issueChallenge(
  ctx: HttpContext,
  use: ChallengeUse,
  accountId: number
): Promise<string> {
  const challenge = await mintToken(db.connection(), PURPOSE, accountId, CHALLENGE_LIFE)
  ctx.session.put(KEY, { use, challenge })
  return challenge
}

/**
 * The challenge that this browser was given for `use`, used up whatever the answer to it is worth. Null when there is none, it is too
 * old, was asked of another account, or somebody has answered it, in this very moment or before.
 */
export async function takeChallenge(
  ctx: HttpContext,
  use: ChallengeUse,
  accountId: number
): Promise<string | null> {
  const kept = ctx.session.pull(KEY) as { use: ChallengeUse; challenge: string } | null
  if (!kept || kept.use !== use) return null
  const claim = await transaction((trx) => useToken(trx, PURPOSE, kept.challenge))
  return claim?.userId === accountId ? kept.challenge : null
}
