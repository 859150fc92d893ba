import type ContentVersion from '#catalogue/models/content_version'
import type TermsVersion from '#catalogue/models/terms_version'

/** Fields of the content form by the name that the form gives them, each with its label. The order is the form's. */
export const FIELD_LABELS = {
  name: 'catalogue.field.name',
  category: 'catalogue.field.category',
  summary: 'catalogue.field.summary',
  description: 'catalogue.field.description',
  specification: 'catalogue.field.specification',
  care_phone: 'catalogue.field.care_phone',
  care_email: 'catalogue.field.care_email',
  price: 'catalogue.field.price',
  payment_kind: 'catalogue.field.payment_kind',
  forwarding_url_production: 'catalogue.field.forwarding_url_production',
  forwarding_url_development: 'catalogue.field.forwarding_url_development',
  redirect_url_production: 'catalogue.field.redirect_url_production',
  redirect_url_development: 'catalogue.field.redirect_url_development',
  demo_url: 'catalogue.field.demo_url',
  image: 'catalogue.field.image',
  terms_accepted: 'catalogue.field.terms_accepted',
} as const

export type FormField = keyof typeof FIELD_LABELS

/**
 * What a version still lacks before it may be submitted: what is empty, and what was typed and is not valid yet. A picture may be
 * missing: a cover is drawn then.
 *
 * @param terms the *Term of Service* in force: an older one accepted before must be accepted anew
 */
export function missingFields(version: ContentVersion, terms: TermsVersion): FormField[] {
  const filled: Record<Exclude<FormField, 'image'>, unknown> = {
    name: version.name,
    category: version.categoryId,
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
    terms_accepted: version.termsAcceptedAt && version.termsVersionId === terms.id,
  }
  const unfinished = version.unfinished ?? {}
  return (Object.keys(FIELD_LABELS) as FormField[]).filter(
    (field) => field in unfinished || (field !== 'image' && !filled[field])
  )
}
