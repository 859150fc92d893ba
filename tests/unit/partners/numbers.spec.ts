import { test } from '@japa/runner'
import { BANKS, findBank } from '#partners/banks'
import { nikProblem, npwpAsPrinted, npwpProblem } from '#partners/numbers'

test.group('Indonesian numbers', () => {
  for (const [value, problem] of [
    ['3174051204890001', null],
    // A woman, born on the 24th.
    ['3471096406750003', null],
    ['9171017112990012', null],
    ['2171013101000001', null],
    ['0174051204890001', 'nik_province'],
    ['4174051204890001', 'nik_province'],
    ['3074051204890001', 'nik_province'],
    ['3174050004890001', 'nik_day'],
    ['3174053204890001', 'nik_day'],
    ['3174054004890001', 'nik_day'],
    ['3174057204890001', 'nik_day'],
    ['3174051200890001', 'nik_month'],
    ['3174051213890001', 'nik_month'],
    ['3174051204890000', 'nik_serial'],
  ] as const) {
    test(`[R2.1] NIK ${value} → ${problem ?? 'may be'}`, ({ assert }) => {
      assert.equal(nikProblem(value), problem)
    })
  }

  for (const [value, problem] of [
    // Public ones of large companies.
    ['010000131093000', null],
    ['010016640051000', null],
    ['010000121093000', 'npwp_check'],
    ['010000132093000', 'npwp_check'],
    ['000000000000000', 'npwp_form'],
    // The old one behind a zero, a NIK, a number given since.
    ['0010000131093000', null],
    ['0010000121093000', 'npwp_check'],
    ['3174051204890001', null],
    ['3174053204890001', 'npwp_form'],
    ['1000000000812345', null],
    ['0000000000000000', 'npwp_form'],
  ] as const) {
    test(`[R2.1] NPWP ${value} → ${problem ?? 'may be'}`, ({ assert }) => {
      assert.equal(npwpProblem(value), problem)
    })
  }

  test('[R2.1] every slip of one digit in the first nine of an old NPWP is noticed', ({
    assert,
  }) => {
    const right = '010000131093000'
    for (let at = 0; at < 9; at++) {
      for (let digit = 0; digit < 10; digit++) {
        const typed = right.slice(0, at) + digit + right.slice(at + 1)
        assert.equal(npwpProblem(typed), typed === right ? null : 'npwp_check', typed)
      }
    }
  })

  for (const [typed, code] of [
    ['BCA', '014'],
    ['bank bca', '014'],
    ['PT Bank Central Asia Tbk', '014'],
    ['PT. Bank Mandiri (Persero) Tbk.', '008'],
    ['014', '014'],
    ['Bank Syariah Indonesia', '451'],
    ['bsi', '451'],
    ['Mandiri Taspen', '564'],
    ['Bank Nusa Artha', null],
    ['999', null],
    ['', null],
    ['PT Bank', null],
  ] as const) {
    test(`[R2.1] bank ${JSON.stringify(typed)} → ${code}`, ({ assert }) => {
      assert.equal(findBank(typed)?.code ?? null, code)
    })
  }

  test('[R2.1] no code, name or short name of a bank stands for two', ({ assert }) => {
    const codes = BANKS.map(({ code }) => code)
    assert.lengthOf(new Set(codes), codes.length)
    for (const bank of BANKS) {
      assert.match(bank.code, /^\d{3}$/)
      for (const word of [bank.code, bank.name, ...(bank.aliases ?? [])]) {
        assert.equal(findBank(word)?.code, bank.code, word)
      }
    }
  })

  test('[R2.2] an NPWP is shown as on its card', ({ assert }) => {
    assert.equal(npwpAsPrinted('010000131093000'), '01.000.013.1-093.000')
    assert.equal(npwpAsPrinted('3174051204890001'), '3174 0512 0489 0001')
  })
})
