import db from '@adonisjs/lucid/services/db'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { accountsOf } from '#identity/accounts'
import { kindOfProposal } from '#identity/four_eyes'
import Proposal, { type ProposalStatus } from '#identity/models/proposal'
import Staff from '#identity/models/staff'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { clock } from '#shared/clock'

const SUBJECTS = {
  asked: 'identity.mail.proposal.asked',
  decided: 'identity.mail.proposal.decided',
  alone: 'identity.mail.proposal.alone',
}

const OUTCOMES: Record<ProposalStatus, string> = {
  open: 'identity.proposals.status.open',
  confirmed: 'identity.proposals.status.confirmed',
  refused: 'identity.proposals.status.refused',
  withdrawn: 'identity.proposals.status.withdrawn',
  void: 'identity.proposals.status.void',
}

/** What takes two administrators: to who may confirm it, to who has asked for it, and to everybody where nobody was there to ask. */
export const proposalMail: LetterMaker = async (
  payload: { proposalId: number; staffId: number; step: keyof typeof SUBJECTS },
  t
) => {
  const { proposalId, staffId, step } = payload
  const [proposal, reader] = [await Proposal.find(proposalId), await Staff.find(staffId)]
  if (!proposal || !reader || reader.disabled) return null
  if (step === 'asked' && proposal.status !== 'open') return null
  const { language } = reader
  const say = t(language)
  const proposer = await Staff.find(proposal.proposedBy)
  return {
    to: reader.email,
    language,
    subject: say(SUBJECTS[step]),
    view: 'mails/identity/proposal',
    data: {
      name: reader.name,
      step,
      what: await kindOfProposal(proposal.kind).describe(proposal.data as never, say),
      proposer: proposer?.name ?? '–',
      reason: proposal.reason,
      outcome: say(OUTCOMES[proposal.status]),
      until: proposal.expiresAt,
      url: absoluteUrl('staff', step === 'alone' ? '/' : '/confirmations', language),
    },
  }
}

/** To the partner whose second factor is to be taken away: the link stops it. Minted here: no secret lies in the outbox. */
export const factorRemovalMail: LetterMaker = async (
  { proposalId, partnerId }: { proposalId: number; partnerId: number },
  t
) => {
  const proposal = await Proposal.find(proposalId)
  const partner = await accountsOf('partner').load(partnerId)
  if (proposal?.status !== 'open' || !partner) return null
  const { email, language, name, publicId } = partner
  const life = proposal.expiresAt.diff(clock.now())
  const token = await mintToken(db.connection(), 'partner.second_factor_kept', proposal.id, life, {
    partner: publicId,
  })
  return {
    to: email,
    language,
    subject: t(language)('identity.mail.factor_removal.subject'),
    view: 'mails/identity/factor_removal',
    data: {
      name,
      from: proposal.ripeAt,
      url: absoluteUrl('partner', `/second-factor-kept/${token}`, language),
    },
  }
}
