import { CustomerPolicy } from '#identity/authorization'

/** A customer's stars and comment; that the content was bought is held by the action (R4.4). */
export default class RatingPolicy extends CustomerPolicy {
  rate() {
    return true
  }

  report() {
    return true
  }
}
