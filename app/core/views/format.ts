import { DateTime } from 'luxon'
import { DISPLAY_ZONE } from '#shared/clock'
import type { Language } from '#core/http/surfaces'
import type { Translate } from '#core/words'

type Instant = DateTime | number

/** `23 November 2026` */
export function formatDate(instant: Instant, language: Language): string {
  return local(instant, language).toFormat('d MMMM yyyy')
}

/** `10.41` (English `10:41`) */
export function formatTime(instant: Instant, language: Language): string {
  return local(instant, language).toFormat(language === 'id' ? 'HH.mm' : 'HH:mm')
}

/** `23 November 2026, 10.41 WIB` */
export function formatDateTime(instant: Instant, language: Language): string {
  return `${formatDate(instant, language)}, ${formatTime(instant, language)} WIB`
}

/** `10.41.07 WIB`: where seconds tell a story (order steps, traces). */
export function formatClock(instant: Instant, language: Language): string {
  return `${local(instant, language).toFormat(language === 'id' ? 'HH.mm.ss' : 'HH:mm:ss')} WIB`
}

function local(instant: Instant, language: Language): DateTime {
  const value = typeof instant === 'number' ? DateTime.fromMillis(instant) : instant
  return value.setZone(DISPLAY_ZONE).setLocale(language)
}

/** `5 hari 4 jam`, below a day `4 jam 10 menit`, below an hour `10 menit`. Of what is less than nothing: how much less. */
export function durationWords(ms: number, t: Translate): string {
  const all = Math.floor(Math.abs(ms) / 60_000)
  const [days, hours, minutes] = [Math.floor(all / 1440), Math.floor((all % 1440) / 60), all % 60]
  if (days > 0)
    return hours > 0
      ? t('ui.duration.days_hours', { days, hours })
      : t('ui.duration.days', { days })
  if (hours > 0)
    return minutes > 0
      ? t('ui.duration.hours_minutes', { hours, minutes })
      : t('ui.duration.hours', { hours })
  return t('ui.duration.minutes', { minutes })
}
