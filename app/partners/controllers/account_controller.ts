import type { HttpContext } from '@adonisjs/core/http'
import { emptyForm, formWithErrors, readForm, shareForm, type FormState } from '#core/http/form'
import { listDevices } from '#identity/queries/list_devices'
import { correctPartner } from '#partners/actions/correct_partner'
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
import { BANK_CHOICES, sectionList, withLabels } from '#partners/registration_page'
import { correctionValidator } from '#partners/validators/registration'
import { formatPhone } from '#shared/phone'
import { partnerOf } from '#partners/viewer'

const REFUSALS = {
  password_needed: 'partners.account.password_needed',
  password_wrong: 'partners.account.password_wrong',
}

/** The partner's own data: shown masked, corrected (R2.4, R2.5). */
export default class AccountController {
  async show(ctx: HttpContext) {
    const partner = partnerOf(ctx)
    return ctx.view.render('pages/partners/account', {
      partner,
      saved: ctx.request.input('saved') === '1',
      groups: groupsOf(ctx, partner),
      devices: await listDevices('partner', partner.id, ctx.session.sessionId),
    })
  }

  edit(ctx: HttpContext) {
    const partner = partnerOf(ctx)
    const values = COMPANY_FIELDS.filter(({ personal }) => !personal).map(({ name, phone }) => {
      const value = partner[attributeOf(name) as 'name']
      return [name, phone ? formatPhone(value) : value]
    })
    const form = emptyForm({ ...Object.fromEntries(values), language: partner.language })
    return render(ctx, partner, form)
  }

  async update(ctx: HttpContext) {
    const partner = partnerOf(ctx)
    const form = await readForm(ctx, correctionValidator)
    if (!form.ok) return render(ctx, partner, form.form)
    const corrected = await correctPartner(partner.id, form.data)
    if (!corrected.ok) {
      const message = ctx.t(REFUSALS[corrected.error.type])
      return render(ctx, partner, formWithErrors(ctx, [{ field: 'password', message }]))
    }
    return ctx.response.redirect(ctx.path('/account?saved=1'))
  }
}

function render(ctx: HttpContext, partner: Partner, form: FormState) {
  const labelled = shareForm(ctx, withLabels(ctx, form))
  const personal = COMPANY_FIELDS.filter((field) => field.personal)
  return ctx.view.render('pages/partners/account_edit', {
    ...labelled,
    banks: BANK_CHOICES,
    partner,
    correcting: true,
    masked: Object.fromEntries(personal.map(({ name }) => [name, masked(partner, name)])),
    sections: sectionList(ctx, labelled, { secret: false }),
  })
}

function groupsOf(ctx: HttpContext, partner: Partner) {
  return SECTIONS.map((section) => ({
    title: ctx.t(SECTION_LABELS[section]),
    items: COMPANY_FIELDS.filter((field) => field.section === section)
      .map((field) => ({
        label: ctx.t(field.label),
        value: field.personal ? masked(partner, field.name) : plain(ctx, partner, field),
      }))
      .filter(({ value }) => value),
  }))
}

function masked(partner: Partner, name: (typeof COMPANY_FIELDS)[number]['name']): string {
  return maskNumber(String(partner[attributeOf(name) as keyof Partner] ?? ''))
}

function plain(ctx: HttpContext, partner: Partner, field: CompanyField): string | null {
  const value = partner[attributeOf(field.name) as 'name']
  return value ? shownValue(field, value, ctx.arrival.language) : null
}
