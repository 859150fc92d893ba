import type { HttpContext } from '@adonisjs/core/http'
import drafts from '#config/drafts'
import { readTerms } from '#catalogue/actions/read_terms'
import { saveContent, type SaveRefusal } from '#catalogue/actions/save_content'
import { filledValues, judgeContentForm } from '#catalogue/controllers/content_form'
import type { TakenPicture } from '#catalogue/controllers/picture'
import Content from '#catalogue/models/content'
import type ContentVersion from '#catalogue/models/content_version'
import type { ContentValues } from '#catalogue/models/content_version'
import TermsVersion from '#catalogue/models/terms_version'
import { formLists } from '#catalogue/queries/form_lists'
import { findOwnDraft, type VersionSheet } from '#catalogue/queries/load_version'
import type { FieldError } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { isPublicId } from '#shared/public_id'

export interface SavedForm {
  contentId: string
  terms: TermsVersion
  /** As it was before this form came; null for a new content. */
  former: VersionSheet | null
  /** What is to be said of what was typed. It is kept all the same. */
  errors: FieldError[]
  /** `nothing`: a new form in which nothing was filled yet. */
  outcome: { type: 'saved'; version: ContentVersion } | { type: 'nothing' } | SaveRefusal
}

/** Takes a content form as it was sent, by its button or by itself, and keeps all of it (R3.8). */
export async function saveForm(
  ctx: HttpContext,
  target: { contentId: string; isNew: boolean; isAutomatic?: boolean },
  picture: TakenPicture
): Promise<SavedForm> {
  const { contentId, isNew } = target
  const partner = partnerOf(ctx)
  const ip = ctx.request.ip()
  const body = ctx.request.body()
  const former = await findOwnDraft(partner, contentId)
  const lists = await formLists(former?.version ?? null)
  const written = await judgeContentForm(ctx, body, lists)
  const terms = await TermsVersion.current()
  const hasRead = await readTerms(partner, terms, body.terms_read, ip)
  const isTicked = Boolean(written.data.terms_accepted)
  const isThisVersion = body.terms_version === terms.publicId
  const errors = [
    ...written.errors,
    ...(picture.error ? [{ field: 'image', message: ctx.t(picture.error) }] : []),
    ...(isTicked && isThisVersion && !hasRead
      ? [{ field: 'terms_accepted', message: ctx.t('catalogue.form.terms_unread') }]
      : []),
  ]
  const values: ContentValues = {
    ...filledValues(written.data),
    categoryId: lists.categories.find(({ key }) => key === written.data.category)?.id ?? null,
    imageId: picture.image?.id ?? null,
  }
  const accepts = isTicked && isThisVersion && hasRead
  const page = { contentId, terms, former, errors }
  if (isNew && !former && !accepts && isEmpty(values, written.unfinished)) {
    const isTheirs = await Content.findBy('publicId', contentId)
    return { ...page, outcome: { type: isTheirs ? 'not_found' : 'nothing' } }
  }
  const saved = await saveContent({
    partner,
    contentId,
    isNew,
    values,
    unfinished: written.unfinished,
    acceptance: accepts ? { termsVersionId: terms.id, ip } : null,
    base: typeof body.base === 'string' ? body.base : '',
    isAutomatic: target.isAutomatic,
  })
  if (!saved.ok) return { ...page, outcome: saved.error }
  return { ...page, outcome: { type: 'saved', version: saved.value.version } }
}

/** Why no further content is begun, and what to do. */
export function tooManyDrafts(ctx: HttpContext): string {
  return ctx.t('catalogue.form.too_many_drafts', { count: drafts.open })
}

/** The id that a new form was given, so that sent twice it is one content; null for none of our making. */
export function sentContentId(value: unknown): string | null {
  return typeof value === 'string' && isPublicId(value) ? value : null
}

/** Nothing was typed at all: no draft is made of that. */
function isEmpty(values: ContentValues, unfinished: Record<string, string>): boolean {
  return (
    Object.keys(unfinished).length === 0 &&
    Object.values(values).every((value) => value === null || value === undefined)
  )
}
