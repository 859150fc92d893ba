import { test } from '@japa/runner'
import Voucher from '#vouchers/models/voucher'
import VoucherBatch from '#vouchers/models/voucher_batch'
import { reportBatches } from '#vouchers/queries/report_batches'
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

  test('[R4.5] vouchers:report names the batch, vouchers:void ends it, and both say what is wrong', async ({
    assert,
  }) => {
    const name = `Batal ${publicId()}`
    const made = await issueHere(`--batch=${name}`, '--amount=50000', '--count=3', '--keeps-rest')
    assert.equal(made.code, 0)
    const batch = await VoucherBatch.findByOrFail('name', name)
    assert.include(batch.serialize(), { count: 3, keepsRest: true })
    const [voucher] = await Voucher.query().where({ batchId: batch.id, serial: 2 })
    assert.isTrue(voucher!.keepsRest)

    const end = (...args: string[]) =>
      aceHere(['vouchers:void', `--batch=${batch.publicId}`, ...args])
    assert.equal((await end()).code, 64)
    assert.equal((await end('--reason=dicuri di jalan', '--serial=9')).code, 1)
    assert.equal((await end('--reason=dicuri di jalan', '--serial=2')).code, 0)
    assert.equal((await end('--reason=dicuri di jalan')).code, 0)
    assert.equal((await end('--reason=dicuri di jalan')).code, 1)
    const report = (await reportBatches()).find((one) => one.batch.id === batch.id)!
    assert.include(report, { issued: 150_000, voided: 150_000, open: 0 })
  })
})
