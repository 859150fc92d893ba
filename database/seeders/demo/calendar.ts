import type { DateTime } from 'luxon'
import { DISPLAY_ZONE } from '#shared/clock'

export type Instant = DateTime<true>

/** How long ago something happened, counted from the instant at which the demo is made. */
export interface Ago {
  days?: number
  hours?: number
  minutes?: number
}

/** The demo's times: all of them before now, in the office hours of Jakarta where people decide. */
export class Calendar {
  constructor(readonly now: Instant) {}

  ago(distance: Ago): Instant {
    return this.now.minus(distance)
  }

  /** `days` ago at `time` (`09:12`) in Jakarta; never after now. */
  daysAgo(days: number, time: string): Instant {
    const [hour, minute] = time.split(':').map(Number)
    const local = this.now
      .setZone(DISPLAY_ZONE)
      .minus({ days })
      .set({ hour, minute, second: 0, millisecond: 0 })
    const instant = local.toUTC() as Instant
    return instant < this.now ? instant : this.now
  }

  /** The first instant of the month that was `months` ago in Jakarta. */
  monthsAgo(months: number): Instant {
    return this.now.setZone(DISPLAY_ZONE).startOf('month').minus({ months }).toUTC() as Instant
  }
}
