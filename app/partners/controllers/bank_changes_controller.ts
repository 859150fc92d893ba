import type { HttpContext } from '@adonisjs/core/http'
import {
  bankChangeOfLink,
  cancelBankChange,
  confirmBankChange,
  declineBankChange,
  resendBankChange,
} from '#partners/actions/change_bank'
import { accountRows } from '#partners/bank_words'
import Partner from '#partners/models/partner'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'
import { newestBankChange } from '#partners/queries/bank_changes'
import { partnerOf } from '#partners/viewer'

/** The partner's side of another bank account (R2.4). */
export default class BankChangesController {
  /** The mailed link: opening it shows buttons and changes nothing. */
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    const change = await bankChangeOfLink(String(ctx.params.token))
    const [former, wanted] = [change?.formerAccount, change?.wantedAccount]
    if (!change || !former || !wanted) return invalid(ctx)
    const partner = await Partner.findOrFail(change.partnerId)
    return ctx.view.render('pages/partners/bank_change', {
      company: partner.companyName,
      rows: accountRows(former, wanted, ctx.t, false),
      at: change.createdAt,
      token: ctx.params.token,
    })
  }

  async store(ctx: HttpContext) {
    const confirmed = await confirmBankChange(String(ctx.params.token))
    return confirmed.ok ? done(ctx, 'confirmed') : invalid(ctx)
  }

  async decline(ctx: HttpContext) {
    const declined = await declineBankChange(String(ctx.params.token))
    return declined.ok ? done(ctx, 'cancelled') : invalid(ctx)
  }

  async cancel(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeBank')
    const cancelled = await cancelBankChange(partnerOf(ctx))
    if (!cancelled.ok) return over(ctx)
    return ctx.response.redirect(ctx.path('/account?bank=cancelled'))
  }

  async resend(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeBank')
    const sent = await resendBankChange(partnerOf(ctx))
    if (!sent.ok) return over(ctx)
    return ctx.response.redirect(ctx.path('/account?bank=sent'))
  }
}

function done(ctx: HttpContext, outcome: 'confirmed' | 'cancelled') {
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render('pages/partners/bank_change_done', { outcome })
}

/** Nothing waits any more: what has become of it, before anybody believes that it was stopped. */
async function over(ctx: HttpContext) {
  const change = await newestBankChange(partnerOf(ctx).id)
  ctx.response.status(409)
  return ctx.view.render('pages/partners/bank_change_over', {
    status: change?.status ?? null,
    at: change?.decidedAt ?? null,
  })
}

function invalid(ctx: HttpContext) {
  ctx.response.status(410)
  return ctx.view.render('pages/partners/bank_change_invalid')
}
