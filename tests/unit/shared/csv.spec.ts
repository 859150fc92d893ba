import { test } from '@japa/runner'
import fc from 'fast-check'
import { toCsv } from '#shared/csv'

test.group('CSV', () => {
  test('[R7.2] quotes what needs it and keeps numbers as numbers', ({ assert }) => {
    assert.equal(
      toCsv([['Kas "Warung", baru', -12_883, 22_000]]),
      '\u{FEFF}"Kas ""Warung"", baru",-12883,22000\r\n'
    )
  })

  test('[R7.2] no text becomes a formula', ({ assert }) => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      assert.match(toCsv([[text]]), /^\u{FEFF}"'/u)
    }
    fc.assert(
      fc.property(fc.string(), (text) => !/^\u{FEFF}"?[=+\-@\t\r]/u.test(toCsv([[`${text}x`]])))
    )
  })
})
