import { AuthorizationResponse } from '@adonisjs/bouncer'
import type Customer from '#customers/models/customer'
import { CustomerPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Orders of a customer: every query of them is narrowed to the customer, whose account belongs to one store (R4). */
export default class OrderPolicy extends CustomerPolicy {
  list() {
    return true
  }

  buy() {
    return true
  }

  view() {
    return true
  }

  cancel() {
    return true
  }

  stop() {
    return true
  }

  /** Ahead of its month, which is for trying out alone: in the other store there is no such thing (R4.8). */
  renew(viewer: Viewer) {
    const { environment } = viewer.user as Customer
    return environment === 'development' || AuthorizationResponse.deny('not for sale', 404)
  }
}
