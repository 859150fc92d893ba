import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { listContents } from '#approvals/queries/list_contents'
import { showStatus } from '#approvals/controllers/status_page'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { findOwnContent } from '#catalogue/queries/load_version'
import { STATUS_LABELS, type ContentStatus } from '#catalogue/status_labels'
import { ignoredFilters } from '#core/http/ignored_filters'
import { partnerOf } from '#partners/viewer'

/** Menu *Status Konten* (R3.6, R5.1). */
export default class ContentStatusesController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('list')
    const wanted = ctx.request.input('status')
    const status = Object.keys(STATUS_LABELS).find((known) => known === wanted) as
      ContentStatus | undefined
    const page = await listContents(
      partnerOf(ctx),
      status ?? null,
      ctx.request.only(['after', 'before'])
    )
    const address = (edge: 'before' | 'after', id: string | null) =>
      id &&
      `${ctx.path('/contents')}?${new URLSearchParams({ ...(status ? { status } : {}), [edge]: id })}`
    const statuses = Object.entries(STATUS_LABELS).map(([value, key]) => ({
      value,
      label: ctx.t(key),
    }))
    const all = { value: '', label: ctx.t('approvals.list.all') }
    return ctx.view.render('pages/approvals/contents', {
      page,
      status: status ?? '',
      statuses,
      ignored: ignoredFilters(ctx.request.qs(), [
        {
          name: 'status',
          label: ctx.t('approvals.list.filter'),
          value: status ?? '',
          options: [all, ...statuses],
        },
      ]),
      previous: address('before', page.before),
      next: address('after', page.after),
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('view')
    const sheet = await findOwnContent(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return showStatus(ctx, sheet)
  }
}
