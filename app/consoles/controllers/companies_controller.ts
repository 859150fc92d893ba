import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readCompany } from '#consoles/actions/read_company'
import { contentsOfCompany, listCompanies } from '#consoles/queries/list_companies'
import { pageKey, searchText } from '#shared/address_values'
import type { Language } from '#core/http/surfaces'
import { staffOf } from '#identity/viewer'
import {
  attributeOf,
  COMPANY_FIELDS,
  SECTION_LABELS,
  SECTIONS,
  shownValue,
  type CompanyField,
} from '#partners/company_fields'
import { maskNumber } from '#partners/mask'
import type Partner from '#partners/models/partner'

const STATUS_LABELS = {
  active: 'consoles.companies.active',
  disabled: 'consoles.companies.disabled',
}

/** The partners, as Legal and administrators see them: personal numbers masked (R2.5). */
export default class CompaniesController {
  async index(ctx: HttpContext) {
    const { q, before } = ctx.request.qs()
    const query = searchText(q, 80)
    const from = pageKey(before)
    const { companies, next } = await listCompanies(query, from)
    const leaf = new URLSearchParams({ ...(query ? { q: query } : {}), before: String(next) })
    return ctx.view.render('pages/consoles/companies', {
      query,
      companies: companies.map((company) => ({
        ...company,
        status_label: ctx.t(STATUS_LABELS[company.status]),
      })),
      next: next === null ? null : `${ctx.path('/companies')}?${leaf}`,
      first: from === null ? null : ctx.path('/companies'),
    })
  }

  async show(ctx: HttpContext) {
    const partner = await readCompany(staffOf(ctx), ctx.params.id)
    if (!partner) throw new Exception('no such company', { status: 404 })
    return ctx.view.render('pages/consoles/company', {
      partner,
      status_label: ctx.t(STATUS_LABELS[partner.status]),
      groups: SECTIONS.map((section) => ({
        title: ctx.t(SECTION_LABELS[section]),
        items: COMPANY_FIELDS.filter((field) => field.section === section).map((field) => ({
          label: ctx.t(field.label),
          value: valueOf(partner, field, ctx.arrival.language),
        })),
      })),
      contents: await contentsOfCompany(partner.id),
    })
  }
}

function valueOf(partner: Partner, field: CompanyField, language: Language): string {
  const value = partner[attributeOf(field.name) as keyof Partner] as string | null
  if (!value) return '-'
  return field.personal ? maskNumber(value) : shownValue(field, value, language)
}
