import { PartnerPolicy } from '#identity/authorization'

/** A partner's own account and company data (R2.4, R2.5). */
export default class OwnCompanyPolicy extends PartnerPolicy {
  view() {
    return true
  }

  correct() {
    return true
  }

  changeBank() {
    return true
  }

  changeEmail() {
    return true
  }

  /** What is held of the company's people: seen, taken along. */
  takeData() {
    return true
  }

  erase() {
    return true
  }

  signOut() {
    return true
  }
}
