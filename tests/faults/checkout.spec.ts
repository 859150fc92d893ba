import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { FAULT_POINTS } from '#shared/fault_points'
import { run } from '#tests/support/commands'

const faults = (...args: string[]) =>
  run(app.makePath('tests/faults/run.js'), ['checkout', ...args])

test.group('The plug is pulled in the middle of purchases', () => {
  test('[R4.7] nothing acknowledged is lost, nothing is doubled, on both databases', async ({
    assert,
  }) => {
    const { code, out, err } = await faults('--rounds', '10')
    assert.match(out, /^faults: 20 rounds, 0 lost, 0 doubled, ledger balanced$/m, out + err)
    assert.equal(code, 0)
  })

  test('the points are named, wrong usage is told, and production has none', async ({ assert }) => {
    const { code, out } = await faults('--list')
    assert.equal(code, 0)
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
      Object.keys(FAULT_POINTS)
    )
    for (const wrong of [['--rounds', '0'], ['--database', 'oracle'], ['--nonsense'], ['more']])
      assert.equal((await faults(...wrong)).code, 64, wrong.join(' '))
    const { armFaultPoint } = await import('#shared/fault_points')
    process.env.NODE_ENV = 'production'
    try {
      assert.throws(() => armFaultPoint('order.placed'))
    } finally {
      process.env.NODE_ENV = 'test'
    }
  })
})
