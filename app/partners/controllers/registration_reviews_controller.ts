import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { registrationId, rememberRegistration } from '#identity/activation/cookie'
import { ACTIVATION } from '#identity/activation/terms'
import { confirmRegistration } from '#partners/actions/confirm_registration'
import {
  COMPANY_FIELDS,
  SECTION_LABELS,
  SECTIONS,
  type CompanyData,
} from '#partners/company_fields'
import { findOpenRegistration } from '#partners/queries/find_open_registration'
import { DISPLAY_ZONE } from '#shared/clock'
import { formatDate } from '#core/views/format'

/** Long numbers are compared with a card in groups of four. */
const GROUPED: (keyof CompanyData)[] = ['ktp', 'director_ktp', 'nib', 'bank_account']

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
