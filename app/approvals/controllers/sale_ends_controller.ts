import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { withdrawContent } from '#approvals/actions/withdraw_content'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { findOwnContent } from '#catalogue/queries/load_version'
import { partnerOf } from '#partners/viewer'

/** The partner takes a published content off sale for good (R7.1). */
export default class SaleEndsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('endSale')
    const partner = partnerOf(ctx)
    const sheet = await findOwnContent(partner, ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const withdrawn = await withdrawContent(partner, sheet.content.publicId)
    if (!withdrawn.ok && !sheet.content.withdrawnAt) {
      ctx.response.status(422)
      return showStatus(ctx, sheet, { problem: ctx.t('approvals.sale_end.not_on_sale') })
    }
    return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}`))
  }
}
