import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { withdrawVersion } from '#approvals/actions/withdraw_version'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { findOwnContent } from '#catalogue/queries/load_version'
import { partnerOf } from '#partners/viewer'

/** The partner takes a submission back. */
export default class WithdrawalsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('withdraw')
    const partner = partnerOf(ctx)
    const sheet = await findOwnContent(partner, ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const withdrawn = await withdrawVersion(partner, sheet.content.publicId)
    if (!withdrawn.ok && sheet.version.status !== 'withdrawn') {
      ctx.response.status(422)
      return showStatus(ctx, sheet, { problem: ctx.t('approvals.withdraw.too_late') })
    }
    const isGone = !sheet.version.submittedAt && !sheet.content.liveVersionId
    return ctx.response.redirect(
      ctx.path(isGone ? '/contents' : `/contents/${sheet.content.publicId}`)
    )
  }
}
