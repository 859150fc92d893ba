import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { resumeContent, suspendContent, type SaleError } from '#catalogue/actions/end_sale'
import { statusOf } from '#catalogue/status_labels'
import { contentOnSale, type ContentOnSale } from '#consoles/queries/content_on_sale'
import { listContentsOnSale } from '#consoles/queries/list_contents_on_sale'
import { suspensionValidator } from '#consoles/validators/suspension'
import { readForm } from '#core/http/form'
import { absoluteUrl } from '#core/http/surfaces'
import { staffOf } from '#identity/viewer'
import { pageKey, searchText } from '#shared/address_values'
import type { Result } from '#shared/result'
import ContentOnSalePolicy from '#consoles/policies/content_on_sale_policy'

/** A published content at the staff's desk: Legal takes it off sale and puts it back (R7.1). */
export default class ContentsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ContentOnSalePolicy).authorize('list')
    const { q, before } = ctx.request.qs()
    const query = searchText(q, 80)
    const from = pageKey(before)
    const { contents, next } = await listContentsOnSale(query, from)
    const leaf = new URLSearchParams({ ...(query ? { q: query } : {}), before: String(next) })
    const start = query ? `?${new URLSearchParams({ q: query })}` : ''
    return ctx.view.render('pages/consoles/contents', {
      query,
      contents,
      next: next === null ? null : `${ctx.path('/contents')}?${leaf}`,
      first: from === null ? null : ctx.path('/contents') + start,
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(ContentOnSalePolicy).authorize('view')
    return this.#page(ctx, await this.#content(ctx))
  }

  async suspend(ctx: HttpContext) {
    await ctx.bouncer.with(ContentOnSalePolicy).authorize('suspend')
    return this.#decide(ctx, suspendContent)
  }

  async resume(ctx: HttpContext) {
    await ctx.bouncer.with(ContentOnSalePolicy).authorize('resume')
    return this.#decide(ctx, resumeContent)
  }

  async #decide(
    ctx: HttpContext,
    act: (decision: {
      contentPublicId: string
      by: { publicId: string }
      reason: string
    }) => Promise<Result<unknown, SaleError>>
  ) {
    const content = await this.#content(ctx)
    const form = await readForm(ctx, suspensionValidator)
    if (!form.ok) return this.#page(ctx, content)
    const contentPublicId = content.sheet.content.publicId
    const done = await act({ contentPublicId, by: staffOf(ctx), reason: form.data.reason })
    if (done.ok) return ctx.response.redirect(ctx.path(`/contents/${contentPublicId}`))
    ctx.response.status(422)
    return this.#page(ctx, await this.#content(ctx), ctx.t('consoles.content.too_late'))
  }

  async #content(ctx: HttpContext): Promise<ContentOnSale> {
    const content = await contentOnSale(ctx.params.id)
    if (!content) throw new Exception('no such content', { status: 404 })
    return content
  }

  #page(ctx: HttpContext, { sheet, ...figures }: ContentOnSale, problem: string | null = null) {
    const { content, version } = sheet
    return ctx.view.render('pages/consoles/content', {
      sheet,
      figures,
      problem,
      status: statusOf(content, version),
      may_decide: staffOf(ctx).role === 'legal',
      here: ctx.path(`/contents/${content.publicId}`),
      store_url: content.isOnSale
        ? absoluteUrl('store', `/products/${content.publicId}`, ctx.arrival.language)
        : null,
    })
  }
}
