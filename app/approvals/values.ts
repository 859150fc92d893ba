import type ContentVersion from '#catalogue/models/content_version'
import { LANES, type Lane } from '#approvals/lanes'

/** Legal and QA konten both judge what customers read and what the PKS says. */
const BOTH = ['legal', 'qa_content'] as const
const QA = ['qa_content'] as const
const FAB = ['qa_fab'] as const

/**
 * What a version says, in the order in which staff compare it, with the lanes that look at it: their desk shows it, and their
 * approval stands on it.
 */
export const COMPARED: readonly { field: ComparedField; label: string; lanes: readonly Lane[] }[] =
  [
    { field: 'name', label: 'catalogue.field.name', lanes: BOTH },
    { field: 'categoryId', label: 'catalogue.field.category', lanes: BOTH },
    { field: 'summary', label: 'catalogue.field.summary', lanes: BOTH },
    { field: 'description', label: 'catalogue.field.description', lanes: BOTH },
    { field: 'specification', label: 'catalogue.field.specification', lanes: BOTH },
    { field: 'carePhone', label: 'catalogue.field.care_phone', lanes: BOTH },
    { field: 'careEmail', label: 'catalogue.field.care_email', lanes: BOTH },
    { field: 'price', label: 'catalogue.field.price', lanes: LANES },
    { field: 'paymentKind', label: 'catalogue.field.payment_kind', lanes: LANES },
    {
      field: 'forwardingUrlProduction',
      label: 'catalogue.field.forwarding_url_production',
      lanes: QA,
    },
    {
      field: 'redirectUrlProduction',
      label: 'catalogue.field.redirect_url_production',
      lanes: BOTH,
    },
    {
      field: 'forwardingUrlDevelopment',
      label: 'catalogue.field.forwarding_url_development',
      lanes: FAB,
    },
    {
      field: 'redirectUrlDevelopment',
      label: 'catalogue.field.redirect_url_development',
      lanes: FAB,
    },
    { field: 'demoUrl', label: 'catalogue.field.demo_url', lanes: BOTH },
    { field: 'imageId', label: 'catalogue.field.image', lanes: BOTH },
    { field: 'partnerShare', label: 'catalogue.field.share', lanes: ['legal'] },
  ]

export type ComparedField =
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

/** Names of the values of a lane that differ. */
export function changedFields(before: VersionValues, after: VersionValues, lane: Lane): string[] {
  return COMPARED.filter(
    ({ field, lanes }) => lanes.includes(lane) && (before[field] ?? null) !== (after[field] ?? null)
  ).map(({ field }) => field)
}

/** What stands in the PKS annex: when it is unchanged, a new version needs no addendum (R3.8). */
export const ANNEX_FIELDS: readonly ComparedField[] = [
  'name',
  'price',
  'paymentKind',
  'partnerShare',
]
