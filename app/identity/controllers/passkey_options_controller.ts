import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { additionAtHand } from '#identity/passkeys/addition'
import { creationOptions, requestOptions } from '#identity/passkeys/options'
import { relyingParty, type RelyingParty } from '#identity/passkeys/relying_party'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { awaitedSecondFactor } from '#identity/second_factor/pending'
import { viewerOf } from '#identity/viewer'

/** What the browser's script asks before it asks the authenticator: a challenge, for one use, and which passkeys will do. */
export default class PasskeyOptionsController {
  /** Signing in with a passkey alone: any passkey of this surface. */
  entry(ctx: HttpContext) {
    return requestOptions(ctx, partyOf(ctx), 'entry', null)
  }

  /** The step after the password: one of that account's. */
  async secondStep(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited || awaited.enrolling) return ctx.response.conflict({})
    return requestOptions(ctx, partyOf(ctx), 'second_step', awaited)
  }

  /** Showing to be the owner. */
  async proof(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const { kind, user: account } = viewerOf(ctx)!
    return requestOptions(ctx, partyOf(ctx), 'proof', { kind, account })
  }

  /** Making a passkey, for who has shown to be the owner. */
  async addition(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const { kind, user } = viewerOf(ctx)!
    if (additionAtHand(ctx) === null) return ctx.response.conflict({})
    return creationOptions(ctx, partyOf(ctx), kind, user)
  }
}

function partyOf(ctx: HttpContext): RelyingParty {
  const party = relyingParty(ctx)
  if (!party) throw new Exception('no passkeys here', { status: 404, code: 'E_NOT_FOUND' })
  return party
}
