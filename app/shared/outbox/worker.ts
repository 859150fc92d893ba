import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { clock } from '#shared/clock'
import { inBackground } from '#shared/database/background'
import { reads, transaction } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { onWake } from './outbox.js'
import { handlerFor, registeredKinds, registeredSchedules, type Schedule } from './handlers.js'

interface Row {
  id: number
  public_id: string
  kind: string
  payload: string
  attempts: number
}

/** A lease that its worker no longer renews belongs to a worker that died. */
const LEASE_MS = 120_000
/** What hangs longer than this is given up: its lease is renewed no more. */
const LONGEST_WORK_MS = 15 * 60_000
/** How often an idle worker looks: what this process writes wakes it at once, this is for other processes and for time. */
const POLL_MS = 1_000
/** Schedules count in minutes and hours. */
const SCHEDULES_EVERY_MS = 5_000
const BATCH = 20
/** The worker's name of {@link drainOutbox}. */
const DRAIN = 'drain'

/** Seconds until the next attempt, by attempts made. */
const BACK_OFF_SECONDS = [2, 5, 15, 60, 300, 900, 3600]

export interface WorkerOptions {
  /** Kinds that it takes. */
  kinds?: readonly string[]
  /** Names of the schedules that it runs. */
  schedules?: readonly string[]
  /** Milliseconds until another worker may take what this one has and does not renew. */
  leaseMs?: number
}

/**
 * Takes due rows of the outbox and does them, at least once each. Several workers may run, in one
 * process or in many: a row is leased with a guarded UPDATE. `kill -9` at any moment loses nothing; the
 * lease runs out and another worker takes the row again.
 */
export class OutboxWorker {
  readonly #id = randomUUID()
  readonly #kinds: readonly string[] | undefined
  readonly #scheduleNames: readonly string[] | undefined
  readonly #leaseMs: number
  readonly #running = new Map<string, Set<Promise<void>>>()
  #stopping = false
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined
  #tick: Promise<void> | undefined
  #again = false
  readonly #schedules = new Map<string, Promise<void>>()
  #scheduleTick: Promise<void> | undefined
  #scheduleTimer: NodeJS.Timeout | undefined

  /** Takes everything when nothing is said. */
  constructor({ kinds, schedules, leaseMs = LEASE_MS }: WorkerOptions = {}) {
    this.#kinds = kinds
    this.#scheduleNames = schedules
    this.#leaseMs = leaseMs
  }

  start(): void {
    this.#unsubscribe = onWake(() => this.wake())
    this.#timer = setInterval(() => this.wake(), POLL_MS)
    this.#scheduleTimer = setInterval(() => this.#runSchedules(), SCHEDULES_EVERY_MS)
    this.#runSchedules()
    this.wake()
  }

