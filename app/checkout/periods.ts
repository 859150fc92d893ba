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

/** The period that begins at `at`. In shorter months the last day stands in for the anchor day. */
export function periodFrom(at: DateTime, anchorDay: number): Period {
  const local = at.setZone(DISPLAY_ZONE)
  const next = local.startOf('month').plus({ months: 1 })
  const day = Math.min(anchorDay, next.daysInMonth ?? 28)
  return { period: local.toFormat('yyyy-MM'), renewsAt: next.set({ day }).startOf('day').toUTC() }
}
