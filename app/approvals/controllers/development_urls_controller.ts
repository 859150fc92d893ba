import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { mendUrls } from '#approvals/actions/mend_urls'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { findOwnContent } from '#catalogue/queries/load_version'
import { developmentUrlsValidator } from '#approvals/validators/development_urls'
import { readForm } from '#core/http/form'
import { partnerOf } from '#partners/viewer'

/** The development addresses may be mended while FAB has not passed (R5.4). */
export default class DevelopmentUrlsController {
  async update(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('takePart')
    const partner = partnerOf(ctx)
    const sheet = await findOwnContent(partner, ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const form = await readForm(ctx, developmentUrlsValidator)
    if (!form.ok) return showStatus(ctx, sheet)
    const mended = await mendUrls(partner, sheet.content.publicId, {
      forwardingUrlDevelopment: form.data.forwarding_url_development,
      redirectUrlDevelopment: form.data.redirect_url_development,
    })
    if (!mended.ok) {
      // FAB passed meanwhile, or everything was sent back: what was typed is shown, and why it was not taken.
      ctx.response.status(422)
      return showStatus(ctx, (await findOwnContent(partner, ctx.params.id))!, {
        problem: ctx.t('approvals.mend.not_mendable'),
        refusedUrls: form.data,
      })
    }
    return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}`))
  }
}
