import type { DateTime } from 'luxon'
import type { Random } from '#database/factories/random'
import type { Answer, Sale, Wares } from '#database/factories/sales_book'
import { ACCEPTED } from '#database/factories/sales_book'
import type { PaymentMethodKey } from '#payments/contract'
import { DISPLAY_ZONE } from '#shared/clock'
import type { PublishedContent } from './contents.js'
import type { Calendar, Instant } from './calendar.js'
import type { DemoBuyer } from './customers.js'

/** A content on sale with how it does. */
export interface Shelf {
  text: PublishedContent
  wares: Wares
  published: Instant
}

/** How often each way of paying without a registered number is taken; numbers come before them. */
const WITHOUT_NUMBER = { delima: 3, instant_payment: 5 } as const

/** A month before those that a report shows: their bills are paid in its first. */
const MONTHS = 6

/** What a portal out of order says before it recovers. */
const BAD_GATEWAY: Answer = {
  verdict: 'failed',
  reason: 'http_502',
  status: 502,
  body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
  totalMs: 61,
}

/** Half a year of sales of one content in the production store; a little more each month. */
export function salesOf(
  shelf: Shelf,
  buyers: readonly DemoBuyer[],
  calendar: Calendar,
  random: Random
): Sale[] {
  const first = calendar.monthsAgo(MONTHS)
  const from = shelf.published > first ? shelf.published.plus({ hours: 5 }) : first
  const sales: Sale[] = []
  for (const buyer of random.shuffled(buyers)) {
    if (sales.length >= shelf.text.orders) break
    // Spread evenly but for a little, so that the months of a small partner grow steadily, too.
    const part = (sales.length + random.next()) / shelf.text.orders
    const at = momentAt(part, from, calendar.ago({ hours: 2 }))
    if (at < buyer.since) continue
    sales.push(saleTo(buyer, shelf, at, calendar, random))
  }
  return sales
}

function saleTo(
  buyer: DemoBuyer,
  { wares }: Shelf,
  at: Instant,
  calendar: Calendar,
  random: Random
): Sale {
  const outcome = random.weighted({
    fulfilled: 920,
    declined: 30,
    expired: 12,
    rejected: 8,
    returned: 30,
  })
  const stopped =
    wares.kind === 'subscription' && outcome === 'fulfilled' && random.chance(0.3)
      ? at.plus({ days: random.between(12, 130), hours: random.between(1, 9) })
      : null
  return {
    at,
    environment: 'production',
    buyer,
    wares,
    method: methodOf(buyer, random),
    outcome: settledInTime(outcome, at, calendar),
    stopped: stopped && stopped < calendar.now ? (stopped as Instant) : null,
    collected: (billed) => paidBill(billed, calendar, random),
    ...(outcome === 'fulfilled' && random.chance(0.03)
      ? { answers: [BAD_GATEWAY, BAD_GATEWAY, ACCEPTED] }
      : {}),
  }
}

/** What takes a day or more cannot have ended yet for an order of this morning. */
function settledInTime(outcome: Sale['outcome'], at: Instant, calendar: Calendar): Sale['outcome'] {
  return at > calendar.ago({ days: 2 }) ? 'fulfilled' : outcome
}

function methodOf(buyer: DemoBuyer, random: Random): PaymentMethodKey {
  if (buyer.numbers.length > 0 && random.chance(0.62)) return random.pick(buyer.numbers).method
  return random.weighted(WITHOUT_NUMBER)
}

/** Bills go out on the first and are paid until the 28th; some stay open. Null while that lies ahead. */
function paidBill(billed: DateTime, calendar: Calendar, random: Random): Instant | null {
  const due = billed
    .setZone(DISPLAY_ZONE)
    .startOf('month')
    .plus({
      months: 1,
      days: random.between(8, 27),
      hours: random.between(8, 19),
      minutes: random.between(0, 59),
    })
  const forgotten = random.chance(0.05)
  const paid = due.toUTC() as Instant
  return forgotten || paid > calendar.now ? null : paid
}

/** Rather later than earlier, and when people are awake. `part` of the way, 0 to 1. */
function momentAt(part: number, from: Instant, until: Instant): Instant {
  const span = until.toMillis() - from.toMillis()
  const moment = from.plus(Math.round(span * part ** 0.62)).setZone(DISPLAY_ZONE)
  const awake = moment.hour < 6 ? moment.plus({ hours: 7 }) : moment
  return (awake < until ? awake : moment).toUTC() as Instant
}
