import { Duration } from 'luxon'
import { audit } from '#audit/record'
import { spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'
import { proveOwner, type OwnerProof, type ProofRefusal } from '#identity/actions/prove_owner'
import { revokeSessions } from '#identity/sessions/store'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import { moveBankLink } from '#partners/actions/change_bank'
import { holdPartner } from '#partners/actions/hold_partner'
import Partner from '#partners/models/partner'
import PartnerEmailChange, { type Side } from '#partners/models/partner_email_change'

/** How long both addresses have to say yes. */
export const EMAIL_CHANGE_LIFE = Duration.fromObject({ hours: 48 })

const PURPOSE = 'partner.email_change'

type Requested = Result<undefined, ProofRefusal | { type: 'same' }>

/**
 * A partner asks for another address (R2): both, the present one and the wanted one, get a link, and nothing changes until
 * both were pressed. Whether the wanted one belongs to somebody else is not said: it gets no link then.
 */
export async function requestEmailChange(
  partner: Partner,
  wanted: string,
  typed: OwnerProof
): Promise<Requested> {
  const proven = await proveOwner('partner', partner, typed)
  if (!proven.ok) return proven
  if (wanted === partner.email) return err({ type: 'same' })
  if (!(await spend('resend', `email_change:${partner.id}`))) return err({ type: 'too_many' })
  return transaction(async (trx): Promise<Requested> => {
    const at = clock.now()
    const held = await holdPartner(trx, partner.id)
    if (held.password !== partner.password) return err({ type: 'wrong_password' as const })
    const former = await openChange(trx, held.id)
    if (former) await settle(trx, former, held, former.isOpen(at) ? 'account' : 'expired')
    const change = await PartnerEmailChange.create(
      {
        partnerId: held.id,
        status: 'open',
        oldEmail: held.email,
        newEmail: wanted,
        oldConfirmedAt: null,
        newConfirmedAt: null,
        expiresAt: at.plus(EMAIL_CHANGE_LIFE),
      },
      { client: trx }
    )
    await audit(trx, {
      type: 'partner.email_change_requested',
      actor: { kind: 'partner', id: held.publicId },
      subject: { kind: 'partner', id: held.publicId },
    })
    await sendLinks(trx, change)
    return ok()
  })
}

/** Sends the links again to whichever address has not pressed its own yet. */
export async function resendEmailChange(partner: Partner): Promise<void> {
  if (!(await spend('resend', `email_change:${partner.id}`))) return
  await transaction(async (trx) => {
    const change = await openChange(trx, partner.id)
    if (change?.isOpen(clock.now())) await sendLinks(trx, change)
  })
}

/** The partner has thought better of it. */
export function cancelEmailChange(partner: Partner): Promise<void> {
  return transaction(async (trx) => {
    const held = await holdPartner(trx, partner.id)
    const change = await openChange(trx, held.id)
    if (change) await settle(trx, change, held, 'account')
  })
}

/** What a mailed link stands for, while it is good; looks without using it up. */
export async function findEmailChange(
  token: string
): Promise<{ change: PartnerEmailChange; side: Side } | null> {
  const claim = await peekToken(PURPOSE, token)
  const change = claim && (await PartnerEmailChange.find(claim.userId))
  if (!change?.isOpen(clock.now())) return null
  const partner = await Partner.findOrFail(change.partnerId)
  if (!partner.maySignIn) return null
  return { change, side: claim!.data.side === 'new' ? 'new' : 'old' }
}

export type EmailDecision = 'confirm' | 'cancel'

type Decided = Result<'half' | 'done' | 'cancelled', { type: 'invalid_link' | 'taken' }>

/**
 * What one of the two addresses says. The second yes changes the address: links to a new password that went to the former
 * one are void, that of a bank change goes to the new one, both addresses are told. A no ends the matter, and from the present address it signs every device out:
 * somebody else knows the password.
 */
export async function decideEmailChange(token: string, decision: EmailDecision): Promise<Decided> {
  const found = await findEmailChange(token)
  if (!found) return err({ type: 'invalid_link' })
  try {
    return await transaction((trx) => decide(trx, found.change, token, decision))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // The wanted address has got an account of its own meanwhile: there is nothing to go on with.
    await transaction(async (trx) => {
      const partner = await holdPartner(trx, found.change.partnerId)
      const change = await openChange(trx, partner.id)
      if (change?.id === found.change.id) await settle(trx, change, partner, 'new')
    })
    return err({ type: 'taken' })
  }
}

async function decide(
  trx: Trx,
  { id, partnerId }: PartnerEmailChange,
  token: string,
  decision: EmailDecision
): Promise<Decided> {
  const at = clock.now()
  // The account first, and by everybody: the two links may be pressed at once.
  const partner = await holdPartner(trx, partnerId)
  const change = await PartnerEmailChange.query({ client: trx }).where('id', id).firstOrFail()
  const claim = change.isOpen(at) && partner.maySignIn && (await useToken(trx, PURPOSE, token))
  if (!claim) return err({ type: 'invalid_link' })
  const side: Side = claim.data.side === 'new' ? 'new' : 'old'
  if (decision === 'cancel') {
    await settle(trx, change, partner, side)
    if (side === 'old') await revokeSessions(trx, 'partner', partner.id)
    return ok('cancelled' as const)
  }
  if (!(await change.confirm(side, { partner, at, trx }))) return ok('half' as const)
  await change.finish({ partner, at, trx })
  await dropTokens(trx, PURPOSE, change.id)
  await dropTokens(trx, 'partner.reset', partner.id)
  await moveBankLink(trx, partner)
  for (const to of ['old', 'new'] as const)
    await enqueueMail(trx, 'partners.email_changed', { changeId: change.id, to })
  // A draft PKS names the address, and a customer of the trial store may have it.
  await enqueue(trx, { kind: 'partner.legal_data_changed', payload: { partnerId: partner.id } })
  await enqueue(trx, { kind: 'partner.email_changed', payload: { partnerId: partner.id } })
  return ok('done' as const)
}

async function settle(
  trx: Trx,
  change: PartnerEmailChange,
  partner: Partner,
  via: 'account' | 'expired' | Side
): Promise<void> {
  await change.cancel({ partner, at: clock.now(), trx, via })
  await dropTokens(trx, PURPOSE, change.id)
  if (via === 'old' || via === 'new')
    await enqueueMail(trx, 'partners.email_change_cancelled', { changeId: change.id })
}

async function sendLinks(trx: Trx, change: PartnerEmailChange): Promise<void> {
  for (const side of ['old', 'new'] as const) {
    if (!change.hasConfirmed(side))
      await enqueueMail(trx, 'partners.email_change', { changeId: change.id, side })
  }
}

function openChange(trx: Trx, partnerId: number): Promise<PartnerEmailChange | null> {
  return PartnerEmailChange.query({ client: trx })
    .where({ partnerId, status: 'open' })
    .forUpdate()
    .first()
}
