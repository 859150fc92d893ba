import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { renderProse } from '#core/views/prose'
import { findPage, listPages } from '#storefront/queries/pages'

/** Texts that staff can edit: guide, contact, terms, disclaimer, FAQ (R4.1). */
export default class PagesController {
  /** The page whose slug is the address: `/guide`. */
  async show(ctx: HttpContext) {
    const slug = ctx.request.url().slice(1)
    const page = await findPage('static', slug, ctx.arrival.language)
    if (!page) throw new Exception('no such page', { status: 404 })
    return ctx.view.render('pages/storefront/page', { page, body: renderProse(page.body) })
  }

  async faq(ctx: HttpContext) {
    const questions = await listPages('faq', ctx.arrival.language)
    return ctx.view.render('pages/storefront/faq', {
      questions: questions.map((question) => ({ ...question, html: renderProse(question.body) })),
    })
  }
}
