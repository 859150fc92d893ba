import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { requestRetest } from '#approvals/actions/request_retest'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { findOwnContent } from '#catalogue/queries/load_version'
import { partnerOf } from '#partners/viewer'

/** *Minta Uji Integrasi Ulang* (R5.4). */
export default class RetestsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('takePart')
    const partner = partnerOf(ctx)
    const sheet = await findOwnContent(partner, ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const asked = await requestRetest(partner, sheet.content.publicId)
    if (!asked.ok) {
      const isPurchase = asked.error.type === 'no_newer_purchase'
      ctx.response.status(422)
      return showStatus(ctx, (await findOwnContent(partner, ctx.params.id))!, {
        problem: ctx.t(
          isPurchase ? 'approvals.retest.no_newer_purchase' : 'approvals.retest.not_refused'
        ),
      })
    }
    return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}`))
  }
}
