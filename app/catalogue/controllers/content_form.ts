import type { Infer } from '@vinejs/vine/types'
import type { ContentValues } from '#catalogue/models/content_version'
import type { VersionSheet } from '#catalogue/queries/load_version'
import type { HttpContext } from '@adonisjs/core/http'
import type { FormLists } from '#catalogue/queries/form_lists'
import { FIELD_LABELS, type FormField } from '#catalogue/queries/missing_fields'
import { contentFormValidator } from '#catalogue/validators/content_form'
import { judgeFields, type FieldError } from '#core/http/form'

/** A version's values under the names that the form gives them; what is not valid yet as it was typed. */
export function formValues({ version, category, image }: VersionSheet): Record<string, unknown> {
  return {
    name: version.name,
    category: category?.key,
    summary: version.summary,
    description: version.description,
    specification: version.specification,
    care_phone: version.carePhone,
    care_email: version.careEmail,
    price: version.price,
    payment_kind: version.paymentKind,
    forwarding_url_production: version.forwardingUrlProduction,
    forwarding_url_development: version.forwardingUrlDevelopment,
    redirect_url_production: version.redirectUrlProduction,
    redirect_url_development: version.redirectUrlDevelopment,
    demo_url: version.demoUrl,
    image_id: image?.publicId,
    ...version.unfinished,
  }
}

/** Longer than this nobody types; what is pasted beyond is told of and not kept. */
const LONGEST_KEPT = 20_000

/** What a form says, sorted: what is valid, what is kept as it was typed, and what is to be said of that. */
export interface WrittenForm {
  data: Infer<typeof contentFormValidator>
  unfinished: Record<string, string>
  errors: FieldError[]
}

/** Judges every field by itself, so that a draft keeps the good ones beside the others (R3.8). */
export async function judgeContentForm(
  ctx: HttpContext,
  input: Record<string, unknown>,
  { categories, prices }: FormLists
): Promise<WrittenForm> {
  const offered = {
    categories: categories.map(({ key }) => key),
    prices: prices.map(({ amount }) => String(amount)),
  }
  const fields = Object.keys(FIELD_LABELS) as FormField[]
  const typed = Object.fromEntries(fields.map((field) => [field, input[field] ?? null]))
  const judged = await judgeFields(ctx, contentFormValidator, typed, offered)
  if (judged.ok) return { data: judged.data, unfinished: {}, errors: [] }
  const wrong = new Set(judged.errors.map(({ field }) => field))
  const right = Object.fromEntries(
    fields.map((field) => [field, wrong.has(field) ? null : typed[field]])
  )
  const kept = [...wrong].flatMap((field) => {
    if (field === 'terms_accepted') return []
    const value = typed[field as FormField]
    return typeof value === 'string' && value.length <= LONGEST_KEPT ? [[field, value]] : []
  })
  return {
    data: await contentFormValidator.validate(right, { meta: offered }),
    unfinished: Object.fromEntries(kept) as Record<string, string>,
    errors: judged.errors,
  }
}

/** What was typed, as the version keeps it; an empty field is null. */
export function filledValues(
  data: WrittenForm['data']
): Omit<ContentValues, 'categoryId' | 'imageId'> {
  return {
    name: data.name ?? null,
    summary: data.summary ?? null,
    description: withoutReturns(data.description),
    specification: withoutReturns(data.specification),
    carePhone: data.care_phone ?? null,
    careEmail: data.care_email ?? null,
    price: data.price ? Number(data.price) : null,
    paymentKind: data.payment_kind ?? null,
    forwardingUrlProduction: data.forwarding_url_production ?? null,
    forwardingUrlDevelopment: data.forwarding_url_development ?? null,
    redirectUrlProduction: data.redirect_url_production ?? null,
    redirectUrlDevelopment: data.redirect_url_development ?? null,
    demoUrl: data.demo_url ?? null,
  }
}

/** Forms send lines with CR LF, scripts with LF: one of them is kept. */
function withoutReturns(text: string | null | undefined): string | null {
  return text?.replaceAll('\r\n', '\n') ?? null
}
