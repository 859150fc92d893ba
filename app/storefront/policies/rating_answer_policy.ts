import { PartnerPolicy } from '#identity/authorization'

/** Comments on a partner's own contents, and what it says to them; whose content it is is held by the query and the action (R4.4). */
export default class RatingAnswerPolicy extends PartnerPolicy {
  list() {
    return true
  }

  answer() {
    return true
  }
}
