import { test } from '@japa/runner'
import { VoucherLedger } from '#vouchers/voucher_ledger'
import { publicId } from '#shared/public_id'
import { ace, aceHere } from '#tests/support/commands'

const issue = (...args: string[]) => ace(['vouchers:issue', ...args], { database: true })
/** The same inside this process. */
const issueHere = (...args: string[]) => aceHere(['vouchers:issue', ...args])

test.group('vouchers:issue', () => {
  test('[R4.5] prints codes that pay, each once, in production only', async ({ assert }) => {
    const { code, out } = await issue('--batch=Natal 2026', '--amount=50000', '--count=2')
    assert.equal(code, 0)
    const codes = out.trim().split('\n')
    assert.lengthOf(codes, 2)
    for (const one of codes) assert.match(one, /^\d{16}$/)
    const redeem = (environment: 'production' | 'development', one: string) =>
      new VoucherLedger(environment).redeem({
        idemKey: publicId(),
        code: one,
        amount: 22_000,
        orderNo: 'X',
        at: 0,
      })
    assert.equal((await redeem('development', codes[0]!)).type, 'refused')
    assert.equal((await redeem('production', codes[0]!)).type, 'redeemed')
    assert.equal((await redeem('production', codes[0]!)).type, 'refused')
  })

  test('says what is wrong, makes nothing, and ends with 64', async ({ assert }) => {
    const good = { batch: 'Uji', amount: '50000', count: '1' }
    for (const [name, value] of [
      ['batch', 'a/b'],
      ['amount', '1.5'],
      ['count', '0'],
      ['expires', '2026-02-30'],
    ]) {
      const flags = Object.entries({ ...good, [name!]: value }).map((flag) => `--${flag.join('=')}`)
      const { code, out, err } = await (name === 'batch' ? issue : issueHere)(...flags)
      assert.equal(code, 64, flags.join(' '))
      assert.notMatch(out, /^\d{16}$/m)
      assert.include(out + err, `--${name}`)
    }
  })
})
