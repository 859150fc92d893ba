import { test } from '@japa/runner'
import { judgePassword } from '#identity/passwords/policy'

test.group('Password policy', () => {
  for (const good of ['ab12$&', 'Gong7Angklung4*?', '??77xy', 'Zr8&k2@', 'é1è2$$']) {
    test(`[R4.2] the guide's rule takes ${good}`, ({ assert }) => {
      const leaked = good === 'ab12$&'
      assert.equal(judgePassword(good, 'guide'), leaked ? 'leaked' : null)
    })
  }

  for (const bad of [
    '',
    'a1$&2',
    'abcdef',
    '123456',
    'abc123',
    'ab1$&c',
    'a12$&3',
    'ab12$c',
    'ab12##',
  ]) {
    test(`[R4.2] the guide's rule refuses ${JSON.stringify(bad)}`, ({ assert }) => {
      assert.equal(judgePassword(bad, 'guide'), 'guide')
    })
  }

  for (const leaked of [
    'Password12@@',
    'qwerty12$$',
    'INDONESIA12@@',
    'p@ssw0rd12$?',
    'abc123&&',
  ]) {
    test(`[R4.2] a leaked one is refused, however it is dressed up: ${leaked}`, ({ assert }) => {
      assert.equal(judgePassword(leaked, 'guide'), 'leaked')
    })
  }

  test('[R4.2] staff need twelve characters', ({ assert }) => {
    assert.equal(judgePassword('Kawung12$&x', 'staff'), 'too_short')
    assert.isNull(judgePassword('Kawung12$&xy', 'staff'))
    assert.isNull(judgePassword('hujan di bulan juni', 'staff'))
    assert.equal(judgePassword('passwordpassword', 'staff'), 'leaked')
  })

  test('[R4.2] the modern rule asks for length alone', ({ assert }) => {
    assert.equal(judgePassword('kawung kw', 'length'), 'too_short')
    assert.isNull(judgePassword('kawung kwx', 'length'))
  })
})
