import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { isPublicId } from '#shared/public_id'
import { formWithErrors, readForm } from '#core/http/form'
import { addPasskey, type AdditionRefusal } from '#identity/actions/add_passkey'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { removePasskey } from '#identity/actions/remove_passkey'
import { proveOwner } from '#identity/actions/prove_owner'
import type Passkey from '#identity/models/passkey'
import { additionAtHand, beginAddition, forgetAddition } from '#identity/passkeys/addition'
import { takeChallenge } from '#identity/passkeys/challenges'
import { relyingParty } from '#identity/passkeys/relying_party'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { findPasskey, listPasskeys } from '#identity/queries/list_passkeys'
import { hasFactors } from '#identity/second_factor/kinds'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import { showRecoveryCodes } from '#identity/second_factor/pages'
import type { UserKind } from '#identity/sessions/store'
import { passkeyNameValidator, passkeyValidator } from '#identity/validators/passkey'
import { viewerOf } from '#identity/viewer'

const VIEWS: Record<UserKind, { list: string; one: string }> = {
  customer: { list: 'pages/customers/passkeys', one: 'pages/customers/passkey' },
  partner: { list: 'pages/partners/passkeys', one: 'pages/partners/passkey' },
  staff: { list: 'pages/identity/passkeys', one: 'pages/identity/passkey' },
}

const REFUSALS: Record<AdditionRefusal['type'], string> = {
  wrong: 'identity.passkey.not_made',
  known: 'identity.passkey.known',
  full: 'identity.passkey.full',
}

const PAGE = '/account/passkeys'

/** The passkeys of whoever is signed in: shown, made, removed. */
export default class PasskeysController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    return renderList(ctx)
  }

  /** Begins with another passkey, for who shows to be the owner. */
  async begin(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const { kind, account } = ownerOf(ctx)
    const form = await readForm(ctx, passkeyNameValidator)
    if (!form.ok) return renderList(ctx)
    if (await isRefused(ctx, kind, account)) return renderList(ctx)
    beginAddition(ctx, form.data.passkey_name)
    return ctx.response.redirect(ctx.path(PAGE) + '#create')
  }

  /** Keeps the passkey that the browser has made. */
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const { kind, account } = ownerOf(ctx)
    const name = additionAtHand(ctx)
    const party = relyingParty(ctx)
    if (name === null || !party) return ctx.response.redirect(ctx.path(PAGE))
    const form = await readForm(ctx, passkeyValidator)
    const challenge = await takeChallenge(ctx, 'addition', account.id)
    if (!form.ok || !challenge) return refuse(ctx, 'wrong')
    const answer = { party, challenge, sent: form.data.passkey }
    const added = await addPasskey(kind, account, answer, name, ctx.session.sessionId)
    if (!added.ok) return refuse(ctx, added.error.type)
    forgetAddition(ctx)
    const done = ctx.path(`${PAGE}?added=1`)
    return added.value && hasFactors(kind)
      ? showRecoveryCodes(ctx, kind, added.value, done)
      : ctx.response.redirect(done)
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const passkey = await ownPasskey(ctx)
    return renderOne(ctx, passkey)
  }

  async remove(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepPasskeys')
    const passkey = await ownPasskey(ctx)
    const { kind, account } = ownerOf(ctx)
    if (await isRefused(ctx, kind, account)) return renderOne(ctx, passkey)
    const removed = await removePasskey(kind, account, passkey, ctx.session.sessionId)
    if (!removed.ok) {
      formWithErrors(ctx, [{ field: 'password', message: ctx.t('identity.passkey.last') }])
      return renderOne(ctx, passkey)
    }
    return ctx.response.redirect(ctx.path(`${PAGE}?removed=1`))
  }
}

function ownerOf(ctx: HttpContext): { kind: UserKind; account: Credentialed } {
  const { kind, user } = viewerOf(ctx)!
  return { kind, account: user as Credentialed }
}

async function ownPasskey(ctx: HttpContext): Promise<Passkey> {
  const { kind, account } = ownerOf(ctx)
  const id = String(ctx.params.id)
  const passkey = isPublicId(id) ? await findPasskey(kind, account.id, id) : null
  if (!passkey) throw new Exception('no such passkey', { status: 404, code: 'E_NOT_FOUND' })
  return passkey
}

/** Does the form lack the proof that its sender is the owner? Its errors are on it then. */
async function isRefused(
  ctx: HttpContext,
  kind: UserKind,
  account: Credentialed
): Promise<boolean> {
  const proof = await readOwnerProof(ctx, kind, account)
  const judged = proof.ok ? await proveOwner(kind, account, proof.value) : proof
  if (judged.ok) return false
  const { type } = judged.error
  if (type === 'invalid') return true
  const [field, message] = PROOF_REFUSALS[type]
  formWithErrors(ctx, [{ field, message: ctx.t(message) }])
  return true
}

function refuse(ctx: HttpContext, type: AdditionRefusal['type']) {
  formWithErrors(ctx, [{ field: 'passkey', message: ctx.t(REFUSALS[type]) }])
  return renderList(ctx)
}

async function renderList(ctx: HttpContext) {
  const { kind, account } = ownerOf(ctx)
  const party = relyingParty(ctx)
  // A kept page would offer to make a passkey long after the password was typed.
  ctx.response.header('cache-control', 'private, no-store')
  const passkeys = await listPasskeys(kind, account.id)
  return ctx.view.render(VIEWS[kind].list, {
    passkeys: passkeys.map((passkey) => shown(passkey, party?.id)),
    offered: party !== null,
    creating: additionAtHand(ctx),
    second_step: hasFactors(kind),
    added: ctx.request.input('added') === '1',
    removed: ctx.request.input('removed') === '1',
    ...(await proofAsked(ctx, kind, account)),
  })
}

async function renderOne(ctx: HttpContext, passkey: Passkey) {
  const { kind, account } = ownerOf(ctx)
  return ctx.view.render(VIEWS[kind].one, {
    passkey: shown(passkey, relyingParty(ctx)?.id),
    second_step: hasFactors(kind),
    ...(await proofAsked(ctx, kind, account)),
  })
}

function shown(passkey: Passkey, host: string | undefined) {
  return {
    id: passkey.publicId,
    name: passkey.name,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
    may_be_synced: passkey.mayBeSynced,
    elsewhere: passkey.rpId === host ? null : passkey.rpId,
  }
}
