import type ContentVersion from '#catalogue/models/content_version'
import type { Lane } from '#approvals/lanes'

/** What a version says, in the order in which staff compare it, with the lanes whose approval stands on it. */
export const COMPARED: readonly { field: ComparedField; label: string; lanes: readonly Lane[] }[] =
  [
    { field: 'name', label: 'catalogue.field.name', lanes: ['legal', 'qa_content'] },
    { field: 'categoryId', label: 'catalogue.field.category', lanes: ['qa_content'] },
    { field: 'summary', label: 'catalogue.field.summary', lanes: ['qa_content'] },
    { field: 'description', label: 'catalogue.field.description', lanes: ['qa_content'] },
    { field: 'specification', label: 'catalogue.field.specification', lanes: ['qa_content'] },
    { field: 'carePhone', label: 'catalogue.field.care_phone', lanes: ['qa_content'] },
    { field: 'careEmail', label: 'catalogue.field.care_email', lanes: ['qa_content'] },
    { field: 'price', label: 'catalogue.field.price', lanes: ['legal', 'qa_fab'] },
    { field: 'paymentKind', label: 'catalogue.field.payment_kind', lanes: ['legal', 'qa_fab'] },
    {
      field: 'forwardingUrlProduction',
      label: 'catalogue.field.forwarding_url_production',
      lanes: ['qa_content'],
    },
    {
      field: 'redirectUrlProduction',
      label: 'catalogue.field.redirect_url_production',
      lanes: ['qa_content'],
    },
    {
      field: 'forwardingUrlDevelopment',
      label: 'catalogue.field.forwarding_url_development',
      lanes: ['qa_fab'],
    },
    {
      field: 'redirectUrlDevelopment',
      label: 'catalogue.field.redirect_url_development',
      lanes: ['qa_fab'],
    },
    { field: 'demoUrl', label: 'catalogue.field.demo_url', lanes: ['qa_content'] },
    { field: 'imageId', label: 'catalogue.field.image', lanes: ['qa_content'] },
    { field: 'partnerShare', label: 'catalogue.field.share', lanes: ['legal'] },
  ]

type ComparedField =
  | 'name'
  | 'categoryId'
  | 'summary'
  | 'description'
  | 'specification'
  | 'carePhone'
  | 'careEmail'
  | 'price'
  | 'paymentKind'
  | 'forwardingUrlProduction'
  | 'redirectUrlProduction'
  | 'forwardingUrlDevelopment'
  | 'redirectUrlDevelopment'
  | 'demoUrl'
  | 'imageId'
  | 'partnerShare'

export type VersionValues = Record<string, string | number | null>

/** Everything that a version says, to be kept with its submission. */
export function valuesOf(version: ContentVersion): VersionValues {
  return Object.fromEntries(COMPARED.map(({ field }) => [field, version[field] ?? null]))
}

/** Names of the values that differ. */
export function changedFields(before: VersionValues, after: VersionValues): string[] {
  return COMPARED.filter(({ field }) => (before[field] ?? null) !== (after[field] ?? null)).map(
    ({ field }) => field
  )
}

/** Which lanes judged something that is no longer so. */
export function lanesTouchedBy(fields: readonly string[]): Lane[] {
  const lanes = COMPARED.filter(({ field }) => fields.includes(field)).flatMap(
    (compared) => compared.lanes
  )
  return [...new Set(lanes)]
}

/** What stands in the PKS annex: when it is unchanged, a new version needs no addendum (R3.8). */
export const ANNEX_FIELDS: readonly ComparedField[] = [
  'name',
  'price',
  'paymentKind',
  'partnerShare',
]
