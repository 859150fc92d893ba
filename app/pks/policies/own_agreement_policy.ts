import { PartnerPolicy } from '#identity/authorization'

/** A partner and the own agreements: every query of them is narrowed to the partner (R6). */
export default class OwnAgreementPolicy extends PartnerPolicy {
  list() {
    return true
  }

  view() {
    return true
  }

  download() {
    return true
  }

  reissue() {
    return true
  }

  reply() {
    return true
  }
}
