import { PartnerPolicy } from '#identity/authorization'

/** A partner’s own reports (R7.2). */
export default class ReportPolicy extends PartnerPolicy {
  view() {
    return true
  }

  download() {
    return true
  }
}
