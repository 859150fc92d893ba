import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { listensOnLoopback } from '#core/http/surfaces'
import { partnerOf } from '#partners/viewer'
import { reissue } from '#pks/actions/reissue'
import {
  agreementFacts,
  agreementPill,
  changeRows,
  download,
  mailto,
  orNotFound,
  replyPill,
  shortTime,
} from '#pks/controllers/presenting'
import { findOwnAgreement, repliesOf } from '#pks/queries/find_agreement'
import { listAgreements } from '#pks/queries/list_agreements'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'

/** A partner's own agreements (R6). */
export default class AgreementsController {
  async index(ctx: HttpContext) {
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
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    return ctx.view.render('pages/pks/show', await agreementPage(ctx, agreement))
  }

  async document(ctx: HttpContext) {
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const bytes = agreement.documentKey ? await get(agreement.documentKey) : null
    return download(ctx, { bytes, name: agreement.fileName, type: 'application/pdf' })
  }

  async reissue(ctx: HttpContext) {
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const issued = await reissue(agreement)
    if (!issued.ok && issued.error.type === 'terms_changed')
      return ctx.response.redirect(ctx.path(`/contents/${agreement.terms.content.publicId}`))
    const { publicId } = issued.ok ? issued.value : agreement
    return ctx.response.redirect(ctx.path(`/agreements/${publicId}`))
  }
}

/** What the page of an agreement and the one of a reply show beside their own. */
export async function agreementPage(
  ctx: HttpContext,
  agreement: NonNullable<Awaited<ReturnType<typeof findOwnAgreement>>>
) {
  const replies = await repliesOf(agreement)
  return {
    agreement,
    content: agreement.terms.content,
    pill: agreementPill(ctx, agreement),
    facts: await agreementFacts(ctx, agreement),
    changes: changeRows(ctx, agreement),
    mailto: agreement.awaitsReply ? mailto(ctx, agreement) : null,
    replies: replies.map(({ reply, number }) => ({
      number,
      id: reply.publicId,
      pill: replyPill(ctx, reply),
      time: shortTime(ctx, reply.receivedAt),
    })),
    development: !app.inProduction && listensOnLoopback(),
  }
}
