import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { anchorDayOf, graceEnd, nextRetry, parseRetryDays, periodFrom } from '#checkout/periods'
import { mayFollow, NEXT_STATES, ORDER_STATUSES, type OrderStatus } from '#checkout/order_states'

const at = (text: string) => DateTime.fromISO(text, { zone: 'Asia/Jakarta' })

test.group('Periods', () => {
  test('[R3.1] a month from the 23rd to the 23rd, counted in Jakarta', ({ assert }) => {
    const bought = at('2026-11-23T10:41:07')
    const { period, renewsAt } = periodFrom(bought, anchorDayOf(bought))
    assert.equal(period, '2026-11')
    assert.equal(renewsAt.setZone('Asia/Jakarta').toISO(), '2026-12-23T00:00:00.000+07:00')
    assert.equal(anchorDayOf(at('2026-12-01T01:00:00').toUTC()), 1)
  })

  test('[R3.1] the 31st is the last day of a shorter month, and the 31st again after it', ({
    assert,
  }) => {
    const days: string[] = []
    let from = at('2027-01-31T09:00:00')
    for (let month = 0; month < 4; month++) {
      from = periodFrom(from, 31).renewsAt.setZone('Asia/Jakarta')
      days.push(from.toISODate()!)
    }
    assert.deepEqual(days, ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'])
  })

  test('[R3.1] every month is charged once, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), (day) => {
        const bought = at('2026-01-01T23:30:00').plus({ days: day })
        const seen = new Set<string>()
        let next = periodFrom(bought, anchorDayOf(bought))
        for (let month = 0; month < 24; month++) {
          if (seen.has(next.period)) return false
          seen.add(next.period)
          const following = periodFrom(next.renewsAt, anchorDayOf(bought))
          if (following.renewsAt <= next.renewsAt) return false
          next = following
        }
        return true
      })
    )
  })
})

test.group('Any calendar', () => {
  const purchase = fc.record({
    day: fc.integer({ min: 0, max: 40_000 }),
    second: fc.integer({ min: 0, max: 86_399 }),
  })

  test('[R3.1] month after month without a gap, on the day of the purchase or the last day there is', () => {
    fc.assert(
      fc.property(purchase, ({ day, second }) => {
        const bought = at('2000-01-01T00:00:00').plus({ days: day, seconds: second })
        const anchorDay = anchorDayOf(bought.toUTC())
        let from: DateTime = bought.toUTC()
        for (let month = 0; month < 26; month++) {
          const { period, renewsAt } = periodFrom(from, anchorDay)
          const due = renewsAt.setZone('Asia/Jakarta')
          const expected = bought.startOf('month').plus({ months: month + 1 })
          if (period !== expected.minus({ months: 1 }).toFormat('yyyy-MM')) return false
          if (!due.hasSame(expected, 'month') || +due !== +due.startOf('day')) return false
          if (due.day !== Math.min(anchorDay, expected.daysInMonth!)) return false
          from = renewsAt
        }
        return true
      }),
      { numRuns: 60 }
    )
  })
})

test.group('Tries of a declined renewal', () => {
  const from = DateTime.fromISO('2026-12-23T00:00:00Z', { zone: 'utc' })

  test('[R7.1] days are whole, rising, and within three weeks', ({ assert }) => {
    assert.deepEqual(parseRetryDays('1,3,7'), [1, 3, 7])
    assert.deepEqual(parseRetryDays(' 2 , 21'), [2, 21])
    for (const text of ['', '0', '-1', '3,1', '2,2', '1,x', '1.5', '22', '1,,3'])
      assert.throws(() => parseRetryDays(text), /RENEWAL_RETRY_DAYS/, text)
  })

  test('[R7.1] a missed try is not made up for; after the last there is none', ({ assert }) => {
    const next = (hours: number) => nextRetry([1, 3, 7], from, from.plus({ hours }))
    const day = (days: number) => from.plus({ days }).toISO()
    assert.equal(next(0)?.toISO(), day(1))
    assert.equal(next(24)?.toISO(), day(3))
    assert.equal(next(5 * 24)?.toISO(), day(7))
    assert.isNull(next(7 * 24))
    assert.isNull(next(90 * 24))
    assert.equal(graceEnd([1, 3, 7], from).toISO(), day(8))
  })
})

test.group('Order states', () => {
  test('[R4.7] no state can be left for itself, and an order ends', ({ assert }) => {
    for (const status of ORDER_STATUSES) assert.isFalse(mayFollow(status, status))
    assert.deepEqual([...NEXT_STATES.refunded], [])
  })

  test('[R4.7] nothing that is not paid is ever fulfilled', ({ assert }) => {
    const before = ORDER_STATUSES.filter((status) => mayFollow(status, 'fulfilling'))
    assert.deepEqual(before, ['paid', 'fulfil_failed'])
    assert.deepEqual(
      ORDER_STATUSES.filter((status) => mayFollow(status, 'fulfilled')),
      ['fulfilling']
    )
    assert.deepEqual(
      ORDER_STATUSES.filter((status) => mayFollow(status, 'fulfil_failed')),
      ['fulfilling']
    )
  })

  /** Any way through the states, as long as there is one. */
  const walks = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((choices) => {
    const walk: OrderStatus[] = ['created']
    for (const choice of choices) {
      const next: readonly OrderStatus[] = NEXT_STATES[walk.at(-1)!]
      if (next.length === 0) break
      walk.push(next[choice % next.length]!)
    }
    return walk
  })
  const UNMADE: readonly OrderStatus[] = ['failed', 'expired', 'cancelled']

  test('[R4.7] on every way: paid and fulfilled once at most, given back only what had come, and nothing after that', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const times = (status: OrderStatus) => walk.filter((one) => one === status).length
        const first = (status: OrderStatus) => walk.indexOf(status)
        if (times('paid') > 1 || times('fulfilled') > 1 || times('refund_pending') > 1) return false
        if (times('fulfilling') > 0 && !(first('paid') > 0 && first('paid') < first('fulfilling')))
          return false
        // What was paid never ends as if it had not been.
        if (times('paid') > 0 && UNMADE.some((status) => times(status) > 0)) return false
        const isRefunded = times('refunded') > 0
        if (isRefunded && walk.at(-1) !== 'refunded') return false
        return !isRefunded || walk.at(-2) === 'refund_pending'
      }),
      { numRuns: 2_000 }
    )
  })

  test('[R4.7] every state is reached, and from each there is a way to an end', ({ assert }) => {
    const reached = new Set<OrderStatus>(['created'])
    for (const status of reached) for (const next of NEXT_STATES[status]) reached.add(next)
    assert.sameMembers([...reached], ORDER_STATUSES)
    const ends = new Set<OrderStatus>(['fulfilled', 'refunded', ...UNMADE])
    for (let grew = true; grew;) {
      const before = ends.size
      for (const status of ORDER_STATUSES)
        if (NEXT_STATES[status].some((next) => ends.has(next))) ends.add(status)
      grew = ends.size > before
    }
    assert.sameMembers([...ends], ORDER_STATUSES)
  })
})
