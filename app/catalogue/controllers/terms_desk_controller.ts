import type { HttpContext } from '@adonisjs/core/http'
import {
  discardTerms,
  proposeTerms,
  saveTerms,
  type TermsRefusal,
} from '#catalogue/actions/edit_terms'
import TermsDraft from '#catalogue/models/terms_draft'
import TermsVersion from '#catalogue/models/terms_version'
import CatalogueDeskPolicy from '#catalogue/policies/catalogue_desk_policy'
import { revisionValidator, textDraftValidator } from '#catalogue/validators/desk'
import { readArticles, writeArticles, type ArticleProblem } from '#core/articles'
import { formWithErrors, readForm } from '#core/http/form'
import type { ProposeRefusal } from '#identity/actions/propose'
import { staffOf } from '#identity/viewer'

/** What is wrong with a text, as keys of `resources/lang`. */
export const ARTICLE_PROBLEMS: Record<ArticleProblem['type'], string> = {
  empty: 'catalogue.texts.problem.empty',
  before_title: 'catalogue.texts.problem.before_title',
  no_title: 'catalogue.texts.problem.no_title',
  no_text: 'catalogue.texts.problem.no_text',
}

const STANDSTILLS = {
  moved: 'catalogue.texts.moved',
  unknown: 'catalogue.texts.moved',
  asked: 'catalogue.desk.asked_already',
  nobody_yet: 'catalogue.desk.nobody_yet',
}

/** The *Term of Service*: written, looked at, published in numbers (R3.4). */
export default class TermsDeskController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepTerms')
    return this.#page(ctx)
  }

  async save(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepTerms')
    const form = await readForm(ctx, textDraftValidator)
    if (!form.ok) return this.#page(ctx)
    const { text_id: textId, text_en: textEn, revision } = form.data
    const saved = await saveTerms(staffOf(ctx), { textId, textEn, revision })
    return saved.ok ? this.#back(ctx, '#preview') : this.#refuse(ctx, saved.error)
  }

  async publish(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepTerms')
    const form = await readForm(ctx, revisionValidator)
    if (!form.ok) return this.#page(ctx)
    const asked = await proposeTerms(staffOf(ctx), form.data.revision)
    if (!asked.ok) return this.#refuse(ctx, asked.error)
    return this.#back(ctx, asked.value.isDone ? '' : '?asked=1')
  }

  async discard(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepTerms')
    const form = await readForm(ctx, revisionValidator)
    if (!form.ok) return this.#page(ctx)
    const discarded = await discardTerms(staffOf(ctx), form.data.revision)
    return discarded.ok ? this.#back(ctx) : this.#refuse(ctx, discarded.error)
  }

  #back(ctx: HttpContext, place = '') {
    return ctx.response.redirect(`${ctx.path('/catalogue/terms')}${place}`)
  }

  #refuse(ctx: HttpContext, error: TermsRefusal | ProposeRefusal) {
    if (error.type !== 'invalid' && error.type !== 'unequal') {
      ctx.response.status(409)
      return this.#page(ctx, ctx.t(STANDSTILLS[error.type]))
    }
    const message =
      error.type === 'unequal'
        ? ctx.t('catalogue.texts.problem.unequal')
        : ctx.t(ARTICLE_PROBLEMS[error.problem.type], { line: error.problem.line })
    formWithErrors(ctx, [{ field: error.type === 'unequal' ? 'text_en' : error.field, message }])
    return this.#page(ctx)
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const { language } = ctx.arrival
    const draft = await TermsDraft.current()
    const versions = await TermsVersion.query().orderBy('number', 'desc').limit(20)
    const [current] = versions
    const asText = (of: 'id' | 'en') =>
      writeArticles(
        current!.clauses(of).map(({ title, text }) => ({ title, paragraphs: text.split('\n\n') }))
      )
    const shown = draft && (language === 'id' ? draft.textId : draft.textEn)
    return ctx.view.render('pages/catalogue/desk_terms', {
      asked: ctx.request.input('asked') === '1',
      draft,
      problem,
      versions,
      text: { id: draft?.textId ?? asText('id'), en: draft?.textEn ?? asText('en') },
      preview: shown ? readArticles(shown).articles : null,
      next: current!.number + 1,
    })
  }
}
