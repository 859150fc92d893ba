import { Duration } from 'luxon'
import { enqueueMail } from '#core/mail/mail'
import { accountsOf, type KeptAccount } from '#identity/accounts'
import { objectToProposal, propose, type ProposeRefusal } from '#identity/actions/propose'
import { removeSecondFactor } from '#identity/actions/remove_second_factor'
import { defineProposal } from '#identity/four_eyes'
import type Staff from '#identity/models/staff'
import { hasSecondFactor } from '#identity/second_factor/state'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import { describeAccount } from '#identity/viewer'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** So long the mailed link can stop it before anybody may confirm it. */
export const OBJECTION = Duration.fromObject({ hours: 24 })

const PURPOSE = 'partner.second_factor_kept'

type Against = 'unknown' | 'no_change'

interface Lost {
  /** Inner id of the partner. */
  partnerId: number
}

/** A partner has lost phone and recovery codes: one administrator asks, the partner can object for a day, another one confirms. */
export const PARTNER_FACTOR = defineProposal<Lost, Against>({
  name: 'partner.second_factor',
  wait: OBJECTION,
  describe: async ({ partnerId }, t) => {
    const partner = await accountsOf('partner').load(partnerId)
    return t('identity.proposals.partner_factor', { name: partner ? nameOf(partner) : '–' })
  },
  check: async (trx, { partnerId }) => {
    const partner = await accountsOf('partner').load(partnerId, trx)
    if (!partner?.maySignIn) return 'unknown'
    return (await hasSecondFactor('partner', partner, trx)) ? null : 'no_change'
  },
  tell: async (trx, proposalId, { partnerId }) => {
    await enqueueMail(trx, 'identity.factor_removal', { proposalId, partnerId })
  },
  apply: async (trx, { partnerId }, { by }) => {
    const partner = await accountsOf('partner').load(partnerId, trx)
    await removeSecondFactor(trx, 'partner', partner!, {
      event: 'partner.second_factor_reset',
      actor: { kind: 'staff', id: by.publicId },
      notice: 'second_factor_reset',
    })
  },
})

/** Is there anything to be taken away? */
export function partnerHasFactor(partner: KeptAccount): Promise<boolean> {
  return hasSecondFactor('partner', partner)
}

/** @param reason how it was made sure that it is really the partner who asks */
export async function askForPartnerFactor(
  by: Staff,
  partner: { id: number; publicId: string },
  reason: string
): Promise<Result<undefined, { type: Against } | ProposeRefusal>> {
  const data = { partnerId: partner.id }
  const proposed = await propose(PARTNER_FACTOR, by, { subject: partner.publicId, data, reason })
  if (proposed.ok) return ok()
  const { error } = proposed
  return err(error.type === 'against' ? { type: error.why } : error)
}

/** Looks only: may the mailed link still stop it? */
export async function canKeepFactor(token: string): Promise<boolean> {
  return (await peekToken(PURPOSE, token)) !== null
}

/** The button behind the mailed link: the second factor stays. @returns false when it is too late */
export function keepFactor(token: string): Promise<boolean> {
  return transaction(async (trx) => {
    const claim = await useToken(trx, PURPOSE, token)
    if (!claim) return false
    await dropTokens(trx, PURPOSE, claim.userId)
    const { partner } = claim.data as { partner: string }
    return objectToProposal(trx, claim.userId, { kind: 'partner', id: partner })
  })
}

function nameOf(partner: KeptAccount): string {
  const { company, name } = describeAccount(partner)
  return company ?? name
}
