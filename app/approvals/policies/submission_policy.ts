import { PartnerPolicy } from '#identity/authorization'

/** A partner's contents on their way: every query of them is narrowed to the partner; what their state allows is the action's (R5.1). */
export default class SubmissionPolicy extends PartnerPolicy {
  list() {
    return true
  }

  view() {
    return true
  }

  submit() {
    return true
  }

  withdraw() {
    return true
  }

  /** What is asked for while it is in approval: another test, mended addresses, words to the desks (R5.4). */
  takePart() {
    return true
  }

  endSale() {
    return true
  }
}
