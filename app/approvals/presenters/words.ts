import type { Translate } from '#core/words'
import { durationParts } from '#core/views/format'

/** `5 hari 4 jam`, below a day `4 jam 10 menit`, below an hour `10 menit`. */
export function durationWords(ms: number, t: Translate): string {
  const { days, hours, minutes } = durationParts(ms)
  if (days > 0)
    return hours > 0
      ? t('approvals.duration.days_hours', { days, hours })
      : t('approvals.duration.days', { days })
  if (hours > 0) return t('approvals.duration.hours_minutes', { hours, minutes })
  return t('approvals.duration.minutes', { minutes })
}

/** `5 hari 4 jam tersisa` or `lewat 3 jam`. */
export function timeLeftWords(leftMs: number, t: Translate): string {
  const duration = durationWords(leftMs, t)
  return leftMs < 0
    ? t('approvals.clock.late', { duration })
    : t('approvals.clock.left', { duration })
}
