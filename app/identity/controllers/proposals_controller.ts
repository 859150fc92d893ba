import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import {
  actsAlone,
  confirmProposal,
  refuseProposal,
  type DecideRefusal,
} from '#identity/actions/propose'
import { kindOfProposal } from '#identity/four_eyes'
import type Proposal from '#identity/models/proposal'
import type { ProposalStatus } from '#identity/models/proposal'
import ProposalPolicy from '#identity/policies/proposal_policy'
import { listProposals } from '#identity/queries/list_proposals'
import { staffOf } from '#identity/viewer'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'
import type { Result } from '#shared/result'

const PILLS: Record<ProposalStatus, { verdict: string; label: string }> = {
  open: { verdict: 'hold', label: 'identity.proposals.status.open' },
  confirmed: { verdict: 'ok', label: 'identity.proposals.status.confirmed' },
  refused: { verdict: 'bad', label: 'identity.proposals.status.refused' },
  withdrawn: { verdict: 'idle', label: 'identity.proposals.status.withdrawn' },
  void: { verdict: 'idle', label: 'identity.proposals.status.void' },
}

const REFUSALS = {
  own: { status: 403, words: 'identity.proposals.own' },
  too_late: { status: 409, words: 'identity.proposals.too_late' },
  too_early: { status: 409, words: 'identity.proposals.too_early' },
}

/** What one administrator has asked for and another one confirms: money, and who is trusted. */
export default class ProposalsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ProposalPolicy).authorize('list')
    return page(ctx)
  }

  async confirm(ctx: HttpContext) {
    await ctx.bouncer.with(ProposalPolicy).authorize('decide')
    return answer(ctx, await confirmProposal(staffOf(ctx), idOf(ctx)))
  }

  async refuse(ctx: HttpContext) {
    await ctx.bouncer.with(ProposalPolicy).authorize('decide')
    return answer(ctx, await refuseProposal(staffOf(ctx), idOf(ctx)))
  }
}

function answer(ctx: HttpContext, decided: Result<undefined, DecideRefusal>) {
  if (decided.ok) return ctx.response.redirect(ctx.path('/confirmations?done=1'))
  const { type } = decided.error
  if (type === 'not_found') throw notFound()
  const { status, words } = REFUSALS[type]
  ctx.response.status(status)
  return page(ctx, ctx.t(words))
}

async function page(ctx: HttpContext, problem: string | null = null) {
  const { open, settled, names } = await listProposals()
  const by = staffOf(ctx)
  const alone = open.some(({ proposedBy }) => proposedBy === by.id) && (await actsAlone(by))
  const now = clock.now()
  const line = async (proposal: Proposal) => ({
    id: proposal.publicId,
    what: await kindOfProposal(proposal.kind).describe(proposal.data as never, ctx.t),
    reason: proposal.reason,
    at: proposal.createdAt,
    until: proposal.expiresAt,
    ripe_at: proposal.ripeAt > now ? proposal.ripeAt : null,
    proposer: names.get(proposal.proposedBy) ?? '–',
    decider:
      proposal.decidedBy && proposal.decidedBy !== proposal.proposedBy
        ? (names.get(proposal.decidedBy) ?? '–')
        : null,
    decided_at: proposal.decidedAt,
    is_own: proposal.proposedBy === by.id,
    may_confirm: proposal.proposedBy === by.id ? alone : proposal.subject !== by.publicId,
    pill: { verdict: PILLS[proposal.status].verdict, label: ctx.t(PILLS[proposal.status].label) },
  })
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render('pages/identity/proposals', {
    problem,
    done: problem === null && ctx.request.input('done') === '1',
    open: await Promise.all(open.map(line)),
    settled: await Promise.all(settled.map(line)),
  })
}

function idOf(ctx: HttpContext): string {
  const id = String(ctx.params.id)
  if (!isPublicId(id)) throw notFound()
  return id
}

function notFound() {
  return new Exception('no such proposal', { status: 404, code: 'E_NOT_FOUND' })
}
