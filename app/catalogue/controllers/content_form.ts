import type { Infer } from '@vinejs/vine/types'
import type { ContentValues } from '#catalogue/models/content_version'
import type { VersionSheet } from '#catalogue/queries/load_version'
import type { contentFormValidator } from '#catalogue/validators/content_form'

/** A version's values under the names that the form gives them. */
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
  }
}

/** What was typed, as the version keeps it; an empty field is null. */
export function filledValues(
  data: Infer<typeof contentFormValidator>
): Omit<ContentValues, 'categoryId' | 'imageId'> {
  return {
    name: data.name ?? null,
    summary: data.summary ?? null,
    description: data.description ?? null,
    specification: data.specification ?? null,
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
