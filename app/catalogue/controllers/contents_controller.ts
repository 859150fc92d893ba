import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { saveContent } from '#catalogue/actions/save_content'
import type ContentVersion from '#catalogue/models/content_version'
import type { ContentValues } from '#catalogue/models/content_version'
import TermsVersion from '#catalogue/models/terms_version'
import { FIELD_LABELS, missingFields, type FormField } from '#catalogue/queries/missing_fields'
import { formLists } from '#catalogue/queries/form_lists'
import { findOwnDraft, type VersionSheet } from '#catalogue/queries/load_version'
import { filledValues, formValues } from '#catalogue/controllers/content_form'
import { takePicture } from '#catalogue/controllers/picture'
import { contentFormValidator } from '#catalogue/validators/content_form'
import { emptyForm, formWithErrors, readForm, shareForm } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { isPublicId, publicId } from '#shared/public_id'

/** The content form (R3.1 to R3.4): a new content, a draft, a correction, a new version of a live one. */
export default class ContentsController {
  async create(ctx: HttpContext) {
    const copied = await findOwnDraft(partnerOf(ctx), String(ctx.request.input('copy', '')))
    shareForm(ctx, emptyForm(copied ? formValues(copied) : {}))
    return this.#show(ctx, { contentId: publicId(), sheet: null })
  }

  store(ctx: HttpContext) {
    const sent = ctx.request.input('content_id')
    return this.#save(ctx, {
      contentId: typeof sent === 'string' && isPublicId(sent) ? sent : publicId(),
      isNew: true,
    })
  }

  async edit(ctx: HttpContext) {
    const sheet = await this.#own(ctx)
    if (!isEditable(sheet))
      return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}`))
    shareForm(ctx, emptyForm(formValues(sheet)))
    if (ctx.request.input('check') !== undefined) await this.#judge(ctx, sheet.version)
    ctx.response.status(200)
    return this.#show(ctx, { contentId: sheet.content.publicId, sheet })
  }

  async update(ctx: HttpContext) {
    const { content } = await this.#own(ctx)
    return this.#save(ctx, { contentId: content.publicId, isNew: false })
  }

  async #save(ctx: HttpContext, { contentId, isNew }: { contentId: string; isNew: boolean }) {
    const partner = partnerOf(ctx)
    const lists = await formLists()
    const picture = await takePicture(ctx, partner)
    const form = await readForm(ctx, contentFormValidator, {
      categories: lists.categories.map(({ key }) => key),
      prices: lists.prices.map(String),
    })
    const terms = await TermsVersion.current()
    const sheet = isNew ? null : await findOwnDraft(partner, contentId)
    const again = () =>
      this.#show(ctx, { contentId, sheet, imageId: picture.image?.publicId ?? null })
    if (!form.ok || picture.error) {
      const list = form.ok ? [] : form.form.error_list
      const problem = picture.error ? [{ field: 'image', message: ctx.t(picture.error) }] : []
      formWithErrors(ctx, [...list, ...problem])
      return again()
    }
    const category = lists.categories.find(({ key }) => key === form.data.category)
    const values: ContentValues = {
      ...filledValues(form.data),
      categoryId: category?.id ?? null,
      imageId: picture.image?.id ?? null,
    }
    const isAccepted =
      Boolean(form.data.terms_accepted) && form.data.terms_version === terms.publicId
    const acceptance = isAccepted ? { termsVersionId: terms.id, ip: ctx.request.ip() } : null
    if (isNew && !acceptance && isEmpty(values)) {
      formWithErrors(ctx, [{ field: 'name', message: ctx.t('catalogue.form.nothing') }])
      return again()
    }
    const saved = await saveContent({ partner, contentId, isNew, values, acceptance })
    if (!saved.ok) return this.#refuse(ctx, saved.error.type, contentId)
    if (ctx.request.input('intent') !== 'continue')
      return ctx.response.redirect(ctx.path(`/contents/${contentId}`))
    const isWhole = await this.#judge(ctx, saved.value.version)
    return isWhole ? ctx.response.redirect(ctx.path(`/contents/${contentId}/review`)) : again()
  }

  /** Says beside each field what a submission still lacks; true when nothing is. */
  async #judge(ctx: HttpContext, version: ContentVersion): Promise<boolean> {
    const missing = missingFields(version, await TermsVersion.current())
    if (missing.length === 0) return true
    const message = (field: FormField) =>
      ctx.t(field === 'terms_accepted' ? 'catalogue.form.terms_missing' : 'catalogue.form.missing')
    const kept = ctx.request.method() === 'POST' ? {} : { old: formValues((await this.#own(ctx))!) }
    const form = formWithErrors(
      ctx,
      missing.map((field) => ({ field, message: message(field) }))
    )
    const labelled = form.error_list.map((item) => ({
      ...item,
      label: ctx.t(FIELD_LABELS[item.field as FormField]),
    }))
    shareForm(ctx, { ...form, ...kept, error_list: labelled })
    return false
  }

  #refuse(ctx: HttpContext, type: 'not_found' | 'not_editable', contentId: string) {
    if (type === 'not_editable') return ctx.response.redirect(ctx.path(`/contents/${contentId}`))
    throw new Exception('no such content', { status: 404 })
  }

  async #own(ctx: HttpContext): Promise<VersionSheet> {
    const sheet = await findOwnDraft(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return sheet
  }

  async #show(
    ctx: HttpContext,
    page: { contentId: string; sheet: VersionSheet | null; imageId?: string | null }
  ) {
    const { categories, prices } = await formLists()
    const { language } = ctx.arrival
    const terms = await TermsVersion.current()
    const version = page.sheet?.version ?? null
    const image = page.imageId ?? page.sheet?.image?.publicId ?? null
    return ctx.view.render('pages/catalogue/content_form', {
      content_id: page.contentId,
      sheet: page.sheet,
      version,
      is_live: version?.status === 'published',
      is_correction: version?.status === 'needs_correction',
      category_options: categories.map((category) => ({
        value: category.key,
        label: language === 'id' ? category.nameId : category.nameEn,
      })),
      prices,
      image_id: image,
      preview: page.sheet?.image && image === page.sheet.image.publicId ? page.sheet.cover : null,
      terms,
      clauses: terms.clauses(language),
      accepted_at: version?.termsVersionId === terms.id ? version.termsAcceptedAt : null,
    })
  }
}

function isEditable({ content, version }: VersionSheet): boolean {
  if (content.withdrawnAt) return false
  return (
    version.status === 'draft' ||
    version.status === 'needs_correction' ||
    version.status === 'published'
  )
}

/** Nothing was typed at all: no draft is made of that. */
function isEmpty(values: ContentValues): boolean {
  return Object.values(values).every((value) => value === null || value === undefined)
}
