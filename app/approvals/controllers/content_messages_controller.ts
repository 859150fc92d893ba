import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { sendPartnerMessage } from '#approvals/actions/send_message'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { messageValidator } from '#approvals/validators/evidence'
import { findOwnContent } from '#catalogue/queries/load_version'
import { readForm } from '#core/http/form'
import { partnerOf } from '#partners/viewer'

/** What a partner writes to the staff about an own content. */
export default class ContentMessagesController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('takePart')
    const partner = partnerOf(ctx)
    const sheet = await findOwnContent(partner, ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const form = await readForm(ctx, messageValidator)
    if (!form.ok) return showStatus(ctx, sheet)
    const { message: body, form_key: key } = form.data
    const sent = await sendPartnerMessage(partner, sheet.content.publicId, { body, key })
    if (!sent.ok) {
      ctx.response.status(422)
      return showStatus(ctx, sheet, { problem: ctx.t('approvals.thread.not_submitted') })
    }
    return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}#thread`))
  }
}
