import { CustomerPolicy } from '#identity/authorization'

/** A customer's account: profile, numbers that pay, its end. Every query of a number is narrowed to the customer (R4.5). */
export default class OwnProfilePolicy extends CustomerPolicy {
  view() {
    return true
  }

  correct() {
    return true
  }

  keepNumbers() {
    return true
  }

  close() {
    return true
  }

  signOut() {
    return true
  }
}
