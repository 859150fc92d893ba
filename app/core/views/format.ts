import { DateTime } from 'luxon'
import { DISPLAY_ZONE } from '#shared/clock'
import type { Language } from '#core/http/surfaces'

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

/** `5 hari 4 jam`, in the reader's words; below an hour in minutes. */
export function durationParts(ms: number): { days: number; hours: number; minutes: number } {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  return {
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
  }
}
