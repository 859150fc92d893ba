import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { emptyForm, formWithErrors, readForm, shareForm, type FormState } from '#core/http/form'
import { formatDate } from '#core/views/format'
import { listDevices } from '#identity/queries/list_devices'
import { correctPartner } from '#partners/actions/correct_partner'
import { attributeOf, COMPANY_FIELDS, SECTION_LABELS, SECTIONS } from '#partners/company_fields'
import { maskNumber } from '#partners/mask'
import type Partner from '#partners/models/partner'
import { sectionList, withLabels } from '#partners/registration_page'
import { correctionValidator } from '#partners/validators/registration'
import { partnerOf } from '#partners/viewer'
import { DISPLAY_ZONE } from '#shared/clock'

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
    const values = COMPANY_FIELDS.filter(({ personal }) => !personal).map(({ name }) => [
      name,
      partner[attributeOf(name) as keyof Partner],
    ])
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
      .map(({ name, label, personal }) => ({
        label: ctx.t(label),
        value: personal ? masked(partner, name) : plain(ctx, partner, name),
      }))
      .filter(({ value }) => value),
  }))
}

function masked(partner: Partner, name: (typeof COMPANY_FIELDS)[number]['name']): string {
  return maskNumber(String(partner[attributeOf(name) as keyof Partner] ?? ''))
}

function plain(ctx: HttpContext, partner: Partner, name: string): string | null {
  const value = partner[attributeOf(name as 'name') as 'name'] ?? null
  if (name !== 'deed_date' || !value) return value
  return formatDate(DateTime.fromISO(value, { zone: DISPLAY_ZONE }), ctx.arrival.language)
}
