import { test } from '@japa/runner'
import { LEAKED } from '#identity/passwords/leaked'
import { judgePassword } from '#identity/passwords/policy'

test.group('Password policy', () => {
  for (const good of ['ab12$&', 'Gong7Angklung4*?', '??74kw', 'Zr8&k2@', 'é1è2$$']) {
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
    'P@55w0rd99??',
    '$$dragon77',
    'sunsh1ne42@@',
    '2026Bandung&&',
    'Ayam1ayam1&&',
    'ab12$&',
    'zz99??',
    'asd456$$',
    '@@321cba',
    'Rx7$$9Rx7$$9',
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
    assert.equal(judgePassword('qwertyuiopasdf', 'staff'), 'leaked')
    assert.equal(judgePassword('abcabcabcabc', 'staff'), 'leaked')
  })

  for (const good of ['Kopi9&tubruk4?', 'bebek$2goreng7*', '7&x4$kQ', 'Sun4?Kawung&8']) {
    test(`[R4.2] a word among others is no leak: ${good}`, ({ assert }) => {
      assert.isNull(judgePassword(good, 'guide'))
    })
  }

  test('[R4.2] ten thousand leaked passwords are known, as they are and with what pleases the rule', ({
    assert,
  }) => {
    assert.isAbove(LEAKED.size, 10_000)
    const words = [...LEAKED].filter((word) => /^[a-z]{5,}$/.test(word))
    assert.isAbove(words.length, 3_000)
    for (const word of words) {
      const dressed = `${word[0]!.toUpperCase()}${word.slice(1)}26$$`
      assert.equal(judgePassword(dressed, 'guide'), 'leaked', dressed)
    }
  })

  test('[R4.2] the modern rule asks for length alone', ({ assert }) => {
    assert.equal(judgePassword('kawung kw', 'length'), 'too_short')
    assert.isNull(judgePassword('kawung kwx', 'length'))
  })
})
