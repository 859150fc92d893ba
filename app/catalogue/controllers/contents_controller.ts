import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { askAddressCheck } from '#catalogue/actions/check_addresses'
import { slipFor } from '#catalogue/actions/read_terms'
import { formValues, judgeContentForm } from '#catalogue/controllers/content_form'
import { takePicture } from '#catalogue/controllers/picture'
import {
  saveForm,
  sentContentId,
  tooManyDrafts,
  type SavedForm,
} from '#catalogue/controllers/saving'
import ContentVersion from '#catalogue/models/content_version'
import TermsReading from '#catalogue/models/terms_reading'
import TermsVersion from '#catalogue/models/terms_version'
import DraftPolicy from '#catalogue/policies/draft_policy'
import { differences } from '#catalogue/presenters/differences'
import { formLists } from '#catalogue/queries/form_lists'
import { findOwnDraft, type VersionSheet } from '#catalogue/queries/load_version'
import { FIELD_LABELS, missingFields } from '#catalogue/queries/missing_fields'
import { emptyForm, formWithErrors, keptInput, shareForm, type FieldError } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { publicId } from '#shared/public_id'

/** What the page shows beside the form itself. */
interface FormPage {
  contentId: string
  sheet: VersionSheet | null
  imageId?: string | null
  notice?: { verdict: string; title: string; text?: string }
  /** What another tab has saved meanwhile. */
  conflict?: ContentVersion
}

/** The content form (R3.1 to R3.4): a new content, a draft, a correction, a new version of a live one. */
export default class ContentsController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('write')
    const copied = await findOwnDraft(partnerOf(ctx), String(ctx.request.input('copy', '')))
    shareForm(ctx, emptyForm(copied ? formValues(copied) : {}))
    return this.#show(ctx, { contentId: publicId(), sheet: null })
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('write')
    const contentId = sentContentId(ctx.request.input('content_id')) ?? publicId()
    return this.#save(ctx, { contentId, isNew: true })
  }

  async edit(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('write')
    const sheet = await this.#own(ctx)
    const contentId = sheet.content.publicId
    if (!isEditable(sheet)) return ctx.response.redirect(ctx.path(`/contents/${contentId}`))
    shareForm(ctx, emptyForm(formValues(sheet)))
    if (ctx.request.input('check') !== undefined) {
      const problems = await this.#problems(ctx, sheet.version, await this.#typed(ctx, sheet))
      formWithErrors(ctx, problems)
      ctx.view.share({ old: formValues(sheet) })
      ctx.response.status(200)
    }
    return this.#show(ctx, { contentId, sheet })
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('write')
    const { content } = await this.#own(ctx)
    return this.#save(ctx, { contentId: content.publicId, isNew: false })
  }

  async #save(ctx: HttpContext, target: { contentId: string; isNew: boolean }) {
    const picture = await takePicture(ctx, partnerOf(ctx))
    const form = await saveForm(ctx, target, picture)
    const { outcome, contentId, former, errors } = form
    const imageId = picture.image?.publicId ?? null
    switch (outcome.type) {
      case 'not_found':
        throw new Exception('no such content', { status: 404 })
      case 'too_many':
        formWithErrors(ctx, [{ field: 'name', message: tooManyDrafts(ctx) }, ...errors])
        return this.#show(ctx, { contentId, sheet: null, imageId })
      case 'not_editable':
        return ctx.response.redirect(ctx.path(`/contents/${contentId}`))
      case 'conflict':
        shareForm(ctx, emptyForm(keptInput(ctx)))
        ctx.response.status(409)
        return this.#show(ctx, { contentId, sheet: former, imageId, conflict: outcome.version })
      case 'nothing':
        return this.#showUnsaved(ctx, form, imageId)
      case 'saved':
        return this.#goOn(ctx, form, outcome.version, errors, imageId)
    }
  }

  /** After a form is kept: where its button leads, or what is wrong with it, all in one round. */
  async #goOn(
    ctx: HttpContext,
    { contentId }: SavedForm,
    version: ContentVersion,
    errors: FieldError[],
    imageId: string | null
  ) {
    const here = ctx.path(`/contents/${contentId}`)
    const intent = ctx.request.input('intent')
    if (!intent && ctx.request.input('terms_read'))
      return ctx.response.redirect(`${here}/edit#terms`)
    const isMeantWhole = intent === 'continue'
    const problems = isMeantWhole ? await this.#problems(ctx, version, errors) : errors
    if (intent === 'check' || (isMeantWhole && problems.length === 0))
      await askAddressCheck(version, { again: intent === 'check' })
    if (intent === 'check' || problems.length === 0)
      return ctx.response.redirect(
        { continue: `${here}/review`, check: `${here}/check` }[String(intent)] ?? here
      )
    formWithErrors(ctx, inOrder(problems))
    const sheet = await findOwnDraft(partnerOf(ctx), contentId)
    const notice = {
      verdict: 'info',
      title: ctx.t('catalogue.form.draft_kept'),
      text: ctx.t('catalogue.form.draft_kept_text'),
    }
    return this.#show(ctx, { contentId, sheet, imageId, notice })
  }

  async #showUnsaved(
    ctx: HttpContext,
    { contentId, errors, terms }: SavedForm,
    imageId: string | null
  ) {
    const intent = ctx.request.input('intent')
    if (!intent && ctx.request.input('terms_read')) {
      shareForm(ctx, emptyForm(keptInput(ctx)))
      return this.#show(ctx, { contentId, sheet: null, imageId })
    }
    const nothing = { field: 'name', message: ctx.t('catalogue.form.nothing') }
    const isWhole = intent === 'continue'
    const all = isWhole
      ? missingFrom(ctx, new ContentVersion(), terms, errors)
      : [nothing, ...errors]
    formWithErrors(ctx, inOrder(all))
    return this.#show(ctx, { contentId, sheet: null, imageId })
  }

  /** What stands between this version and its submission, each field once. */
  async #problems(ctx: HttpContext, version: ContentVersion, errors: FieldError[]) {
    return missingFrom(ctx, version, await TermsVersion.current(), errors)
  }

  /** What is to be said of what was typed and kept before. */
  async #typed(ctx: HttpContext, sheet: VersionSheet): Promise<FieldError[]> {
    const lists = await formLists(sheet.version)
    const { errors } = await judgeContentForm(ctx, formValues(sheet), lists)
    return errors
  }

  async #own(ctx: HttpContext): Promise<VersionSheet> {
    const sheet = await findOwnDraft(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return sheet
  }

  async #show(ctx: HttpContext, page: FormPage) {
    const partner = partnerOf(ctx)
    const { language } = ctx.arrival
    const version = page.sheet?.version ?? null
    const lists = await formLists(version)
    const terms = await TermsVersion.current()
    ctx.view.share({ asked: askedAt(version) })
    const image = page.imageId ?? page.sheet?.image?.publicId ?? null
    const isRead = (await TermsReading.of(partner, terms)) !== null
    const accepted = version?.termsVersionId === terms.id ? version.termsAcceptedAt : null
    return ctx.view.render('pages/catalogue/content_form', {
      content_id: page.contentId,
      sheet: page.sheet,
      version,
      base: (page.conflict ?? version)?.edition ?? '',
      notice: page.notice ?? null,
      conflict: page.conflict
        ? { at: page.conflict.savedAt, rows: await differences(ctx, page.conflict, keptInput(ctx)) }
        : null,
      is_live: version?.status === 'published',
      is_correction: version?.status === 'needs_correction',
      category_options: lists.categories.map((category) => ({
        value: category.key,
        label: named(ctx, language === 'id' ? category.nameId : category.nameEn, category.retired),
      })),
      prices: lists.prices,
      image_id: image,
      preview: page.sheet?.image && image === page.sheet.image.publicId ? page.sheet.cover : null,
      terms,
      clauses: terms.clauses(language),
      terms_slip: isRead ? null : slipFor(partner, terms),
      accepted_at: accepted,
      accepted_from: accepted ? version!.termsAcceptedIp : null,
      accepted_before:
        !accepted && version?.termsVersionId ? version.termsVersionId !== terms.id : false,
    })
  }
}

