import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock, travelBack, travelTo } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { registerHandler, type Delivery } from '#shared/outbox/handlers'
import { enqueue } from '#shared/outbox/outbox'
import { OutboxWorker } from '#shared/outbox/worker'
import { publicId } from '#shared/public_id'

/** A kind of its own for each test: other tests' rows are none of its business. */
function kindOf(handle: (payload: any, delivery: Delivery) => Promise<void>, attempts = 3): string {
  const kind = `test.${publicId()}`
  registerHandler(kind, handle, { attempts, concurrency: 4 })
  return kind
}

const rowsOf = (kind: string) => db.from('outbox').where('kind', kind).orderBy('id')

/** Runs `count` workers until every row of the kind is done or dead. */
async function work(kind: string, count = 1): Promise<void> {
  const workers = Array.from({ length: count }, () => new OutboxWorker([kind]))
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
    let calls = 0
    const kind = kindOf(async () => void calls++)
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    await rowsOf(kind).update({
      status: 'running',
      locked_by: 'alive',
      locked_until: clock.now().toMillis() + 60_000,
    })
    const worker = new OutboxWorker([kind])
    worker.start()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await worker.stop()
    assert.equal(calls, 0)
  })

  test('a failure waits longer each time and ends as a dead letter that says why', async ({
    assert,
  }) => {
    const at: number[] = []
    const kind = kindOf(async () => {
      at.push(clock.now().toMillis())
      throw new Error('the other side is down')
    })
    await transaction((trx) => enqueue(trx, { kind, payload: {} }))
    let now = clock.now()
    for (let round = 0; round < 6; round++) {
      await work(kind)
      now = now.plus({ minutes: 2 })
      travelTo(now)
    }
    const [row] = await rowsOf(kind)
    assert.equal(row.status, 'dead')
    assert.equal(row.attempts, 3)
    assert.equal(row.last_error, 'the other side is down')
    assert.lengthOf(at, 3)
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
})
