import type { HttpContext } from '@adonisjs/core/http'
import type { FormState } from '#core/http/form'
import { BANKS } from '#partners/banks'
import { COMPANY_FIELDS, SECTION_LABELS, SECTIONS, type Section } from '#partners/company_fields'

const SECRET = ['password', 'password_confirmation', 'captcha']
const SECRET_LABELS: Record<string, string> = {
  password: 'partners.fields.password',
  password_confirmation: 'partners.fields.password_confirmation',
  captcha: 'partners.fields.captcha',
}

/** The form with the fields named in the linked summary as they are on this page. */
export function withLabels(ctx: HttpContext, form: FormState): FormState {
  const labels = Object.fromEntries(COMPANY_FIELDS.map(({ name, label }) => [name, label]))
  const errorList = form.error_list.map((item) => {
    const key = labels[item.field] ?? SECRET_LABELS[item.field]
    return item.label && key ? { ...item, label: ctx.t(key) } : item
  })
  return { ...form, error_list: errorList }
}

/** Banks as the form offers them: by name, found by code and short names as well. */
export const BANK_CHOICES = BANKS.map(({ code, name, aliases, accountDigits }) => ({
  name,
  label: [code, ...(aliases ?? [])].join(' · '),
  digits: accountDigits?.join(',') ?? null,
}))

/** The list of sections beside a long form: what is left to do in each, once it has been sent. */
export function sectionList(ctx: HttpContext, form: FormState, options: { secret: boolean }) {
  const sent = form.error_list.length > 0
  const wrongIn = (names: string[]) => form.error_list.filter(({ field }) => names.includes(field))
  const rows = SECTIONS.map((section) => ({ section, wrong: wrongIn(fieldsOf(section)).length }))
  const current = rows.find(({ wrong }) => wrong > 0)?.section ?? 'contact'
  const items: Record<string, unknown>[] = rows.map(({ section, wrong }) => ({
    label: ctx.t(SECTION_LABELS[section]),
    href: `#section-${section}`,
    current: section === current,
    done: sent && wrong === 0,
    ...(wrong > 0
      ? { pill: { verdict: 'bad', label: ctx.t('partners.sections.wrong', { count: wrong }) } }
      : {}),
  }))
  if (options.secret) {
    const again = { verdict: 'hold', label: ctx.t('partners.sections.again') }
    const wrong = wrongIn(SECRET).length
    const bad = { verdict: 'bad', label: ctx.t('partners.sections.wrong', { count: wrong }) }
    items.push({
      label: ctx.t(SECTION_LABELS.secret),
      href: '#section-secret',
      ...(sent ? { pill: wrong > 0 ? bad : again } : {}),
    })
  }
  return items
}

function fieldsOf(section: Section): string[] {
  return COMPANY_FIELDS.filter((field) => field.section === section).map(({ name }) => name)
}