function named(ctx: HttpContext, name: string, isRetired: boolean): string {
  return isRetired ? ctx.t('catalogue.form.retired', { name }) : name
}

/** What was said of the fields already, and what is still empty: each field once, in the form's order. */
function missingFrom(
  ctx: HttpContext,
  version: ContentVersion,
  terms: TermsVersion,
  errors: FieldError[]
): FieldError[] {
  const said = new Set(errors.map(({ field }) => field))
  const missing = missingFields(version, terms)
    .filter((field) => !said.has(field))
    .map((field) => ({
      field,
      label: ctx.t(FIELD_LABELS[field]),
      message: ctx.t(
        field === 'terms_accepted' ? 'catalogue.form.terms_missing' : 'catalogue.form.missing'
      ),
    }))
  return inOrder([...errors, ...missing])
}

function inOrder(errors: FieldError[]): FieldError[] {
  const fields = Object.keys(FIELD_LABELS)
  return [...errors].sort((one, other) => fields.indexOf(one.field) - fields.indexOf(other.field))
}

/** What a correction asks for, for the fields of the form to say it (R5.2, R5.3). */
function askedAt(version: ContentVersion | null): Record<string, string> {
  const asked = Object.entries(version?.asked ?? {})
  return Object.fromEntries(
    asked.map(([name, list]) => [name, list.map(({ text }) => text).join(' ')])
  )
}

function isEditable({ content, version }: VersionSheet): boolean {
  if (content.withdrawnAt) return false
  return (
    version.status === 'draft' ||
    version.status === 'needs_correction' ||
    version.status === 'published'
  )
}
