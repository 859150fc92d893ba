import { dayOf, type ClockReading } from '#approvals/clock'
import { timeLeftWords } from '#approvals/presenters/words'
import { durationWords } from '#core/views/format'
import type { Translate } from '#core/words'

const DAY_MS = 86_400_000

/** Props of `@!clock`: left, used by us, with the partner, and all of it (R1.1). */
export function clockPanel(reading: ClockReading, brand: string, t: Translate) {
  const note = reading.isOver
    ? t('approvals.clock.over')
    : reading.isPaused
      ? t('approvals.clock.standing')
      : t('approvals.clock.running')
  return {
    title: t('approvals.clock.title'),
    used_days: reading.usedMs / DAY_MS,
    pauses: reading.pausesAfterMs.map((used) => ({ after_day: dayOf(used) })),
    left: timeLeftWords(reading.leftMs, t),
    note,
    late: reading.isLate,
    used_text: t('approvals.clock.used', { brand, duration: durationWords(reading.usedMs, t) }),
    paused_text:
      reading.pausedMs > 0
        ? t('approvals.clock.paused', { duration: durationWords(reading.pausedMs, t) })
        : null,
    rest_text: t('approvals.clock.rest'),
    total_text: t('approvals.clock.total', { duration: durationWords(reading.totalMs, t) }),
  }
}
