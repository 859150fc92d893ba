import type { HttpContext } from '@adonisjs/core/http'
import { registrationId, rememberRegistration } from '#identity/activation/cookie'
import { ACTIVATION } from '#identity/activation/terms'
import { confirmRegistration } from '#partners/actions/confirm_registration'
import {
  COMPANY_FIELDS,
  SECTION_LABELS,
  SECTIONS,
  shownValue,
  type CompanyData,
  type CompanyField,
} from '#partners/company_fields'
import { bankWithCode } from '#partners/bank_words'
import { npwpAsPrinted } from '#partners/numbers'
import { findOpenRegistration } from '#partners/queries/find_open_registration'

/** Long numbers are compared with a card in groups of four. */
const GROUPED: (keyof CompanyData)[] = ['ktp', 'director_ktp', 'nib', 'bank_account']

const NPWPS: (keyof CompanyData)[] = ['npwp', 'company_npwp']

/** "Check the data again" before the account is made (R2.2). */
export default class RegistrationReviewsController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    const registration = await findOpenRegistration(registrationId(ctx))
    if (!registration) return ctx.response.redirect(ctx.path('/register'))
    const { data } = registration.open()
    return ctx.view.render('pages/partners/register_review', {
      email: data.email,
      groups: reviewGroups(ctx, data),
    })
  }

  async store(ctx: HttpContext) {
    const id = registrationId(ctx)
    const confirmed = id ? await confirmRegistration(id) : null
    if (!id || !confirmed?.ok) return ctx.response.redirect(ctx.path('/register'))
    rememberRegistration(ctx, id, ACTIVATION.linkLife)
    return ctx.response.redirect(ctx.path('/register/sent'))
  }
}

function reviewGroups(ctx: HttpContext, data: CompanyData) {
  const shown = (field: CompanyField) => {
    const value = data[field.name]
    if (value && GROUPED.includes(field.name)) return value.match(/.{1,4}/g)!.join(' ')
    if (value && NPWPS.includes(field.name)) return npwpAsPrinted(value)
    if (value && field.name === 'bank_name') return bankWithCode(value)
    return value && shownValue(field, value, ctx.arrival.language)
  }
  return SECTIONS.map((section) => ({
    section,
    title: ctx.t(SECTION_LABELS[section]),
    items: COMPANY_FIELDS.filter((field) => field.section === section)
      .map((field) => ({ label: ctx.t(field.label), value: shown(field) }))
      .filter(({ value }) => value),
  }))
}
