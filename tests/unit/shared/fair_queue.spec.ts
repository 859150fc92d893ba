import { test } from '@japa/runner'
import { FairQueue } from '#shared/fair_queue'

/** Work that ends when it is told to. */
function works() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const make = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name)
      ends.push(() => resolve(name))
    })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const end = async () => {
    ends.shift()!()
    await settle()
  }
  return { begun, make, end, settle }
}

test.group('A fair queue', () => {
  test('does one thing at a time, owners in turn', async ({ assert }) => {
    const queue = new FairQueue({ ofOne: 3, together: 10 })
    const { begun, make, end, settle } = works()
    const done = ['a1', 'a2', 'a3', 'b1', 'b2'].map((name) => queue.run(name[0]!, make(name)))
    await settle()
    assert.deepEqual(begun, ['a1'])
    for (let times = 0; times < 5; times++) await end()
    assert.deepEqual(begun, ['a1', 'b1', 'a2', 'b2', 'a3'])
    assert.deepEqual(
      (await Promise.all(done)).map((result) => result.ok && result.value),
      ['a1', 'a2', 'a3', 'b1', 'b2']
    )
  })

  test('refuses what finds no place, and has one again when something ended', async ({
    assert,
  }) => {
    const queue = new FairQueue({ ofOne: 2, together: 3 })
    const { begun, make, end } = works()
    const first = [queue.run('a', make('a1')), queue.run('a', make('a2'))]
    assert.deepEqual(await queue.run('a', make('a3')), { ok: false, error: { type: 'busy' } })
    first.push(queue.run('b', make('b1')))
    assert.deepEqual(await queue.run('c', make('c1')), { ok: false, error: { type: 'busy' } })
    await end()
    first.push(queue.run('c', make('c2')))
    for (let times = 0; times < 3; times++) await end()
    await Promise.all(first)
    assert.sameMembers(begun, ['a1', 'a2', 'b1', 'c2'])
  })

  test('goes on after work that fails', async ({ assert }) => {
    const queue = new FairQueue({ ofOne: 2, together: 2 })
    const failing = queue.run('a', () => Promise.reject(new Error('no')))
    const next = queue.run('a', async () => 'yes')
    await assert.rejects(() => failing, 'no')
    assert.deepEqual(await next, { ok: true, value: 'yes' })
  })
})
