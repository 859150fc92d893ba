import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock, travelBack, travelTo } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { registerHandler, registerSchedule, type Delivery } from '#shared/outbox/handlers'
import { enqueue } from '#shared/outbox/outbox'
import { sweepOutbox } from '#shared/outbox/sweep'
import { OutboxWorker } from '#shared/outbox/worker'
import { publicId } from '#shared/public_id'

/** A kind of its own for each test: other tests' rows are none of its business. */
function kindOf(
  handle: (payload: any, delivery: Delivery) => Promise<void>,
  { attempts = 3, concurrency = 4 } = {}
): string {
  const kind = `test.${publicId()}`
  registerHandler(kind, handle, { attempts, concurrency })
  return kind
}

const rowsOf = (kind: string) => db.from('outbox').where('kind', kind).orderBy('id')

/** Runs `count` workers until every row of the kind is done or dead. */
async function work(kind: string, count = 1): Promise<void> {
  const workers = Array.from(
    { length: count },
    () => new OutboxWorker({ kinds: [kind], schedules: [] })
  )
  for (const worker of workers) worker.start()
  const deadline = performance.now() + 15_000
  while (performance.now() < deadline) {
    const open = await db
      .from('outbox')
      .where('kind', kind)
      .whereIn('status', ['pending', 'running'])
    const due = open.filter(({ run_at: runAt }) => Number(runAt) <= clock.now().toMillis())
    if (due.length === 0) break
    for (const worker of workers) worker.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  for (const worker of workers) await worker.stop()
}

test.group('Outbox', (group) => {
  group.each.teardown(() => travelBack())

  test('a message leaves if and only if its cause commits', async ({ assert }) => {
    const done: string[] = []
    const kind = kindOf(async ({ name }) => void done.push(name))
    await transaction((trx) => enqueue(trx, { kind, payload: { name: 'kept' } }))
    await transaction(async (trx) => {
      await enqueue(trx, { kind, payload: { name: 'dropped' } })
      throw new Error('roll back')
    }).catch(() => {})
    await work(kind)
    assert.deepEqual(done, ['kept'])
  })

  test('the same key is the same message', async ({ assert }) => {
    let calls = 0
    const kind = kindOf(async () => void calls++)
    for (let time = 0; time < 3; time++) {
      await transaction((trx) => enqueue(trx, { kind, payload: {}, dedupeKey: kind }))
    }
    await work(kind)
    assert.equal(calls, 1)
  })

  test('two workers at once do every row once', async ({ assert }) => {
    const seen: number[] = []
    const kind = kindOf(async ({ number }) => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      seen.push(number)
    })
    await transaction(async (trx) => {
      for (let number = 0; number < 40; number++) await enqueue(trx, { kind, payload: { number } })
    })
    await work(kind, 2)
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, number) => number)
    )
  })

  test('a row whose worker died is taken again, with the same id', async ({ assert }) => {
    const ids: string[] = []
    const kind = kindOf(async (_payload, { id }) => void ids.push(id))
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    const [row] = await rowsOf(kind)
    // What a worker that is killed in the middle leaves behind.
    await rowsOf(kind).update({
      status: 'running',
      attempts: 1,
      locked_by: 'dead',
      locked_until: clock.now().toMillis() - 1,
    })
    await work(kind)
    assert.deepEqual(ids, [row.public_id])
    const [after] = await rowsOf(kind)
    assert.equal(after.status, 'done')
    assert.equal(after.attempts, 2)
  })

  test('a row that another worker holds is left alone', async ({ assert }) => {
    const done: boolean[] = []
    const kind = kindOf(async ({ free }) => void done.push(free === true))
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    await rowsOf(kind).update({
      status: 'running',
      locked_by: 'alive',
      locked_until: clock.now().toMillis() + 60_000,
    })
    // The worker was there and did what was free.
    await transaction((trx) => enqueue(trx, { kind, payload: { free: true } }))
    const worker = new OutboxWorker({ kinds: [kind], schedules: [] })
    worker.start()
    await until(async () => (await rowsOf(kind)).some(({ status }) => status === 'done'))
    await worker.stop()
    assert.deepEqual(done, [true])
    assert.equal((await rowsOf(kind))[0].locked_by, 'alive')
  })

  test('a failure waits longer each time and ends as a dead letter that says why', async ({
    assert,
  }) => {
    let calls = 0
    const kind = kindOf(async () => {
      calls++
      throw new Error('the other side is down')
    })
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    const waits: number[] = []
    for (let attempt = 1; attempt <= 2; attempt++) {
      const now = clock.now()
      travelTo(now)
      await work(kind)
      const [waiting] = await rowsOf(kind)
      assert.equal(waiting.status, 'pending')
      assert.equal(waiting.attempts, attempt)
      waits.push(waiting.run_at - now.toMillis())
      await work(kind)
      assert.equal(calls, attempt, 'not before its time')
      travelTo(now.plus(waits.at(-1)!))
    }
    await work(kind)
    assert.isAbove(waits[0], 0)
    assert.isAbove(waits[1], waits[0])
    const [row] = await rowsOf(kind)
    assert.equal(row.status, 'dead')
    assert.equal(row.attempts, 3)
    assert.equal(row.last_error, 'the other side is down')
    await work(kind)
    assert.equal(calls, 3)
  })

  test('a row that ends every worker that takes it is a dead letter, too', async ({ assert }) => {
    let calls = 0
    const kind = kindOf(async () => void calls++)
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    await rowsOf(kind).update({
      status: 'running',
      attempts: 3,
      locked_by: 'dead',
      locked_until: clock.now().toMillis() - 1,
    })
    await work(kind)
    const [row] = await rowsOf(kind)
    assert.equal(row.status, 'dead')
    assert.equal(calls, 0)
  })

  test('a message for later waits for its time', async ({ assert }) => {
    let calls = 0
    const kind = kindOf(async () => void calls++)
    await transaction((trx) =>
      enqueue(trx, { kind, payload: {}, runAt: clock.now().plus({ hours: 1 }) })
    )
    await work(kind)
    assert.equal(calls, 0)
    travelTo(clock.now().plus({ hours: 2 }))
    await work(kind)
    assert.equal(calls, 1)
  })

  test('no more of a kind run at once than it has room for, and another kind does not wait behind it', async ({
    assert,
  }) => {
    let atOnce = 0
    let most = 0
    const narrow = kindOf(
      async () => {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setTimeout(resolve, 10))
        atOnce--
      },
      { concurrency: 2 }
    )
    let others = 0
    const other = kindOf(async () => void others++)
    await transaction(async (trx) => {
      for (let index = 0; index < 30; index++) await enqueue(trx, { kind: narrow, payload: {} })
      await enqueue(trx, { kind: other, payload: {} })
    })
    const worker = new OutboxWorker({ kinds: [narrow, other], schedules: [] })
    worker.start()
    await until(() => others === 1)
    const [{ count }] = await rowsOf(narrow)
      .clearOrder()
      .where('status', 'done')
      .count('* as count')
    await until(async () => (await rowsOf(narrow)).every(({ status }) => status === 'done'))
    await worker.stop()
    assert.equal(most, 2)
    assert.isBelow(Number(count), 30)
  })

  test('a worker that is slow keeps its lease', async ({ assert }) => {
    let calls = 0
    let finish = () => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const kind = kindOf(async () => {
      calls++
      await finished
    })
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    const options = { kinds: [kind], schedules: [], leaseMs: 9_000 }
    const workers = [new OutboxWorker(options), new OutboxWorker(options)]
    for (const worker of workers) worker.start()
    const began = clock.now().toMillis()
    await until(async () => {
      const [row] = await rowsOf(kind)
      return Number(row.locked_until) > began + 9_500
    })
    finish()
    await until(async () => (await rowsOf(kind))[0].status === 'done')
    for (const worker of workers) await worker.stop()
    assert.equal(calls, 1)
  })

  test('a schedule that hangs holds no other up, and does not run beside itself', async ({
    assert,
  }) => {
    const [slow, quick] = [`test.${publicId()}`, `test.${publicId()}`]
    let finish = () => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const calls = { slow: 0, quick: 0 }
    registerSchedule({
      name: slow,
      everySeconds: 0,
      run: async () => {
        calls.slow++
        await finished
      },
    })
    registerSchedule({ name: quick, everySeconds: 3600, run: async () => void calls.quick++ })
    const workers = [1, 2].map(() => new OutboxWorker({ kinds: [], schedules: [slow, quick] }))
    for (const worker of workers) worker.start()
    await until(() => calls.quick === 1)
    assert.deepEqual(calls, { slow: 1, quick: 1 })
    finish()
    for (const worker of workers) await worker.stop()
  })

  test('what was done long ago is forgotten, but for keys; what waits or died stays', async ({
    assert,
  }) => {
    const kind = kindOf(async () => {})
    await transaction(async (trx) => {
      await enqueue(trx, { kind, payload: {} })
      await enqueue(trx, { kind, payload: {}, dedupeKey: publicId() })
    })
    await work(kind)
    await transaction((trx) => enqueue(trx, { kind, payload: { waits: true } }))
    travelTo(clock.now().plus({ days: 29 }))
    await sweepOutbox()
    assert.lengthOf(await rowsOf(kind), 3)
    travelTo(clock.now().plus({ days: 2 }))
    await sweepOutbox()
    const left = await rowsOf(kind)
    assert.lengthOf(left, 2)
    assert.isNotNull(left[0].dedupe_key)
    assert.equal(left[1].status, 'pending')
  })
})

/** Waits for something to come true; the test's own limit ends a wait in vain. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
