import { test } from '@japa/runner'
import { matchTotp, newTotpSecret, totpCode, totpStep, totpUri } from '#identity/second_factor/totp'

/** RFC 6238, appendix B: the key is the ASCII text `12345678901234567890`. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test.group('TOTP', () => {
  for (const [seconds, code] of [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const) {
    test(`vector of RFC 6238 at ${seconds} s`, ({ assert }) => {
      assert.equal(totpCode(SECRET, totpStep(seconds * 1000)), code.slice(2))
    })
  }

  test('one step of drift is forgiven either way, two are not', ({ assert }) => {
    const at = 1_700_000_000_000
    const step = totpStep(at)
    for (const drift of [-1, 0, 1]) {
      assert.equal(matchTotp(SECRET, totpCode(SECRET, step + drift), at, null), step + drift)
    }
    for (const drift of [-2, 2]) {
      assert.isNull(matchTotp(SECRET, totpCode(SECRET, step + drift), at, null))
    }
  })

  test('a step that was used, and one before it, are refused', ({ assert }) => {
    const at = 1_700_000_000_000
    const step = totpStep(at)
    assert.isNull(matchTotp(SECRET, totpCode(SECRET, step), at, step))
    assert.isNull(matchTotp(SECRET, totpCode(SECRET, step - 1), at, step))
    assert.equal(matchTotp(SECRET, totpCode(SECRET, step + 1), at, step), step + 1)
  })

  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', '123 456']) {
    test(`what is no code is refused: ${JSON.stringify(code)}`, ({ assert }) => {
      assert.isNull(matchTotp(SECRET, code, 1_700_000_000_000, null))
    })
  }

  test('secrets are 160 bits in base32, and differ', ({ assert }) => {
    assert.match(newTotpSecret(), /^[A-Z2-7]{32}$/)
    assert.notEqual(newTotpSecret(), newTotpSecret())
  })

  test('the address for authenticators escapes what it carries', ({ assert }) => {
    assert.equal(
      totpUri('ABC', 'a&b@c.example', 'Toko Kita'),
      'otpauth://totp/Toko%20Kita:a%26b%40c.example?secret=ABC&issuer=Toko%20Kita'
    )
  })
})
