import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { listensOnLoopback } from '#core/http/surfaces'
import { partnerOf } from '#partners/viewer'
import { reissue } from '#pks/actions/reissue'
import {
  acceptedText,
  agreementFacts,
  agreementPill,
  changeRows,
  download,
  mailto,
  orNotFound,
  readFor,
  replyLine,
} from '#pks/controllers/presenting'
import type PksReply from '#pks/models/pks_reply'
import type { ReadableVerdict } from '#pks/presenters/read_verdict'
import { findOwnAgreement, latestVerdictsOf, repliesOf } from '#pks/queries/find_agreement'
import { listAgreements } from '#pks/queries/list_agreements'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'
import OwnAgreementPolicy from '#pks/policies/own_agreement_policy'

/** A partner's own agreements (R6). */
export default class AgreementsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('list')
    const after = String(ctx.request.input('after', ''))
    const page = await listAgreements({
      partner: partnerOf(ctx),
      after: isPublicId(after) ? after : null,
    })
    return ctx.view.render('pages/pks/index', {
      lines: page.agreements.map((agreement) => ({
        agreement,
        pill: agreementPill(ctx, agreement),
      })),
      next: page.next && ctx.path(`/agreements?after=${page.next}`),
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('view')
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    return ctx.view.render('pages/pks/show', await agreementPage(ctx, agreement))
  }

  async document(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('download')
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const bytes = agreement.documentKey ? await get(agreement.documentKey) : null
    return download(ctx, { bytes, name: agreement.fileName, type: 'application/pdf' })
  }

  async reissue(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('reissue')
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const issued = await reissue(agreement)
    if (!issued.ok && issued.error.type === 'terms_changed')
      return ctx.response.redirect(ctx.path(`/contents/${agreement.terms.content.publicId}`))
    const { publicId } = issued.ok ? issued.value : agreement
    return ctx.response.redirect(ctx.path(`/agreements/${publicId}`))
  }
}

/** Replies that are shown at once; the older ones unfold. */
const NEWEST = 5

/** What the last reply means for who must act, on the page of an agreement that still waits for a good one. */
const LAST: Partial<Record<PksReply['status'], { title: string; yours: boolean }>> = {
  received: { title: 'pks.page.last_received', yours: false },
  held: { title: 'pks.page.last_held', yours: false },
  rejected: { title: 'pks.page.last_rejected', yours: true },
  undecided: { title: 'pks.page.last_undecided', yours: true },
}

function lastReply({ t }: HttpContext, reply: PksReply, read: ReadableVerdict | null) {
  const known = LAST[reply.status]
  if (!known) return null
  const { title, yours } = known
  return {
    yours,
    since: reply.judgedAt ?? reply.receivedAt,
    title: t(title, { cause: read?.cause ?? '' }),
    why: [read?.signature, read?.explanation].filter(Boolean).join(' '),
    judging: reply.status === 'received',
    id: reply.publicId,
  }
}

/** What the page of an agreement and the one of a reply show beside their own. */
export async function agreementPage(
  ctx: HttpContext,
  agreement: NonNullable<Awaited<ReturnType<typeof findOwnAgreement>>>
) {
  const [replies, verdicts] = await Promise.all([repliesOf(agreement), latestVerdictsOf(agreement)])
  const readOf = ({ id }: PksReply) => {
    const verdict = verdicts.get(id)
    return verdict ? readFor(ctx, verdict, agreement) : null
  }
  const lines = replies.map((found) => replyLine(ctx, found, readOf(found.reply)))
  const accepted = replies.filter(({ reply }) => reply.status === 'accepted').length
  const last = agreement.awaitsReply && replies[0] ? replies[0].reply : null
  return {
    agreement,
    content: agreement.terms.content,
    pill: agreementPill(ctx, agreement),
    facts: await agreementFacts(ctx, agreement),
    changes: changeRows(ctx, agreement),
    mailto: agreement.awaitsReply ? mailto(ctx, agreement) : null,
    accepted: agreement.acceptedAt && acceptedText(ctx, agreement.acceptedAt),
    last: last && lastReply(ctx, last, readOf(last)),
    replies: lines.slice(0, NEWEST),
    older_replies: lines.slice(NEWEST),
    replies_kept: accepted,
    reply_before: agreement.acceptedAt !== null && accepted === 0,
    development: !app.inProduction && listensOnLoopback(),
  }
}
