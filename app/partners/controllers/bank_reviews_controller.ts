import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readForm } from '#core/http/form'
import Staff from '#identity/models/staff'
import { staffOf } from '#identity/viewer'
import {
  approveBankChange,
  checkBankChange,
  refuseBankChange,
  type BankChangeError,
} from '#partners/actions/change_bank'
import { recordRead, recordReveal } from '#partners/actions/record_read'
import { accountRows, BANK_CHANGE_PILLS, CHANNEL_LABELS } from '#partners/bank_words'
import { BANK_CHANNELS } from '#partners/models/bank_change'
import type BankChange from '#partners/models/bank_change'
import BankChangePolicy from '#partners/policies/bank_change_policy'
import { findBankChange, listBankChanges } from '#partners/queries/bank_changes'
import { bankCheckValidator, reasonValidator } from '#partners/validators/bank_change'
import { pageKey } from '#shared/address_values'
import { formatPhone } from '#shared/phone'
import type { Result } from '#shared/result'

const PROBLEMS: Record<BankChangeError['type'], string> = {
  not_found: 'partners.bank_change.problem.too_late',
  too_late: 'partners.bank_change.problem.too_late',
  own: 'partners.bank_change.problem.own',
}

/** Another bank account of a partner, as Legal and Finance see it: one checks, another approves (R2.4). */
export default class BankReviewsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('list')
    const { t } = ctx
    const isAll = ctx.request.qs().show === 'all'
    const from = pageKey(ctx.request.qs().before)
    const { lines, next } = await listBankChanges(!isAll, from)
    const here = ctx.path(isAll ? '/bank-changes?show=all' : '/bank-changes')
    return ctx.view.render('pages/partners/bank_reviews', {
      lines: lines.map(({ change, partner }) => ({
        change,
        company: partner.companyName,
        pill: pillOf(ctx, change),
      })),
      chips: [
        {
          label: t('partners.bank_change.filter_waiting'),
          href: ctx.path('/bank-changes'),
          current: !isAll,
        },
        {
          label: t('partners.bank_change.filter_all'),
          href: ctx.path('/bank-changes?show=all'),
          current: isAll,
        },
      ],
      first: from === null ? null : here,
      next: next === null ? null : `${here}${isAll ? '&' : '?'}before=${next}`,
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('view')
    const { partner } = await found(ctx)
    await recordRead(staffOf(ctx), partner, 'bank_change')
    return page(ctx)
  }

  /** Reveals both numbers, this once; the reading is logged first, and the partner sees it (R2.5). */
  async reveal(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('reveal')
    const { change, partner } = await found(ctx)
    if (!change.wanted) return page(ctx, { problem: ctx.t(PROBLEMS.too_late), status: 409 })
    await recordReveal(staffOf(ctx), partner, 'bank_account', 'bank_check')
    return page(ctx, { isShown: true })
  }

  async check(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('decide')
    const { change } = await found(ctx)
    const form = await readForm(ctx, bankCheckValidator)
    if (!form.ok) return page(ctx)
    const { channel } = form.data
    return answer(ctx, await checkBankChange({ id: change.publicId, by: staffOf(ctx), channel }))
  }

  async approve(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('decide')
    const { change } = await found(ctx)
    return answer(ctx, await approveBankChange({ id: change.publicId, by: staffOf(ctx) }))
  }

  async refuse(ctx: HttpContext) {
    await ctx.bouncer.with(BankChangePolicy).authorize('decide')
    const { change } = await found(ctx)
    const form = await readForm(ctx, reasonValidator)
    if (!form.ok) return page(ctx)
    const { reason } = form.data
    return answer(ctx, await refuseBankChange({ id: change.publicId, by: staffOf(ctx), reason }))
  }
}

async function found(ctx: HttpContext) {
  const record = await findBankChange(String(ctx.params.id))
  if (!record) throw new Exception('no such change', { status: 404 })
  return record
}

function answer(ctx: HttpContext, done: Result<unknown, BankChangeError>) {
  if (done.ok) return ctx.response.redirect(ctx.path(`/bank-changes/${ctx.params.id}`))
  const status = done.error.type === 'own' ? 403 : 409
  return page(ctx, { problem: ctx.t(PROBLEMS[done.error.type]), status })
}

async function page(
  ctx: HttpContext,
  {
    problem,
    status,
    isShown = false,
  }: { problem?: string; status?: number; isShown?: boolean } = {}
) {
  const { t } = ctx
  const { change, partner } = await found(ctx)
  if (status) ctx.response.status(status)
  ctx.response.header('cache-control', 'private, no-store')
  const names = await namesOf([change.checkedBy, change.decidedBy])
  const [former, wanted] = [change.formerAccount, change.wantedAccount]
  return ctx.view.render('pages/partners/bank_review', {
    change,
    company: partner.companyName,
    company_path: staffOf(ctx).role === 'legal' ? ctx.path(`/companies/${partner.publicId}`) : null,
    phones: [formatPhone(partner.phone), `${partner.name}: ${formatPhone(partner.mobile)}`],
    problem: problem ?? null,
    rows: former && wanted ? accountRows(former, wanted, t, isShown) : null,
    is_shown: isShown,
    pill: pillOf(ctx, change),
    channels: BANK_CHANNELS.map((value) => ({ value, label: t(CHANNEL_LABELS[value]) })),
    channel: change.checkedChannel && t(CHANNEL_LABELS[change.checkedChannel]),
    checker: change.checkedBy && (names.get(change.checkedBy) ?? '–'),
    decider: change.decidedBy && (names.get(change.decidedBy) ?? '–'),
    is_own: change.checkedBy === staffOf(ctx).publicId,
    here: ctx.path(`/bank-changes/${change.publicId}`),
  })
}

function pillOf({ t }: HttpContext, { status }: BankChange) {
  const { verdict, label } = BANK_CHANGE_PILLS[status]
  return { verdict, label: t(label) }
}

async function namesOf(ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const wanted = ids.filter((id) => id !== null)
  const staff = wanted.length > 0 ? await Staff.query().whereIn('public_id', wanted) : []
  return new Map(staff.map(({ publicId, name }) => [publicId, name]))
}
