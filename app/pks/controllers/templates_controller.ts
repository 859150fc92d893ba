import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readForm, formWithErrors, type FieldError } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import {
  discardTemplate,
  proposeTemplate,
  publishTemplate,
  returnTemplate,
  saveTemplate,
  type TemplateRefusal,
} from '#pks/actions/edit_template'
import { placeholdersOf } from '#pks/document/sample_terms'
import { droppedPlaceholders, textOfBody, type TemplateProblem } from '#pks/document/template_text'
import type { DocumentKind } from '#pks/models/pks_template'
import TemplateDraft from '#pks/models/template_draft'
import { previewTemplate, templatesOf, versionsToPreview } from '#pks/queries/template_desk'
import { namesOfStaff } from '#pks/queries/trust_people'
import { revisionValidator, templateValidator } from '#pks/validators/template'
import type { Result } from '#shared/result'
import TemplatePolicy from '#pks/policies/template_policy'

/** What is wrong with a text, as keys of `resources/lang`. */
const ARTICLE_PROBLEMS = {
  empty: 'catalogue.texts.problem.empty',
  before_title: 'catalogue.texts.problem.before_title',
  no_title: 'catalogue.texts.problem.no_title',
  no_text: 'catalogue.texts.problem.no_text',
}

const REFUSALS: Record<Exclude<TemplateRefusal['type'], 'wrong'>, string> = {
  moved: 'catalogue.texts.moved',
  own: 'pks.template.own',
  not_proposed: 'pks.template.not_proposed',
}

const STEPS = {
  proposal: proposeTemplate,
  publication: publishTemplate,
  return: returnTemplate,
  discard: discardTemplate,
} as const

/** Templates of agreement and addendum: written and proposed by one, published by another member of staff (four eyes). */
export default class TemplatesController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    return this.#page(ctx)
  }

  async save(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    const kind = kindOf(ctx)
    const form = await readForm(ctx, templateValidator)
    if (!form.ok) return this.#page(ctx)
    const { text_id: textId, text_en: textEn, revision } = form.data
    const saved = await saveTemplate(staffOf(ctx), kind, { textId, textEn, revision })
    return this.#answer(ctx, kind, saved)
  }

  async propose(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    return this.#step(ctx, 'proposal')
  }

  async publish(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    return this.#step(ctx, 'publication')
  }

  async return(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    return this.#step(ctx, 'return')
  }

  async discard(ctx: HttpContext) {
    await ctx.bouncer.with(TemplatePolicy).authorize('manage')
    return this.#step(ctx, 'discard')
  }

  async #step(ctx: HttpContext, step: keyof typeof STEPS) {
    const kind = kindOf(ctx)
    const form = await readForm(ctx, revisionValidator)
    if (!form.ok) return this.#page(ctx)
    return this.#answer(ctx, kind, await STEPS[step](staffOf(ctx), kind, form.data.revision))
  }

  #answer(ctx: HttpContext, kind: DocumentKind, done: Result<unknown, TemplateRefusal>) {
    if (done.ok) return ctx.response.redirect(ctx.path(`/catalogue/templates/${kind}`))
    const { error } = done
    if (error.type === 'wrong') {
      formWithErrors(
        ctx,
        error.problems.map((problem) => inWords(ctx, problem))
      )
      return this.#page(ctx)
    }
    ctx.response.status(error.type === 'own' ? 403 : 409)
    return this.#page(ctx, ctx.t(REFUSALS[error.type]))
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const kind = kindOf(ctx)
    const { language } = ctx.arrival
    const draft = await TemplateDraft.current(kind)
    const templates = await templatesOf(kind)
    const current = templates[0]!
    const before = { textId: textOfBody(current.bodyId), textEn: textOfBody(current.bodyEn) }
    const versions = draft ? await versionsToPreview() : []
    const wanted = ctx.request.qs().content
    const chosen = versions.find(({ publicId }) => publicId === wanted)?.publicId ?? null
    const names = await namesOfStaff(draft?.writtenBy ?? [])
    return ctx.view.render('pages/pks/template', {
      kind,
      draft,
      problem,
      templates,
      text: draft ?? before,
      next: current.number + 1,
      placeholders: placeholdersOf(kind).map((name) => `{{${name}}}`),
      dropped: draft ? droppedPlaceholders(before, draft) : [],
      writers: [...names.values()].join(', '),
      is_own: draft?.writtenBy.includes(staffOf(ctx).publicId) ?? false,
      points: draft ? await previewTemplate(draft, kind, language, chosen) : [],
      chosen,
      versions: versions.map(({ publicId, name, number }) => ({
        value: publicId,
        label: `${name} (${ctx.t('approvals.version', { number })})`,
      })),
    })
  }
}

function kindOf(ctx: HttpContext): DocumentKind {
  const { kind } = ctx.params
  if (kind !== 'agreement' && kind !== 'addendum')
    throw new Exception('no such kind of document', { status: 404 })
  return kind
}

function inWords(ctx: HttpContext, problem: TemplateProblem): FieldError {
  switch (problem.type) {
    case 'invalid':
      return {
        field: problem.field,
        message: ctx.t(ARTICLE_PROBLEMS[problem.problem.type], { line: problem.problem.line }),
      }
    case 'placeholders':
      return {
        field: problem.field,
        message: ctx.t('pks.template.unknown', { names: problem.names }),
      }
    case 'unequal':
      return { field: 'text_en', message: ctx.t('pks.template.unequal', problem) }
  }
}
