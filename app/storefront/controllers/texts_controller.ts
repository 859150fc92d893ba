import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readForm } from '#core/http/form'
import { diffLines } from '#core/line_diff'
import { renderProse } from '#core/views/prose'
import { staffOf } from '#identity/viewer'
import {
  discardText,
  publishText,
  restoreText,
  saveText,
  type TextRefusal,
} from '#storefront/actions/edit_text'
import Page from '#storefront/models/page'
import PageVersion from '#storefront/models/page_version'
import TextPolicy from '#storefront/policies/text_policy'
import { decisionValidator, linkValidator, textValidator } from '#storefront/validators/text'
import type { Result } from '#shared/result'

const SECTIONS = [
  { section: 'static', label: 'storefront.texts.static' },
  { section: 'faq', label: 'storefront.texts.faq' },
  { section: 'help', label: 'storefront.texts.help' },
  { section: 'link', label: 'storefront.texts.link' },
]

const REFUSALS = {
  moved: 'storefront.texts.moved',
  own_words: 'storefront.texts.own_words',
}

/** The store's texts and side links: draft, preview, publication, and the way back (R4.1). */
export default class TextsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(TextPolicy).authorize('list')
    const [pages, drafts] = await Promise.all([
      Page.query().orderBy('section').orderBy('position').orderBy('id'),
      PageVersion.query().where('status', 'draft').select('pageId'),
    ])
    const open = new Set(drafts.map(({ pageId }) => pageId))
    return ctx.view.render('pages/storefront/texts', {
      sections: SECTIONS.map(({ section, label }) => ({
        label: ctx.t(label),
        pages: pages
          .filter((page) => page.section === section)
          .map((page) => ({ page, drafted: open.has(page.id) })),
      })),
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(TextPolicy).authorize('list')
    return this.#page(ctx)
  }

  async save(ctx: HttpContext) {
    await ctx.bouncer.with(TextPolicy).authorize('write')
    const { section } = await this.#text(ctx)
    const form = await readForm(ctx, section === 'link' ? linkValidator : textValidator)
    if (!form.ok) return this.#page(ctx)
    const { title_id: titleId, title_en: titleEn, body_id: bodyId, body_en: bodyEn } = form.data
    const words = { titleId, titleEn, bodyId, bodyEn }
    const { revision } = form.data
    return this.#done(
      ctx,
      await saveText(staffOf(ctx), { id: String(ctx.params.id), revision, words })
    )
  }

  async decide(ctx: HttpContext) {
    await ctx.bouncer.with(TextPolicy).authorize('publish')
    const form = await readForm(ctx, decisionValidator)
    if (!form.ok) return this.#page(ctx)
    const { decision, revision, number } = form.data
    const which = { id: String(ctx.params.id), revision }
    const by = staffOf(ctx)
    if (decision === 'publish') return this.#done(ctx, await publishText(by, which))
    if (decision === 'discard') return this.#done(ctx, await discardText(by, which))
    return this.#done(ctx, await restoreText(by, { ...which, number: number ?? 0 }))
  }

  #done(ctx: HttpContext, result: Result<undefined, TextRefusal>) {
    if (result.ok) return ctx.response.redirect(ctx.path(`/texts/${ctx.params.id}`))
    const { type } = result.error
    if (type === 'not_found') throw new Exception('no such text', { status: 404 })
    ctx.response.status(409)
    return this.#page(ctx, ctx.t(REFUSALS[type]))
  }

  async #text(ctx: HttpContext): Promise<Page> {
    const page = await Page.findBy('publicId', String(ctx.params.id))
    if (!page) throw new Exception('no such text', { status: 404 })
    return page
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const page = await this.#text(ctx)
    const [draft, versions] = await Promise.all([
      PageVersion.draftOf(page),
      PageVersion.query()
        .where({ page_id: page.id, status: 'published' })
        .orderBy('number', 'desc')
        .limit(50),
    ])
    return ctx.view.render('pages/storefront/text', {
      page,
      draft,
      problem,
      is_link: page.section === 'link',
      words: draft ?? page,
      preview: draft && { id: renderProse(draft.bodyId), en: renderProse(draft.bodyEn) },
      changes: draft && changesOf(page, draft),
      versions: versions.map((version, index) => ({
        version,
        current: index === 0,
        changes: versions[index + 1] ? changesOf(versions[index + 1]!, version) : null,
      })),
    })
  }
}

type Words = Pick<PageVersion, 'titleId' | 'titleEn' | 'bodyId' | 'bodyEn'>

function changesOf(before: Words, after: Words) {
  const lines = (one: Words) => ({
    id: `${one.titleId}\n\n${one.bodyId}`,
    en: `${one.titleEn}\n\n${one.bodyEn}`,
  })
  const [a, b] = [lines(before), lines(after)]
  return {
    id: diffLines(a.id, b.id).filter(({ kind }) => kind !== 'same'),
    en: diffLines(a.en, b.en).filter(({ kind }) => kind !== 'same'),
  }
}
