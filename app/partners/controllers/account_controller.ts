import type { HttpContext } from '@adonisjs/core/http'
import {
  emptyForm,
  formWithErrors,
  keptInput,
  readForm,
  shareForm,
  type FormState,
} from '#core/http/form'
import { ROLE_LABELS } from '#identity/role_labels'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import { listDevices } from '#identity/queries/list_devices'
import { countPasskeys } from '#identity/queries/list_passkeys'
import { pendingChanges } from '#partners/actions/validate_company'
import { accountRows, BANK_CHANGE_PILLS } from '#partners/bank_words'
import { newestBankChange } from '#partners/queries/bank_changes'
import { listReads } from '#partners/queries/list_reads'
import { READ_REASONS } from '#partners/read_reasons'
import { correctPartner } from '#partners/actions/correct_partner'
import { attributeOf, COMPANY_FIELDS, SECTION_LABELS } from '#partners/company_fields'
import { companyFile } from '#partners/presenters/company_file'
import { companyDifferences } from '#partners/presenters/company_differences'
import { maskNumber } from '#partners/mask'
import type Partner from '#partners/models/partner'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'
import { BANK_CHOICES, sectionList, withLabels } from '#partners/registration_page'
import { correctionValidator } from '#partners/validators/registration'
import { formatPhone } from '#shared/phone'
import { partnerOf } from '#partners/viewer'

const REFUSALS = {
  ...PROOF_REFUSALS,
  account_needed: ['bank_account', 'partners.account.account_needed'],
} as const

/** The partner's own data: shown masked, corrected (R2.4, R2.5). */
export default class AccountController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('view')
    const partner = partnerOf(ctx)
    const said = String(ctx.request.qs().bank)
    return ctx.view.render('pages/partners/account', {
      partner,
      saved: ctx.request.input('saved') === '1',
      bank_said: Object.hasOwn(BANK_SAID, said) ? ctx.t(BANK_SAID[said]!) : null,
      bank_change: await bankPanel(ctx, partner),
      pending: await pendingGroups(ctx, partner),
      reads: await readLines(ctx, partner),
      groups: groupsOf(ctx, partner),
      passkeys: await countPasskeys('partner', partner.id),
      devices: await listDevices('partner', partner.id, ctx.session.sessionId),
    })
  }

  async edit(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('correct')
    const partner = partnerOf(ctx)
    const values = COMPANY_FIELDS.filter(({ personal }) => !personal).map(({ name, phone }) => {
      const value = partner[attributeOf(name) as 'name']
      return [name, phone ? formatPhone(value) : value]
    })
    const form = emptyForm({ ...Object.fromEntries(values), language: partner.language })
    return render(ctx, partner, form)
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('correct')
    const partner = partnerOf(ctx)
    const form = await readForm(ctx, correctionValidator)
    if (!form.ok) return render(ctx, partner, form.form)
    const { base, ...correction } = form.data
    const corrected = await correctPartner(partner.id, correction, () => proofIn(ctx), base)
    if (!corrected.ok) {
      if (corrected.error.type === 'conflict') {
        ctx.response.status(409)
        const now = corrected.error.partner
        const conflict = companyDifferences(ctx, now, correction)
        return render(ctx, now, emptyForm(keptInput(ctx)), { base: now.edition, conflict })
      }
      const { type } = corrected.error
      const [field, message] = type === 'proof_needed' ? missingProof(ctx) : REFUSALS[type]
      return render(ctx, partner, formWithErrors(ctx, [{ field, message: ctx.t(message) }]))
    }
    const { changed, bankChange } = corrected.value
    if (!bankChange) return ctx.response.redirect(ctx.path('/account?saved=1'))
    const saved = changed.length > 0 ? 'saved=1&' : ''
    return ctx.response.redirect(ctx.path(`/account?${saved}bank=asked`))
  }
}

async function proofIn(ctx: HttpContext) {
  const proof = await readOwnerProof(ctx, 'partner', partnerOf(ctx))
  return proof.ok ? proof.value : null
}

/** Which field of the owner's proof is still to be filled in. */
function missingProof(ctx: HttpContext) {
  return ctx.request.input('password')
    ? (['code', 'partners.account.code_needed'] as const)
    : (['password', 'partners.account.password_needed'] as const)
}

/** @param moved the data have changed since the form was shown: both are shown, and nothing that was typed is lost */
async function render(
  ctx: HttpContext,
  partner: Partner,
  form: FormState,
  moved?: { base: number; conflict: unknown[] }
) {
  const labelled = shareForm(ctx, withLabels(ctx, form))
  const personal = COMPANY_FIELDS.filter((field) => field.personal)
  return ctx.view.render('pages/partners/account_edit', {
    ...labelled,
    banks: BANK_CHOICES,
    partner,
    correcting: true,
    ...(await proofAsked(ctx, 'partner', partner)),
    // With wrong fields mended it still stands on what its page had shown.
    base: moved?.base ?? form.old.base ?? partner.edition,
    conflict: moved?.conflict ?? null,
    masked: Object.fromEntries(personal.map(({ name }) => [name, masked(partner, name)])),
    sections: sectionList(ctx, labelled, { secret: false }),
  })
}

/** What has just been done about a bank account. */
const BANK_SAID: Record<string, string> = {
  asked: 'partners.bank_change.said.asked',
  sent: 'partners.bank_change.said.sent',
  cancelled: 'partners.bank_change.said.cancelled',
}

/** Another bank account that is on its way, or that was refused and why. */
async function bankPanel({ t }: HttpContext, partner: Partner) {
  const change = await newestBankChange(partner.id)
  if (!change || (!change.isOpen && change.status !== 'refused')) return null
  const [former, wanted] = [change.formerAccount, change.wantedAccount]
  const { verdict, label } = BANK_CHANGE_PILLS[change.status]
  return {
    status: change.status,
    is_open: change.isOpen,
    pill: { verdict, label: t(label) },
    until: change.expiresAt,
    reason: change.reason,
    rows: former && wanted ? accountRows(former, wanted, t, false) : null,
  }
}

/** Groups of validated data that Legal looks at again. */
async function pendingGroups({ t }: HttpContext, partner: Partner) {
  const changes = await pendingChanges(partner.id)
  return changes.map(({ section, status, reason }) => ({
    group: t(SECTION_LABELS[section]),
    returned: status === 'returned',
    reason,
  }))
}

async function readLines({ t }: HttpContext, partner: Partner) {
  const all = await listReads(partner)
  return all.map(({ at, name, role, field, reason }) => ({
    at,
    who: name ?? t('partners.read.gone'),
    role: role ? t(ROLE_LABELS[role]) : '',
    what: field ? t(field) : t('partners.read.page'),
    why: reason ? t(READ_REASONS[reason]) : '–',
  }))
}

function groupsOf(ctx: HttpContext, partner: Partner) {
  const groups = companyFile(partner, { t: ctx.t, language: ctx.arrival.language })
  return groups.map(({ title, items }) => ({
    title,
    items: items.filter(({ value }) => value !== '–'),
  }))
}

function masked(partner: Partner, name: (typeof COMPANY_FIELDS)[number]['name']): string {
  return maskNumber(String(partner[attributeOf(name) as keyof Partner] ?? ''))
}
