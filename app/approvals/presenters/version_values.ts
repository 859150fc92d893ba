import type { Lane } from '#approvals/lanes'
import { COMPARED, type VersionValues } from '#approvals/values'
import Category from '#catalogue/models/category'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatRupiah } from '#shared/money'

/** Turns a version's values into lines of words. */
export async function valueWriter(t: Translate, language: Language) {
  const all = await Category.all()
  const categories = new Map(
    all.map(({ id, nameId, nameEn }) => [id, language === 'id' ? nameId : nameEn])
  )
  return (field: string, value: string | number | null): string => {
    if (value === null || value === undefined) return '–'
    if (field === 'categoryId') return categories.get(Number(value)) ?? '–'
    if (field === 'price') return formatRupiah(Number(value))
    if (field === 'paymentKind')
      return value === 'once' ? t('catalogue.kind.once') : t('catalogue.kind.subscription')
    if (field === 'partnerShare') return percent(Number(value), language)
    if (field === 'imageId') return t('approvals.compare.picture')
    return String(value)
  }
}

/** Rows for `@!comparison`, of what a lane looks at: what differs first. */
export async function comparisonRows(
  lane: Lane,
  before: VersionValues,
  after: VersionValues,
  t: Translate,
  language: Language
) {
  const write = await valueWriter(t, language)
  const rows = seenBy(lane).map(({ field, label }) => ({
    label: t(label),
    before: write(field, before[field] ?? null),
    after: write(field, after[field] ?? null),
    changed: (before[field] ?? null) !== (after[field] ?? null),
  }))
  return [...rows.filter(({ changed }) => changed), ...rows.filter(({ changed }) => !changed)]
}

/** Items for `@!facts`: all values, or those that a lane looks at. */
export async function valueFacts(
  values: VersionValues,
  t: Translate,
  language: Language,
  lane?: Lane
) {
  const write = await valueWriter(t, language)
  const seen = lane ? seenBy(lane) : COMPARED
  return seen
    .filter(({ field }) => field !== 'imageId')
    .map(({ field, label }) => ({
      label: t(label),
      value: write(field, values[field] ?? null).split('\n'),
    }))
}

function seenBy(lane: Lane) {
  return COMPARED.filter(({ lanes }) => lanes.includes(lane))
}

/** `6500` → `65%`, `6550` → `65,5%` (English `65.5%`). */
export function percent(basisPoints: number, language: Language): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(basisPoints / 100)}%`
}
