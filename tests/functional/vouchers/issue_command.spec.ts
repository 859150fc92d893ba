import { execFile } from 'node:child_process'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { VoucherLedger } from '#vouchers/voucher_ledger'
import { publicId } from '#shared/public_id'

function issue(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const command = [app.makePath('ace.js'), 'vouchers:issue', ...args]
    execFile(process.execPath, command, { cwd: app.makePath() }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    )
  })
}

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
      const { code, out, err } = await issue(...flags)
      assert.equal(code, 64, flags.join(' '))
      assert.notMatch(out, /^\d{16}$/m)
      assert.include(out + err, `--${name}`)
    }
  })
})