  /** Finishes what runs (up to `graceMs`), takes nothing new. */
  async stop(graceMs = 3_000): Promise<void> {
    this.#stopping = true
    clearInterval(this.#timer)
    clearInterval(this.#scheduleTimer)
    this.#unsubscribe?.()
    await this.#tick
    await this.#scheduleTick
    const all = [...this.#running.values()].flatMap((running) => [...running])
    all.push(...this.#schedules.values())
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
    // Kind by kind: one takes no more than it has room for, and none waits behind another.
    for (const kind of await kindsDue(this.#kinds ?? registeredKinds())) {
      const room = Math.min(BATCH, this.#free(kind))
      if (room <= 0) continue
      for (const row of await lease(this.#id, [kind], room, this.#leaseMs)) this.#run(row)
    }
  }

  /** Each on its own: one that waits for a partner or a payment service must not hold the others up. */
  #runSchedules(): void {
    if (this.#stopping || this.#scheduleTick) return
    this.#scheduleTick = this.#claimSchedules()
      .catch((error) => logger.error({ err: error }, 'schedules: round failed'))
      .finally(() => (this.#scheduleTick = undefined))
  }

  async #claimSchedules(): Promise<void> {
    for (const schedule of await dueSchedules(this.#scheduleNames)) {
      if (this.#stopping || this.#schedules.has(schedule.name)) continue
      if (!(await claimSchedule(schedule))) continue
      const run = inBackground(() => runSchedule(schedule))
        .catch((error) => logger.error({ err: error, schedule: schedule.name }, 'schedules: lost'))
        .finally(() => this.#schedules.delete(schedule.name))
      this.#schedules.set(schedule.name, run)
    }
  }

  #free(kind: string): number {
    return (handlerFor(kind)?.concurrency ?? 0) - (this.#running.get(kind)?.size ?? 0)
  }

  #run(row: Row): void {
    const running = this.#running.get(row.kind) ?? new Set()
    this.#running.set(row.kind, running)
    const work = inBackground(() => perform(row, this.#id, this.#leaseMs)).finally(() => {
      running.delete(work)
      this.wake()
    })
    running.add(work)
  }
}

const PROBE = `select cast(? as varchar(80)) as kind
  where exists (select 1 from outbox where kind = ? and status = 'pending' and run_at <= ?)
     or exists (select 1 from outbox where kind = ? and status = 'running' and locked_until < ?)`

/**
 * Those among `kinds` of which something is due: a probe of the index for each, whatever waits behind. Most rounds
 * find nothing, and then take no lock.
 */
async function kindsDue(kinds: readonly string[]): Promise<string[]> {
  if (kinds.length === 0) return []
  const now = clock.now().toMillis()
  const rows = await reads().all<{ kind: string }>(
    kinds.map(() => PROBE).join(' union all '),
    kinds.flatMap((kind) => [kind, kind, now, kind, now])
  )
  return rows.map(({ kind }) => kind)
}

function due(query: any, kinds: readonly string[], now: number) {
  return query
    .whereIn('kind', kinds)
    .where((ready: any) =>
      ready
        .where((fresh: any) => fresh.where('status', 'pending').where('run_at', '<=', now))
        .orWhere((stale: any) => stale.where('status', 'running').where('locked_until', '<', now))
    )
}

/** Leases up to `most` due rows of these kinds for `worker`, the longest due first. */
async function lease(
  worker: string,
  kinds: readonly string[],
  most: number,
  leaseMs = LEASE_MS
): Promise<Row[]> {
  if (kinds.length === 0) return []
  const now = clock.now().toMillis()
  return transaction(async (trx) => {
    const found = due(trx.from('outbox'), kinds, now).orderBy('run_at').orderBy('id').limit(most)
    if (trx.dialect.name === 'postgres') found.forUpdate().skipLocked()
    const rows: Row[] = await found.select('id', 'public_id', 'kind', 'payload', 'attempts')
    if (rows.length === 0) return rows
    await trx
      .from('outbox')
      .whereIn(
        'id',
        rows.map((row) => row.id)
      )
      .update({ status: 'running', locked_by: worker, locked_until: now + leaseMs })
      .increment('attempts', 1)
    return rows.map((row) => ({ ...row, attempts: row.attempts + 1 }))
  })
}

/**
 * Renews a lease while its work goes on.
 *
 * @param renew writes the new end of the lease, epoch milliseconds
 * @returns ends it
 */
function keepLease(renew: (until: number) => Promise<unknown>, leaseMs = LEASE_MS): () => void {
  const began = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - began > LONGEST_WORK_MS) return clearInterval(timer)
    renew(clock.now().toMillis() + leaseMs).catch((error) =>
      logger.error({ err: error }, 'outbox: could not renew a lease')
    )
  }, leaseMs / 3)
  timer.unref()
  return () => clearInterval(timer)
}

/** Does one row that `worker` leased and writes down how it went. Never throws. */
async function perform(row: Row, worker: string, leaseMs = LEASE_MS): Promise<void> {
  const registration = handlerFor(row.kind)
  if (!registration) return
  const letGo = keepLease((until) => held(row, worker).update({ locked_until: until }), leaseMs)
  try {
    // A row that ends its process each time never comes to the catch below.
    if (row.attempts > registration.attempts) throw new Error('every worker that took it ended')
    faultPoint('outbox.leased')
    await registration.handle(JSON.parse(row.payload), { id: row.public_id, attempt: row.attempts })
    faultPoint('outbox.worked')
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
  } finally {
    letGo()
  }
}

function held(row: Row, worker: string) {
  return db.from('outbox').where('id', row.id).where('status', 'running').where('locked_by', worker)
}

/** Only while the lease is the worker's own: one that came back too late has nothing to say any more. */
async function finish(row: Row, worker: string, outcome: Record<string, unknown>): Promise<void> {
  try {
    await held(row, worker).update({ ...outcome, locked_by: null, locked_until: null })
  } catch (error) {
    // The lease runs out and the row is done again: at least once is what we promise.
    logger.error({ err: error, outbox: row.public_id }, 'outbox: could not write the outcome')
  }
}

function backOffMs(attempts: number): number {
  const seconds = BACK_OFF_SECONDS[Math.min(attempts, BACK_OFF_SECONDS.length) - 1] ?? 2
  return Math.round(seconds * 1000 * (0.8 + Math.random() * 0.4))
}

async function dueSchedules(names?: readonly string[]): Promise<Schedule[]> {
  const now = clock.now().toMillis()
  const rows = await db.from('schedules').select('name', 'next_run_at', 'locked_until')
  const known = new Map(rows.map((row) => [row.name, row]))
  const found: Schedule[] = []
  for (const schedule of registeredSchedules()) {
    if (names && !names.includes(schedule.name)) continue
    const row = known.get(schedule.name)
    if (!row) await enterSchedule(schedule, now)
    else if (row.next_run_at > now || (row.locked_until ?? 0) > now) continue
    found.push(schedule)
  }
  return found
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
  const letGo = keepLease((until) =>
    db.from('schedules').where('name', schedule.name).update({ locked_until: until })
  )
  try {
    await schedule.run()
  } catch (error) {
    failure = String((error as Error)?.message ?? error).slice(0, 2_000)
    logger.error({ err: error, schedule: schedule.name }, 'schedule failed')
  } finally {
    letGo()
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
    const rows = await lease(DRAIN, registeredKinds(), BATCH)
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
