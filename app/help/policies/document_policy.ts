import { PartnerPolicy } from '#identity/authorization'

/** The integration document, filled in for the partner who reads it (R3.7). */
export default class DocumentPolicy extends PartnerPolicy {
  view() {
    return true
  }

  download() {
    return true
  }
}
