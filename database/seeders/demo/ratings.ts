import type { Trx } from '#shared/database/main'
import { travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import type { Random } from '#database/factories/random'
import { insertRows, type Row } from '#database/factories/rows'
import type { Sale } from '#database/factories/sales_book'
import { COMMENTS, SHORT_COMMENTS, type Comment } from './comments.js'
import type { Calendar, Instant } from './calendar.js'
import type { Shelf } from './sales.js'

interface Given {
  at: Instant
  sale: Sale
  stars: number
  comment: string | null
  answer: string | null
}

/** Ratings by buyers alone, some with a comment, some of those answered (R4.4); and the figures on cards and pages with them. */
export async function seedRatings(
  trx: Trx,
  {
    shelves,
    sales,
    calendar,
    random,
  }: { shelves: readonly Shelf[]; sales: readonly Sale[]; calendar: Calendar; random: Random }
): Promise<void> {
  const given = shelves.flatMap((shelf) => {
    const bought = sales.filter(
      ({ wares, outcome }) => wares === shelf.wares && outcome === 'fulfilled'
    )
    return ratingsOf(shelf, bought, calendar, random)
  })
  given.sort((one, other) => one.at.toMillis() - other.at.toMillis())
  await insertRows(trx, 'ratings', given.map(rowOf))
  for (const { wares } of shelves) {
    const stars = given.filter(({ sale }) => sale.wares === wares).map((one) => one.stars)
    if (stars.length > 0) await writeFigures(trx, wares.contentId, stars)
  }
}

function ratingsOf(
  { text }: Shelf,
  bought: readonly Sale[],
  calendar: Calendar,
  random: Random
): Given[] {
  const raters = random.shuffled(bought).slice(0, Math.ceil(bought.length * 0.62))
  const times = raters
    .map(
      ({ at }) => at.plus({ days: random.between(1, 20), hours: random.between(1, 12) }) as Instant
    )
    .map((at, index) =>
      at < calendar.now ? at : (raters[index]!.at.plus({ minutes: 40 }) as Instant)
    )
  const newestFirst = raters
    .map((sale, index) => ({ sale, at: times[index]! }))
    .sort((one, other) => other.at.toMillis() - one.at.toMillis())
  const comments = [...(COMMENTS[text.key] ?? [])]
  return newestFirst.map(({ sale, at }): Given => {
    const written: Comment | undefined = random.chance(0.5) ? comments.shift() : undefined
    const stars = written?.stars ?? starsAround(text.stars, random)
    const short = !written && random.chance(0.16) ? random.pick(SHORT_COMMENTS[stars]!) : null
    return { at, sale, stars, comment: written?.text ?? short, answer: written?.answer ?? null }
  })
}

/** One to five, about `mean` on average. */
function starsAround(mean: number, random: Random): number {
  const below = 5 - mean
  if (random.chance(1 - below * 0.72)) return 5
  return random.weighted({ '4': 74, '3': 19, '2': 5, '1': 2 }) === '4'
    ? 4
    : Number(random.weighted({ '3': 70, '2': 22, '1': 8 }))
}

function rowOf({ at, sale, stars, comment, answer }: Given): Row {
  travelTo(at)
  const answeredAt = answer ? at.plus({ hours: 19 }).toMillis() : null
  return {
    public_id: publicId(),
    content_id: sale.wares.contentId,
    customer_id: sale.buyer.id,
    stars,
    comment,
    answer,
    answered_at: answeredAt,
    hidden: 0,
    created_at: at.toMillis(),
    updated_at: answeredAt ?? at.toMillis(),
  }
}

async function writeFigures(trx: Trx, contentId: number, stars: number[]): Promise<void> {
  const sum = stars.reduce((total, one) => total + one, 0)
  await trx
    .from('contents')
    .where('id', contentId)
    .update({ rating_count: stars.length, rating_sum: sum })
  await trx
    .from('listings')
    .where({ environment: 'production', content_id: contentId })
    .update({ rating_count: stars.length, rating_tenths: Math.round((sum * 10) / stars.length) })
}
