import type { DateTime } from 'luxon'
import { DISPLAY_ZONE } from '#shared/clock'

/** The months of a subscription, counted in Jakarta. */
export interface Period {
  /** `2026-11` */
  period: string
  /** The first instant of the day on which the next one is charged. */
  renewsAt: DateTime
}

/** Day of the month on which a subscription that begins now is renewed. */
export function anchorDayOf(at: DateTime): number {
  return at.setZone(DISPLAY_ZONE).day
}

/**
 * `1,3,7`: the days after the first decline on which a renewal is tried again.
 *
 * @throws for anything but whole days in rising order, the last within three weeks: the next month is not due then
 */
export function parseRetryDays(text: string): number[] {
  const days = text.split(',').map((day) => Number(day.trim()))
  const areRising = days.every((day, index) => day > (days[index - 1] ?? 0))
  if (!areRising || !days.every((day) => Number.isInteger(day) && day <= 21))
    throw new Error(`RENEWAL_RETRY_DAYS: rising days from 1 to 21, like 1,3,7; not ${text}`)
  return days
}

/**
 * When a declined renewal is tried next, or null where the grace is over. Tries that a pause of the machine
 * has swallowed are not made up for: one follows, not several.
 */
export function nextRetry(days: readonly number[], graceFrom: DateTime, now: DateTime) {
  return days.map((day) => graceFrom.plus({ days: day })).find((at) => at > now) ?? null
}

/** Until when access stays open while a renewal is tried again: a day longer than the last try takes. */
export function graceEnd(days: readonly number[], graceFrom: DateTime): DateTime {
  return graceFrom.plus({ days: (days.at(-1) ?? 0) + 1 })
}

/** The period that begins at `at`. In shorter months the last day stands in for the anchor day. */
export function periodFrom(at: DateTime, anchorDay: number): Period {
  const local = at.setZone(DISPLAY_ZONE)
  const next = local.startOf('month').plus({ months: 1 })
  const day = Math.min(anchorDay, next.daysInMonth ?? 28)
  return { period: local.toFormat('yyyy-MM'), renewsAt: next.set({ day }).startOf('day').toUTC() }
}
