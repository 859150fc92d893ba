import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { contentsOfCompany, listCompanies } from '#consoles/queries/list_companies'
import { pageKey, searchText } from '#shared/address_values'
import { askForPartnerFactor, partnerHasFactor } from '#identity/actions/remove_partner_factor'
import { staffOf } from '#identity/viewer'
import {
  COMPANY_FIELDS,
  SECTION_LABELS,
  type CompanyField,
  type FieldName,
} from '#partners/company_fields'
import { decideCompanyChange, pendingChanges } from '#partners/actions/validate_company'
import { recordRead, recordReveal } from '#partners/actions/record_read'
import { companyFile, companyText, companyValue } from '#partners/presenters/company_file'
import Partner from '#partners/models/partner'
import { READ_REASONS } from '#partners/read_reasons'
import { isPublicId } from '#shared/public_id'
import { revealValidator, sendBackValidator } from '#consoles/validators/company'
import { readForm } from '#core/http/form'
import CompanyPolicy from '#consoles/policies/company_policy'

const STATUS_LABELS = {
  active: 'consoles.companies.active',
  disabled: 'consoles.companies.disabled',
}

/** The partners, as Legal and administrators see them: personal numbers masked (R2.5). */
export default class CompaniesController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('list')
    const { q, before, show } = ctx.request.qs()
    const isWaiting = show === 'waiting'
    const query = searchText(q, 80)
    const from = pageKey(before)
    const { companies, next } = await listCompanies(query, from, isWaiting)
    const list = (wish: { waiting?: boolean; before?: number | null }) => {
      const asked = new URLSearchParams({
        ...(query && { q: query }),
        ...((wish.waiting ?? isWaiting) && { show: 'waiting' }),
        ...(wish.before && { before: String(wish.before) }),
      }).toString()
      return ctx.path(asked ? `/companies?${asked}` : '/companies')
    }
    return ctx.view.render('pages/consoles/companies', {
      query,
      companies: companies.map((company) => ({
        ...company,
        status_label: ctx.t(STATUS_LABELS[company.status]),
      })),
      is_waiting: isWaiting,
      next: next === null ? null : list({ before: next }),
      first: from === null ? null : list({}),
      chips: [
        {
          label: ctx.t('consoles.companies.filter_all'),
          href: list({ waiting: false }),
          current: !isWaiting,
        },
        {
          label: ctx.t('consoles.companies.filter_waiting'),
          href: list({ waiting: true }),
          current: isWaiting,
        },
      ],
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('view')
    const partner = await companyOf(ctx)
    await recordRead(staffOf(ctx), partner, 'company')
    return showCompany(ctx, partner)
  }

  /** Reveals one number, this once; the reading and its reason are logged first, and the partner sees both (R2.5). */
  async reveal(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('reveal')
    const partner = await companyOf(ctx)
    const form = await readForm(ctx, revealValidator)
    if (!form.ok) return showCompany(ctx, partner)
    const { field, reason } = form.data
    await recordReveal(staffOf(ctx), partner, field, reason)
    return showCompany(ctx, partner, { shown: field })
  }

  async validate(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('validate')
    return decide(ctx, null)
  }

  async sendBack(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('validate')
    const partner = await companyOf(ctx)
    const form = await readForm(ctx, sendBackValidator)
    return form.ok ? decide(ctx, form.data.reason) : showCompany(ctx, partner)
  }

  /** The partner has lost phone and recovery codes (R4.2). */
  async resetFactor(ctx: HttpContext) {
    await ctx.bouncer.with(CompanyPolicy).authorize('resetFactor')
    const partner = await companyOf(ctx)
    const form = await readForm(ctx, sendBackValidator)
    if (!form.ok) return showCompany(ctx, partner)
    const asked = await askForPartnerFactor(staffOf(ctx), partner, form.data.reason)
    if (asked.ok) return ctx.response.redirect(ctx.path(`/companies/${partner.publicId}?asked=1`))
    ctx.response.status(409)
    return showCompany(ctx, partner, { problem: ctx.t(FACTOR_REFUSALS[asked.error.type]) })
  }
}

const FACTOR_REFUSALS = {
  unknown: 'consoles.companies.no_factor',
  no_change: 'consoles.companies.no_factor',
  asked: 'identity.proposals.asked_already',
  nobody_yet: 'catalogue.desk.nobody_yet',
}

/** The partner of the address; what is done to it is its own record in the audit trail. */
async function companyOf(ctx: HttpContext): Promise<Partner> {
  const id = String(ctx.params.id)
  const partner = isPublicId(id) ? await Partner.findBy({ publicId: id }) : null
  if (!partner) throw new Exception('no such company', { status: 404 })
  return partner
}

/** Legal's word on one group of changed data (R2.4). */
async function decide(ctx: HttpContext, reason: string | null) {
  const partner = await companyOf(ctx)
  const decided = await decideCompanyChange({
    partnerId: partner.publicId,
    id: String(ctx.params.change),
    by: staffOf(ctx),
    seen: Number(ctx.request.input('seen')),
    reason,
  })
  if (decided.ok) return ctx.response.redirect(ctx.path(`/companies/${partner.publicId}`))
  if (decided.error.type === 'not_found') throw new Exception('no such change', { status: 404 })
  ctx.response.status(409)
  return showCompany(ctx, partner, { problem: ctx.t('consoles.companies.change_moved') })
}

async function showCompany(
  ctx: HttpContext,
  partner: Partner,
  { shown = null, problem = null }: { shown?: FieldName | null; problem?: string | null } = {}
) {
  const { t, arrival } = ctx
  const { language } = arrival
  const text = (field: CompanyField, value: string | null) =>
    companyText(field, value, { language, shown })
  const now = (field: CompanyField) => companyValue(partner, field)
  const changes = await pendingChanges(partner.id)
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render('pages/consoles/company', {
    partner,
    problem,
    status_label: t(STATUS_LABELS[partner.status]),
    groups: companyFile(partner, { t, language, shown }),
    changes: changes.map((change) => ({
      id: change.publicId,
      group: t(SECTION_LABELS[change.section]),
      at: change.changedAt,
      seen: change.changedAt.toMillis(),
      returned: change.status === 'returned' ? change.reason : null,
      rows: COMPANY_FIELDS.filter(({ name }) => name in change.values).map((field) => ({
        label: t(field.label),
        before: text(field, change.values[field.name] ?? null),
        after: text(field, now(field)),
        changed: (change.values[field.name] ?? null) !== (now(field) ?? null),
      })),
    })),
    is_legal: staffOf(ctx).role === 'legal',
    may_reset: staffOf(ctx).role === 'administrator' && (await partnerHasFactor(partner)),
    asked: ctx.request.input('asked') === '1',
    shown: shown && t(COMPANY_FIELDS.find(({ name }) => name === shown)!.label),
    numbers: COMPANY_FIELDS.filter(({ personal }) => personal).map(({ name, label }) => ({
      value: name,
      label: t(label),
    })),
    reasons: Object.entries(READ_REASONS).map(([value, label]) => ({ value, label: t(label) })),
    contents: await contentsOfCompany(partner.id),
  })
}
