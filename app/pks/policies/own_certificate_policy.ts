import { PartnerPolicy } from '#identity/authorization'

/** A partner and the own certificates; what is done to one asks who owns it in the query (R6.3). */
export default class OwnCertificatePolicy extends PartnerPolicy {
  list() {
    return true
  }

  upload() {
    return true
  }

  cancel() {
    return true
  }
}
