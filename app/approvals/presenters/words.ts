import type { Translate } from '#core/words'
import { durationWords } from '#core/views/format'

/** `5 hari 4 jam tersisa` or `lewat 3 jam`. */
export function timeLeftWords(leftMs: number, t: Translate): string {
  const duration = durationWords(leftMs, t)
  return leftMs < 0
    ? t('approvals.clock.late', { duration })
    : t('approvals.clock.left', { duration })
}
