import { readFile } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors } from '#core/http/form'
import { LARGEST_MAIL } from '#inbound_mail/contract'
import { partnerOf } from '#partners/viewer'
import { receiveReply } from '#pks/actions/receive_reply'
import { agreementPage } from '#pks/controllers/agreements_controller'
import { orNotFound, verdictHead } from '#pks/controllers/presenting'
import { findOwnAgreement, repliesOf, verdictsOf } from '#pks/queries/find_agreement'
import OwnAgreementPolicy from '#pks/policies/own_agreement_policy'

/** Replies to a partner's own agreement: their verdicts, and the upload that stands in for a mail that does not get through. */
export default class RepliesController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('view')
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const replies = await repliesOf(agreement)
    const found = replies.find(({ reply }) => reply.publicId === ctx.params.reply)
    const { reply, number } = orNotFound(found ?? null)
    const [verdict = null] = await verdictsOf(reply)
    return ctx.view.render('pages/pks/reply', {
      ...(await agreementPage(ctx, agreement)),
      reply,
      number,
      verdict,
      head: verdictHead(ctx, reply, verdict, agreement),
    })
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('reply')
    const agreement = orNotFound(await findOwnAgreement(partnerOf(ctx), ctx.params.id))
    const file = ctx.request.file('mail', { size: LARGEST_MAIL })
    const problem =
      !file?.tmpPath || !file.clientName.toLowerCase().endsWith('.eml')
        ? 'pks.page.upload_missing'
        : file.size > LARGEST_MAIL
          ? 'pks.page.upload_large'
          : null
    if (problem) {
      formWithErrors(ctx, [{ field: 'mail', message: ctx.t(problem) }])
      return ctx.view.render('pages/pks/show', await agreementPage(ctx, agreement))
    }
    const reply = await receiveReply(await readFile(file!.tmpPath!), 'upload', {
      agreementId: agreement.id,
    })
    const isOurs = reply.agreementId === agreement.id
    return ctx.response.redirect(
      ctx.path(`/agreements/${agreement.publicId}${isOurs ? `/replies/${reply.publicId}` : ''}`)
    )
  }
}
