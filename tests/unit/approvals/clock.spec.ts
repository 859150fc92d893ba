import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  dayOf,
  dueAt,
  endClock,
  pauseClock,
  readClock,
  resumeClock,
  startClock,
  type ClockFace,
} from '#approvals/clock'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test.group('The 14-day clock', () => {
  test('[R1.1] runs from submit, stands while the partner holds the ball, and shows both times', ({
    assert,
  }) => {
    let face = startClock(0)
    face = pauseClock(face, 4 * DAY)
    face = resumeClock(face, 6 * DAY)
    const reading = readClock(face, 10 * DAY)
    assert.equal(reading.usedMs, 8 * DAY)
    assert.equal(reading.leftMs, 6 * DAY)
    assert.equal(reading.pausedMs, 2 * DAY)
    assert.equal(reading.totalMs, 10 * DAY)
    assert.deepEqual(reading.pausesAfterMs, [4 * DAY])
    assert.equal(dueAt(face), 16 * DAY)
  })

  test('[R1.1] is late after fourteen days of the operator’s own', ({ assert }) => {
    const face = startClock(0)
    assert.isFalse(readClock(face, 14 * DAY).isLate)
    assert.isTrue(readClock(face, 14 * DAY + 1).isLate)
    assert.isFalse(readClock(pauseClock(face, DAY), 100 * DAY).isLate)
  })

  test('[R1.1] ended, it moves no more', ({ assert }) => {
    const face = endClock(pauseClock(startClock(0), DAY), 3 * DAY)
    assert.deepEqual(readClock(face, 3 * DAY), readClock(face, 99 * DAY))
    assert.deepEqual(pauseClock(face, 5 * DAY), face)
    assert.deepEqual(resumeClock(face, 5 * DAY), face)
    assert.deepEqual(endClock(face, 5 * DAY), face)
  })

  test('[R1.1] used and paused time add up to the total, whatever happens and in whatever order', () => {
    const step = fc.tuple(
      fc.constantFrom('pause', 'resume', 'end'),
      fc.integer({ min: 0, max: 3 * DAY })
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 0, max: 40 * DAY }),
        (steps, later) => {
          let face: ClockFace = startClock(1_000)
          let now = 1_000
          for (const [deed, wait] of steps) {
            now += wait
            face = { pause: pauseClock, resume: resumeClock, end: endClock }[deed]!(face, now)
          }
          const reading = readClock(face, now + later)
          return (
            reading.usedMs >= 0 &&
            reading.pausedMs >= 0 &&
            reading.usedMs + reading.pausedMs === reading.totalMs &&
            reading.pausedMs >= face.pausedMs
          )
        }
      )
    )
  })

  test('draws a pause after the day in which it began', ({ assert }) => {
    assert.equal(dayOf(0), 1)
    assert.equal(dayOf(4 * DAY), 4)
    assert.equal(dayOf(4 * DAY + HOUR), 4)
    assert.equal(dayOf(4 * DAY + 3 * HOUR), 5)
    assert.equal(dayOf(30 * DAY), 14)
  })
})
