import type { HttpContext } from '@adonisjs/core/http'
import type ContentVersion from '#catalogue/models/content_version'
import { formLists } from '#catalogue/queries/form_lists'
import { FIELD_LABELS, type FormField } from '#catalogue/queries/missing_fields'
import { formatRupiah } from '#shared/money'

/** A row for `@!comparison`. */
export interface Difference {
  label: string
  before: string
  after: string
  changed: true
}

const KINDS: Record<string, string> = {
  once: 'catalogue.kind.once',
  subscription: 'catalogue.kind.subscription',
}

/** In which fields a form differs from what another tab has saved, in words. Pictures and the terms' tick are left out. */
export async function differences(
  ctx: HttpContext,
  saved: ContentVersion,
  typed: Record<string, unknown>
): Promise<Difference[]> {
  const { categories } = await formLists(saved)
  const names = Object.fromEntries(
    categories.map(({ key, nameId, nameEn }) => [
      key,
      ctx.arrival.language === 'id' ? nameId : nameEn,
    ])
  )
  const values: Partial<Record<FormField, unknown>> = {
    name: saved.name,
    category: categories.find(({ id }) => id === saved.categoryId)?.key,
    summary: saved.summary,
    description: saved.description,
    specification: saved.specification,
    care_phone: saved.carePhone,
    care_email: saved.careEmail,
    price: saved.price,
    payment_kind: saved.paymentKind,
    forwarding_url_production: saved.forwardingUrlProduction,
    forwarding_url_development: saved.forwardingUrlDevelopment,
    redirect_url_production: saved.redirectUrlProduction,
    redirect_url_development: saved.redirectUrlDevelopment,
    demo_url: saved.demoUrl,
    ...saved.unfinished,
  }
  const write = (field: FormField, value: string): string => {
    if (value === '') return '–'
    if (field === 'category') return names[value] ?? value
    if (field === 'price' && /^\d+$/.test(value)) return formatRupiah(Number(value))
    return field === 'payment_kind' && value in KINDS ? ctx.t(KINDS[value]!) : value
  }
  return (Object.keys(values) as FormField[]).flatMap((field) => {
    const [before, after] = [plain(values[field]), plain(typed[field])]
    if (isSame(field, before, after)) return []
    const label = ctx.t(FIELD_LABELS[field])
    return [{ label, before: write(field, before), after: write(field, after), changed: true }]
  })
}

/** An e-mail address is kept in small letters. */
function isSame(field: FormField, before: string, after: string): boolean {
  return before === (field === 'care_email' ? after.toLowerCase() : after)
}

function plain(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  return String(value).trim().replaceAll('\r\n', '\n')
}
