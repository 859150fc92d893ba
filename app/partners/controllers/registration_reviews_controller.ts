import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { confirmRegistration } from '#partners/actions/confirm_registration'
import { openRegistration } from '#partners/actions/keep_registration'
import {
  COMPANY_FIELDS,
  SECTION_LABELS,
  SECTIONS,
  type CompanyData,
} from '#partners/company_fields'
import { openRegistrationOf, registrationId } from '#partners/registration_cookie'
import { DISPLAY_ZONE } from '#shared/clock'
import { formatDate } from '#core/views/format'

/** Long numbers are compared with a card in groups of four. */
const GROUPED: (keyof CompanyData)[] = ['ktp', 'director_ktp', 'nib', 'bank_account']

/** "Check the data again" before the account is made (R2.2). */
export default class RegistrationReviewsController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    const registration = await openRegistrationOf(ctx)
    if (!registration) return ctx.response.redirect(ctx.path('/register'))
    const { data } = openRegistration(registration)
    return ctx.view.render('pages/partners/register_review', {
      email: data.email,
      groups: reviewGroups(ctx, data),
    })
  }

  async store(ctx: HttpContext) {
    const id = registrationId(ctx)
    const confirmed = id ? await confirmRegistration(id) : null
    if (!confirmed?.ok) return ctx.response.redirect(ctx.path('/register'))
    return ctx.response.redirect(ctx.path('/register/sent'))
  }

  sent(ctx: HttpContext) {
    return ctx.view.render('pages/partners/register_sent')
  }
}

function reviewGroups(ctx: HttpContext, data: CompanyData) {
  const shown = (name: keyof CompanyData) => {
    const value = data[name]
    if (value && GROUPED.includes(name)) return value.match(/.{1,4}/g)!.join(' ')
    if (name !== 'deed_date' || !value) return value
    return formatDate(DateTime.fromISO(value, { zone: DISPLAY_ZONE }), ctx.arrival.language)
  }
  return SECTIONS.map((section) => ({
    section,
    title: ctx.t(SECTION_LABELS[section]),
    items: COMPANY_FIELDS.filter((field) => field.section === section)
      .map(({ name, label }) => ({ label: ctx.t(label), value: shown(name) }))
      .filter(({ value }) => value),
  }))
}
