import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { onWake } from './outbox.js'
import { handlerFor, registeredKinds, registeredSchedules, type Schedule } from './handlers.js'

interface Row {
  id: number
  public_id: string
  kind: string
  payload: string
  attempts: number
}

/** A row that nobody finished within this time belongs to a worker that died. */
const LEASE_MS = 120_000
/** How often an idle worker looks: what this process writes wakes it at once, this is for other processes and for time. */
const POLL_MS = 1_000
/** Schedules count in minutes and hours. */
const SCHEDULES_EVERY_MS = 5_000
const BATCH = 20
/** The worker's name of {@link drainOutbox}. */
const DRAIN = 'drain'

/** Seconds until the next attempt, by attempts made. */
const BACK_OFF_SECONDS = [2, 5, 15, 60, 300, 900, 3600]

/**
 * Takes due rows of the outbox and does them, at least once each. Several workers may run, in one
 * process or in many: a row is leased with a guarded UPDATE. `kill -9` at any moment loses nothing; the
 * lease runs out and another worker takes the row again.
 */
export class OutboxWorker {
  readonly #id = randomUUID()
  readonly #kinds: readonly string[] | undefined
  readonly #running = new Map<string, Set<Promise<void>>>()
  #stopping = false
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined
  #tick: Promise<void> | undefined
  #again = false
  #schedules: Promise<void> | undefined
  #scheduleTimer: NodeJS.Timeout | undefined

  /** @param kinds what it takes; everything, and the schedules, when left out */
  constructor(kinds?: readonly string[]) {
    this.#kinds = kinds
  }

  start(): void {
    this.#unsubscribe = onWake(() => this.wake())
    this.#timer = setInterval(() => this.wake(), POLL_MS)
    if (!this.#kinds) {
      this.#scheduleTimer = setInterval(() => this.#runSchedules(), SCHEDULES_EVERY_MS)
      this.#runSchedules()
    }
    this.wake()
  }

