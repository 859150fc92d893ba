import { AccountPolicy } from '#identity/authorization'

/** Everybody who is signed in reads the notices that are theirs: every query of them is narrowed to the reader. */
export default class NoticePolicy extends AccountPolicy {
  list() {
    return true
  }

  read() {
    return true
  }
}
