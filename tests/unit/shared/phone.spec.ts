import { test } from '@japa/runner'
import fc from 'fast-check'
import { formatPhone, maskPhone } from '#shared/phone'

test.group('Telephone numbers', () => {
  for (const [value, shown] of [
    ['081255501178', '+62 812-5550-1178'],
    ['+62 812 5550 1178', '+62 812-5550-1178'],
    ['62812-5550-1178', '+62 812-5550-1178'],
    ['0812345678901', '+62 812-3456-78901'],
    ['0812345678', '+62 812-345-678'],
    ['02745550132', '+62 274-555-0132'],
    ['(0274) 555 0132', '+62 274-555-0132'],
    ['0215550132', '+62 21-555-0132'],
    ['02155500132', '+62 21-5550-0132'],
    ['08005550132', '0800-555-0132'],
    ['0800 12345', '0800-12345'],
    ['1500 123', '1500 123'],
    ['147', '147'],
    ['+1 212 555 0132', '+1 212 555 0132'],
    ['0155501178', '0155501178'],
    ['lewat aplikasi', 'lewat aplikasi'],
    ['', ''],
  ] as const) {
    test(`${value || 'nothing'} is shown as ${shown || 'nothing'}`, ({ assert }) => {
      assert.equal(formatPhone(value), shown)
      assert.equal(formatPhone(shown), shown)
    })
  }

  test('grouping loses no digit', ({ assert }) => {
    const digits = fc.stringMatching(/^0[2-9]\d{6,11}$/)
    fc.assert(
      fc.property(digits, (number) => {
        const bare = formatPhone(number).replace('+62 ', '0').replaceAll('-', '')
        assert.equal(bare, number)
      })
    )
  })

  test('[R2.5] masked, an area and an end are left', ({ assert }) => {
    assert.equal(maskPhone('02170060622'), '+62 21-••••-0622')
    assert.equal(maskPhone('081255501178'), '+62 812-••••-1178')
    assert.equal(maskPhone('152417000622'), '•••• 0622')
  })
})