  /** Finishes what runs (up to `graceMs`), takes nothing new. */
  async stop(graceMs = 3_000): Promise<void> {
    this.#stopping = true
    clearInterval(this.#timer)
    clearInterval(this.#scheduleTimer)
    this.#unsubscribe?.()
    await this.#tick
    const all = [...this.#running.values()].flatMap((running) => [...running])
    if (this.#schedules) all.push(this.#schedules)
    await Promise.race([
      Promise.allSettled(all),
      new Promise((done) => setTimeout(done, graceMs).unref()),
    ])
  }

  wake(): void {
    if (this.#stopping) return
    if (this.#tick) {
      this.#again = true
      return
    }
    this.#tick = this.#round()
      .catch((error) => logger.error({ err: error }, 'outbox: round failed'))
      .finally(() => {
        this.#tick = undefined
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  async #round(): Promise<void> {
    const kinds = (this.#kinds ?? registeredKinds()).filter((kind) => this.#free(kind) > 0)
    for (const row of await lease(this.#id, kinds)) this.#run(row)
  }

  #runSchedules(): void {
    if (this.#stopping || this.#schedules) return
    this.#schedules = runDueSchedules()
      .catch((error) => logger.error({ err: error }, 'schedules: round failed'))
      .finally(() => (this.#schedules = undefined))
  }

  #free(kind: string): number {
    return (handlerFor(kind)?.concurrency ?? 0) - (this.#running.get(kind)?.size ?? 0)
  }

  #run(row: Row): void {
    const running = this.#running.get(row.kind) ?? new Set()
    this.#running.set(row.kind, running)
    const work = perform(row, this.#id).finally(() => {
      running.delete(work)
      this.wake()
    })
    running.add(work)
  }
}

/** Leases up to a batch of due rows of these kinds for `worker`. */
async function lease(worker: string, kinds: string[]): Promise<Row[]> {
  if (kinds.length === 0) return []
  const now = clock.now().toMillis()
  const isDue = (query: any) =>
    query
      .whereIn('kind', kinds)
      .where((due: any) =>
        due
          .where((fresh: any) => fresh.where('status', 'pending').where('run_at', '<=', now))
          .orWhere((stale: any) => stale.where('status', 'running').where('locked_until', '<', now))
      )
  // Most rounds find nothing: look first, so that an idle worker never takes the writer's lock.
  const waiting = await isDue(db.from('outbox')).select('id').limit(1)
  if (waiting.length === 0) return []
  return transaction(async (trx) => {
    const due = isDue(trx.from('outbox')).orderBy('run_at').orderBy('id').limit(BATCH)
    if (trx.dialect.name === 'postgres') due.forUpdate().skipLocked()
    const rows: Row[] = await due.select('id', 'public_id', 'kind', 'payload', 'attempts')
    if (rows.length === 0) return rows
    await trx
      .from('outbox')
      .whereIn(
        'id',
        rows.map((row) => row.id)
      )
      .update({ status: 'running', locked_by: worker, locked_until: now + LEASE_MS })
      .increment('attempts', 1)
    return rows.map((row) => ({ ...row, attempts: row.attempts + 1 }))
  })
}

/** Does one row that `worker` leased and writes down how it went. Never throws. */
async function perform(row: Row, worker: string): Promise<void> {
  const registration = handlerFor(row.kind)
  if (!registration) return
  try {
    // A row that ends its process each time never comes to the catch below.
    if (row.attempts > registration.attempts) throw new Error('every worker that took it ended')
    await registration.handle(JSON.parse(row.payload), { id: row.public_id, attempt: row.attempts })
    await finish(row, worker, {
      status: 'done',
      finished_at: clock.now().toMillis(),
      last_error: null,
    })
  } catch (error) {
    const dead = row.attempts >= registration.attempts
    logger.error(
      { err: error, kind: row.kind, outbox: row.public_id, attempt: row.attempts, dead },
      'outbox: attempt failed'
    )
    await finish(row, worker, {
      status: dead ? 'dead' : 'pending',
      run_at: clock.now().toMillis() + backOffMs(row.attempts),
      last_error: String((error as Error)?.message ?? error).slice(0, 2_000),
    })
  }
}

/** Only while the lease is the worker's own: one that came back too late has nothing to say any more. */
async function finish(row: Row, worker: string, outcome: Record<string, unknown>): Promise<void> {
  try {
    await db
      .from('outbox')
      .where('id', row.id)
      .where('status', 'running')
      .where('locked_by', worker)
      .update({ ...outcome, locked_by: null, locked_until: null })
  } catch (error) {
    // The lease runs out and the row is done again: at least once is what we promise.
    logger.error({ err: error, outbox: row.public_id }, 'outbox: could not write the outcome')
  }
}

function backOffMs(attempts: number): number {
  const seconds = BACK_OFF_SECONDS[Math.min(attempts, BACK_OFF_SECONDS.length) - 1] ?? 2
  return Math.round(seconds * 1000 * (0.8 + Math.random() * 0.4))
}

async function runDueSchedules(): Promise<void> {
  const now = clock.now().toMillis()
  const rows = await db.from('schedules').select('name', 'next_run_at', 'locked_until')
  const known = new Map(rows.map((row) => [row.name, row]))
  for (const schedule of registeredSchedules()) {
    const row = known.get(schedule.name)
    if (!row) await enterSchedule(schedule, now)
    else if (row.next_run_at > now || (row.locked_until ?? 0) > now) continue
    if (await claimSchedule(schedule)) await runSchedule(schedule)
  }
}

async function enterSchedule(schedule: Schedule, now: number): Promise<void> {
  await db
    .knexQuery()
    .insert({ name: schedule.name, next_run_at: now })
    .into('schedules')
    .onConflict('name')
    .ignore()
}

/** Of several workers, one gets true. */
async function claimSchedule(schedule: Schedule): Promise<boolean> {
  const now = clock.now().toMillis()
  const claimed = await db
    .from('schedules')
    .where('name', schedule.name)
    .where('next_run_at', '<=', now)
    .where((free) => free.whereNull('locked_until').orWhere('locked_until', '<=', now))
    .update({ locked_until: now + LEASE_MS })
  return Number(claimed) === 1
}

async function runSchedule(schedule: Schedule): Promise<void> {
  let failure: string | null = null
  try {
    await schedule.run()
  } catch (error) {
    failure = String((error as Error)?.message ?? error).slice(0, 2_000)
    logger.error({ err: error, schedule: schedule.name }, 'schedule failed')
  }
  const now = clock.now().toMillis()
  await db
    .from('schedules')
    .where('name', schedule.name)
    .update({
      next_run_at: now + schedule.everySeconds * 1000,
      locked_until: null,
      last_run_at: now,
      last_error: failure,
    })
}

/**
 * Does everything that is due now, one row after the other, until nothing is left; throws the first
 * failure. For tests and commands.
 *
 * @returns how many rows were done
 */
export async function drainOutbox(limit = 500): Promise<number> {
  for (let done = 0; ;) {
    const rows = await lease(DRAIN, registeredKinds())
    if (rows.length === 0) return done
    for (const row of rows) {
      await perform(row, DRAIN)
      const [after] = await db.from('outbox').where('id', row.id).select('status', 'last_error')
      if (after.status !== 'done')
        throw new Error(`outbox ${row.kind} ${row.public_id}: ${after.last_error}`)
      if (++done > limit)
        throw new Error(`outbox: more than ${limit} rows; does a handler feed itself?`)
    }
  }
}
