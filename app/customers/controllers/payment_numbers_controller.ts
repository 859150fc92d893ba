import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { Exception } from '@adonisjs/core/exceptions'
import env from '#start/env'
import { formWithErrors, readForm } from '#core/http/form'
import { METHOD_LABELS, renderAccount } from '#customers/account_page'
import {
  confirmCode,
  registerNumber,
  removeNumber,
  requestCode,
  trialCode,
} from '#customers/actions/payment_numbers'
import type PaymentNumber from '#customers/models/payment_number'
import OwnProfilePolicy from '#customers/policies/own_profile_policy'
import { findOwnNumber } from '#customers/queries/find_own_number'
import { numberCodeValidator, numberValidator } from '#customers/validators/account'
import { customerOf } from '#customers/viewer'
import type { VerificationFailure } from '#payments/contract'

const MALFORMED = {
  speedy: 'customers.numbers.malformed_speedy',
  flexi_postpaid: 'customers.numbers.malformed_flexi',
  flexi_prepaid: 'customers.numbers.malformed_flexi',
} as const

/** Typed under the wrong kind, a number is told by its form: 12 digits from 1 on are Speedy's, a 0 in front is a telephone's. */
function malformed(method: keyof typeof MALFORMED, typed: string): string {
  const digits = typed.replace(/[^\d+]/g, '')
  if (method !== 'speedy' && /^1\d{11}$/.test(digits)) return 'customers.numbers.looks_speedy'
  if (method === 'speedy' && /^(0|\+62)[2-9]\d{8,10}$/.test(digits))
    return 'customers.numbers.looks_flexi'
  return MALFORMED[method]
}

const FAILURES: Record<VerificationFailure | 'too_often', string> = {
  number_unknown: 'customers.numbers.number_unknown',
  code_wrong: 'customers.numbers.code_wrong',
  code_expired: 'customers.numbers.code_expired',
  too_many_attempts: 'customers.numbers.too_many_attempts',
  unavailable: 'customers.numbers.unavailable',
  too_often: 'customers.numbers.too_often',
}

/** The numbers to which a customer's purchases may be charged: registered, then verified once (R4.5). */
export default class PaymentNumbersController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('keepNumbers')
    const customer = customerOf(ctx)
    const form = await readForm(ctx, numberValidator)
    if (!form.ok) return renderAccount(ctx, customer, { form: form.form, which: 'number' })
    const { method, number } = form.data
    const registered = await registerNumber(customer, method, number)
    const refuse = (key: string) => {
      const wrong = formWithErrors(ctx, [{ field: 'number', message: ctx.t(key) }])
      return renderAccount(ctx, customer, { form: wrong, which: 'number' })
    }
    if (!registered.ok) {
      const { type } = registered.error
      // Nobody is signed in any more: the account's page asks who it is.
      if (type === 'closed') return ctx.response.redirect(ctx.path('/account'))
      return refuse(
        type === 'malformed' ? malformed(method, number) : 'customers.numbers.not_offered'
      )
    }
    const kept = registered.value
    if (kept.verifiedAt) return ctx.response.redirect(ctx.path('/account') + '#numbers')
    const requested = await requestCode(customer, kept)
    if (requested.ok) return ctx.response.redirect(ctx.path(`/account/numbers/${kept.publicId}`))
    if (requested.error.type !== 'number_unknown') return render(ctx, kept, requested.error.type)
    await removeNumber(customer, kept)
    return refuse(FAILURES.number_unknown)
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('keepNumbers')
    return render(ctx, await ownNumber(ctx))
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('keepNumbers')
    const number = await ownNumber(ctx)
    const form = await readForm(ctx, numberCodeValidator)
    if (!form.ok) return render(ctx, number)
    const confirmed = await confirmCode(customerOf(ctx), number, form.data.code)
    if (!confirmed.ok) return render(ctx, number, confirmed.error.type)
    return ctx.response.redirect(ctx.path('/account?saved=1') + '#numbers')
  }

  async resend(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('keepNumbers')
    const number = await ownNumber(ctx)
    const requested = await requestCode(customerOf(ctx), number)
    if (!requested.ok) return render(ctx, number, requested.error.type)
    return ctx.response.redirect(ctx.path(`/account/numbers/${number.publicId}?sent=1`))
  }

  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('keepNumbers')
    await removeNumber(customerOf(ctx), await ownNumber(ctx))
    return ctx.response.redirect(ctx.path('/account') + '#numbers')
  }
}

async function ownNumber(ctx: HttpContext): Promise<PaymentNumber> {
  const number = await findOwnNumber(customerOf(ctx), String(ctx.params.id))
  if (!number) throw new Exception('no such number', { status: 404, code: 'E_NOT_FOUND' })
  return number
}

async function render(ctx: HttpContext, number: PaymentNumber, failure?: keyof typeof FAILURES) {
  if (failure) formWithErrors(ctx, [{ field: 'code', message: ctx.t(FAILURES[failure]) }])
  return ctx.view.render('pages/customers/number', {
    number: {
      id: number.publicId,
      method: ctx.t(METHOD_LABELS[number.method]),
      masked: number.masked,
      verifiedAt: number.verifiedAt,
    },
    trial_code: await trialCode(customerOf(ctx), number),
    sent_again: ctx.request.input('sent') === '1',
    // The sandbox plays the telephone, too: its page shows the codes that it "sent".
    sandbox_gateway: app.inProduction ? null : env.get('SANDBOX_GATEWAY_URL', ''),
  })
}
