/** What a handler gets to know beside its payload. */
export interface Delivery {
  /** Stable over attempts. */
  id: string
  /** 1 for the first. */
  attempt: number
}

/** Does the work of one row. Safe to rerun: it may have been killed half way before. Throws to be tried again. */
export type OutboxHandler = (payload: any, delivery: Delivery) => Promise<void>

interface Registration {
  handle: OutboxHandler
  /** How many of this kind run at once in one process. */
  concurrency: number
  /** Attempts until the row is dead and staff see it. */
  attempts: number
}

const handlers = new Map<string, Registration>()

/** Binds a kind to its handler. Done by each area's `outbox.ts`, which `start/outbox.ts` lists. */
export function registerHandler(
  kind: string,
  handle: OutboxHandler,
  options: { concurrency?: number; attempts?: number } = {}
): void {
  handlers.set(kind, {
    handle,
    concurrency: options.concurrency ?? 4,
    attempts: options.attempts ?? 12,
  })
}

export function handlerFor(kind: string): Registration | undefined {
  return handlers.get(kind)
}

export function registeredKinds(): string[] {
  return [...handlers.keys()]
}

/** Work that comes back by itself, safe to rerun. */
export interface Schedule {
  name: string
  everySeconds: number
  run: () => Promise<void>
}

const schedules = new Map<string, Schedule>()

/** Binds a schedule. Done by each area's `outbox.ts`, too. */
export function registerSchedule(schedule: Schedule): void {
  schedules.set(schedule.name, schedule)
}

export function registeredSchedules(): Schedule[] {
  return [...schedules.values()]
}
