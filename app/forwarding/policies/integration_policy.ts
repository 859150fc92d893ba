import { PartnerPolicy } from '#identity/authorization'

/** The workbench of a partner: calls, scenarios and keys of the own contents (R8.1). */
export default class IntegrationPolicy extends PartnerPolicy {
  view() {
    return true
  }

  call() {
    return true
  }

  keepKeys() {
    return true
  }

  switchOn() {
    return true
  }
}
