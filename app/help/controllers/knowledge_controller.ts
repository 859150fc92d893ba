import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { absoluteUrl } from '#core/http/surfaces'
import { renderProse } from '#core/views/prose'
import { findArticle, findArticles } from '#help/queries/articles'

/** Knowledge Base, on the stores and for partners alike (R4.1, R6.6). */
export default class KnowledgeController {
  async index(ctx: HttpContext) {
    const typed = ctx.request.qs().q
    const query = typeof typed === 'string' ? typed.slice(0, 100).trim() : ''
    const articles = await findArticles(query, ctx.arrival.language)
    return ctx.view.render('pages/help/knowledge', { query, articles })
  }

  async show(ctx: HttpContext) {
    const article = await findArticle(ctx.params.slug, ctx.arrival.language)
    if (!article) throw new Exception('no such article', { status: 404 })
    const all = await findArticles('', ctx.arrival.language)
    const others = all.filter(({ slug }) => slug !== article.slug)
    return ctx.view.render('pages/help/article', {
      article,
      body: renderProse(
        ctx.arrival.surface === 'store' ? article.body : fromElsewhere(article.body)
      ),
      others: others.slice(0, 6),
    })
  }
}

/** An article tells of the store's pages; read on another surface, their addresses lead to the store. */
function fromElsewhere(body: string): string {
  return body.replace(
    /\]\((\/(?!(?:en\/)?(?:knowledge|help-pictures)\/)[^)\s]*)\)/g,
    (_, path: string) => `](${absoluteUrl('store', path)})`
  )
}
