import type { HttpContext } from '@adonisjs/core/http'
import { activate, showActivation, type ActivationDesk } from '#identity/activation/desk'
import { activateCustomer } from '#customers/actions/activate_customer'
import type Customer from '#customers/models/customer'
import CustomerRegistration from '#customers/models/customer_registration'
import { clock } from '#shared/clock'

const DESK: ActivationDesk<Customer> = {
  kind: 'customer',
  purpose: 'customer.activate',
  view: 'pages/customers/activate',
  invalidView: 'pages/customers/activate_invalid',
  home: '/account?welcome=1',
  find: async (ctx, id) => {
    const registration = await CustomerRegistration.find(id)
    // In the wrong store a link is nothing, and stays good for the right one.
    if (registration?.environment !== ctx.storeEnvironment) return null
    if (!registration.isWaiting(clock.now())) return null
    const { email, name, password } = registration.open()
    const shown = { email, name, at: registration.createdAt }
    return { publicId: registration.publicId, passwordHash: password, shown }
  },
  activate: activateCustomer,
}

/** The mailed link (R4.2): opening it shows a button, pressing that activates. */
export default class ActivationsController {
  show(ctx: HttpContext) {
    return showActivation(ctx, DESK)
  }

  store(ctx: HttpContext) {
    return activate(ctx, DESK)
  }
}
