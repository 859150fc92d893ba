import { Duration } from 'luxon'

/** From submit to *disetujui*, in the operator's own time (R1.1). */
export const APPROVAL_TIME = Duration.fromObject({ days: 14 })

/** Below this much time left, a content in the queue is near its end. */
export const NEAR_THE_END = Duration.fromObject({ days: 3 })

const ALLOWED_MS = APPROVAL_TIME.toMillis()
const DAY_MS = 86_400_000

/** One stretch in which the partner held the ball, in epoch milliseconds. */
export interface Pause {
  from: number
  to: number
}

/** The approval clock of a version, in epoch milliseconds. `pausedMs` sums the `pauses` that are over. */
export interface ClockFace {
  startedAt: number
  endedAt: number | null
  pausedAt: number | null
  pausedMs: number
  pauses: Pause[]
}

export interface ClockReading {
  /** The operator's own time so far. */
  usedMs: number
  /** Of the fourteen days; negative when late. */
  leftMs: number
  /** With the partner so far. */
  pausedMs: number
  /** All that has gone by since submit. */
  totalMs: number
  isPaused: boolean
  isLate: boolean
  isOver: boolean
  /** For each pause, how much of the operator's time had been used when it began. */
  pausesAfterMs: number[]
}

/** A clock that starts now (R1.1: at *submit*). */
export function startClock(at: number): ClockFace {
  return { startedAt: at, endedAt: null, pausedAt: null, pausedMs: 0, pauses: [] }
}

/** The partner gets the ball. A clock that stands or is over stays as it is. */
export function pauseClock(face: ClockFace, at: number): ClockFace {
  if (face.pausedAt !== null || face.endedAt !== null) return face
  return { ...face, pausedAt: Math.max(at, face.startedAt) }
}

/** The operator has the ball again. */
export function resumeClock(face: ClockFace, at: number): ClockFace {
  if (face.pausedAt === null || face.endedAt !== null) return face
  const pause = { from: face.pausedAt, to: Math.max(at, face.pausedAt) }
  return {
    ...face,
    pausedAt: null,
    pausedMs: face.pausedMs + pause.to - pause.from,
    pauses: [...face.pauses, pause],
  }
}

/** The end of approval: approved, refused or withdrawn. */
export function endClock(face: ClockFace, at: number): ClockFace {
  return face.endedAt === null ? { ...resumeClock(face, at), endedAt: at } : face
}

/** What the clock shows at `now`. Used and paused time always add up to the total. */
export function readClock(face: ClockFace, now: number): ClockReading {
  const until = Math.max(face.endedAt ?? now, face.startedAt)
  const running = face.pausedAt ?? until
  const usedMs = running - face.startedAt - face.pausedMs
  let before = 0
  const pausesAfterMs = face.pauses.map((pause) => {
    const used = pause.from - face.startedAt - before
    before += pause.to - pause.from
    return used
  })
  if (face.pausedAt !== null) pausesAfterMs.push(usedMs)
  return {
    usedMs,
    leftMs: ALLOWED_MS - usedMs,
    pausedMs: until - face.startedAt - usedMs,
    totalMs: until - face.startedAt,
    isPaused: face.pausedAt !== null,
    isLate: usedMs > ALLOWED_MS,
    isOver: face.endedAt !== null,
    pausesAfterMs,
  }
}

/** When the time would run out if the clock ran from now on without another pause. */
export function dueAt(face: ClockFace): number {
  return face.startedAt + ALLOWED_MS + face.pausedMs
}

/** After which of the fourteen days a pause is drawn: 1 to 14. */
export function dayOf(usedMs: number): number {
  // A day of which less than its twentieth is used up is drawn empty: the pause stands before it.
  return Math.max(1, Math.min(14, Math.ceil(usedMs / DAY_MS - 0.05)))
}
