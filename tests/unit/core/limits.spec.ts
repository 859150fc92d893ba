import { test } from '@japa/runner'
import { networkOf } from '#core/limits'

test.group('Limits per address', () => {
  for (const [ip, counted] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ] as const) {
    test(`${ip || 'nothing'} is counted as ${counted || 'itself'}`, ({ assert }) => {
      assert.equal(networkOf(ip), counted)
    })
  }

  test('what is no address makes no key that the database refuses', ({ assert }) => {
    assert.isAtMost(networkOf('x'.repeat(5_000)).length, 100)
  })
})
