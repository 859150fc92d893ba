import type { HttpContext } from '@adonisjs/core/http'
import { emptyForm, shareForm, type FormState } from '#core/http/form'
import { listDevices } from '#identity/queries/list_devices'
import type Customer from '#customers/models/customer'
import { listOwnNumbers } from '#customers/queries/find_own_number'
import { NUMBER_METHODS } from '#customers/validators/account'
import { payments } from '#payments/main'

export const METHOD_LABELS = {
  speedy: 'customers.methods.speedy',
  flexi_postpaid: 'customers.methods.flexi_postpaid',
  flexi_prepaid: 'customers.methods.flexi_prepaid',
} as const

/** The account, with one of its two forms as it was sent. */
export async function renderAccount(
  ctx: HttpContext,
  customer: Customer,
  sent?: { form: FormState; which: 'profile' | 'number' }
) {
  const { name, language } = customer
  shareForm(ctx, sent?.form ?? emptyForm())
  const offered = NUMBER_METHODS.filter((key) => payments().has(customer.environment, key))
  const numbers = await listOwnNumbers(customer)
  return ctx.view.render('pages/customers/account', {
    customer,
    profile: sent?.which === 'profile' ? sent.form.old : { name, language },
    wrong: sent?.which ?? null,
    saved: ctx.request.input('saved') === '1',
    welcome: ctx.request.input('welcome') === '1',
    numbers: numbers.map((number) => ({
      id: number.publicId,
      method: ctx.t(METHOD_LABELS[number.method]),
      masked: number.masked,
      verifiedAt: number.verifiedAt,
    })),
    methods: offered.map((key) => ({ value: key, label: ctx.t(METHOD_LABELS[key]) })),
    devices: await listDevices('customer', customer.id, ctx.session.sessionId),
  })
}
