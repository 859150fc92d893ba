import { BasePolicy } from '@adonisjs/bouncer'
import type { Viewer } from '#identity/viewer'

const READERS: readonly Viewer['kind'][] = ['customer', 'partner', 'staff']

/** Everybody who is signed in reads the notices that are theirs: every query of them is narrowed to the reader. */
export default class NoticePolicy extends BasePolicy {
  list({ kind }: Viewer) {
    return READERS.includes(kind)
  }

  read({ kind }: Viewer) {
    return READERS.includes(kind)
  }
}
