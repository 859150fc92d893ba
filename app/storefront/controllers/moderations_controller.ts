import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { pageKey } from '#shared/address_values'
import { moderateRating } from '#storefront/actions/moderate_rating'
import ModerationPolicy from '#storefront/policies/moderation_policy'
import { commentsAtDesk, formerWords, openReports } from '#storefront/queries/rating_lists'
import { REPORT_LABELS } from '#storefront/reports'
import { moderationValidator } from '#storefront/validators/rating'

/** Comments that readers have reported, and those that are hidden. */
export default class ModerationsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ModerationPolicy).authorize('list')
    return this.#page(ctx)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(ModerationPolicy).authorize('decide')
    const ratingId = String(ctx.params.id)
    const form = await readForm(ctx, moderationValidator)
    if (!form.ok) return this.#page(ctx, { refused: ratingId })
    const by = { publicId: staffOf(ctx).publicId }
    const decided = await moderateRating({ ratingId, by, ...form.data })
    if (decided.ok) return ctx.response.redirect(ctx.path('/moderation'))
    if (decided.error.type === 'not_found') throw new Exception('no such comment', { status: 404 })
    ctx.response.status(409)
    return this.#page(ctx, { problem: ctx.t('storefront.moderation.moved') })
  }

  async #page(ctx: HttpContext, more: { refused?: string; problem?: string } = {}) {
    const { shelf: asked, before } = ctx.request.qs()
    const shelf = asked === 'hidden' ? 'hidden' : 'reported'
    const { lines, next } = await commentsAtDesk(shelf, { before: pageKey(before) })
    const ids = lines.map(({ id }) => id)
    const [reports, former] = await Promise.all([openReports(ids), formerWords(ids)])
    const here = ctx.path('/moderation')
    return ctx.view.render('pages/storefront/moderation', {
      shelf,
      here,
      problem: more.problem ?? null,
      may_decide: await ctx.bouncer.with(ModerationPolicy).allows('decide'),
      comments: lines
        .filter((line) => !more.refused || line.public_id === more.refused)
        .map((line) => ({
          ...line,
          reports: reports
            .filter(({ rating_id: id }) => id === line.id)
            .map((report) => ({ ...report, label: ctx.t(REPORT_LABELS[report.reason]) })),
          former: former.filter(({ rating_id: id }) => id === line.id),
        })),
      next: next === null ? null : `${here}?shelf=${shelf}&before=${next}`,
    })
  }
}
