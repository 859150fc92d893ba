import { payments } from '#payments/main'
import type { ReportFilter } from '#settlement/queries/partner_report'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { DateTime } from 'luxon'

const MOST_MONTHS = 24

/**
 * Reads a report's filter from an address. What is missing or makes no sense gets its default: the
 * last six months of the production store.
 */
export function readReportFilter(
  input: Record<string, unknown>,
  contents: readonly { id: number; publicId: string }[]
): ReportFilter {
  const today = clock.now().setZone(DISPLAY_ZONE).startOf('day')
  const to = earlier(day(input.to) ?? today, today)
  const earliest = to.startOf('month').minus({ months: MOST_MONTHS - 1 })
  const wished = day(input.from) ?? to.startOf('month').minus({ months: 5 })
  const from = wished > to ? to.startOf('month') : wished < earliest ? earliest : wished
  return {
    store: input.store === 'development' ? 'development' : 'production',
    from,
    to,
    contentId: contents.find((content) => content.publicId === input.content)?.id ?? null,
    method:
      payments()
        .known()
        .find((key) => key === input.method) ?? null,
  }
}

function day(value: unknown): DateTime | null {
  if (typeof value !== 'string') return null
  const parsed = DateTime.fromISO(value, { zone: DISPLAY_ZONE })
  return parsed.isValid && parsed.year > 2000 ? parsed.startOf('day') : null
}

function earlier(one: DateTime, other: DateTime): DateTime {
  return one < other ? one : other
}
