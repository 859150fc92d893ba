import { test } from '@japa/runner'
import {
  DECLINE_REASONS,
  type CallbackHeaders,
  type ChargeRequest,
  type PaymentMethod,
  type PaymentMethodKey,
} from '#payments/contract'

/**
 * What a method or its harness may lack; the tests about it are left out then. `closing`: a key that never arrived cannot be closed at the other side,
 * where nothing is paid by itself; `refund`: money goes back by hand.
 */
export type Lack =
  'need' | 'number' | 'voucher' | 'loss' | 'pending' | 'closing' | 'refund' | 'callbacks'

/** A method together with the strings that pull at the other side. */
export interface PaymentHarness {
  method: PaymentMethod
  /** A charge that will succeed unless something is made to go wrong. */
  request(overrides?: Partial<ChargeRequest>): ChargeRequest
  /** A charge that the other side declines. */
  declinedRequest(): ChargeRequest
  /** The next charge arrives, its answer does not. */
  loseNextAnswer?(): Promise<void>
  /** The next charge does not arrive. */
  loseNextRequest?(): Promise<void>
  /** The next charge waits for the customer. */
  makeNextPending?(): Promise<void>
  /** The customer pays; given where a charge waits for that first. */
  pay?(idemKey: string): Promise<void>
  /** Something later takes the money back: a charge-back, a reversal. */
  takeBack?(idemKey: string): Promise<void>
  /** The different callbacks that came from the other side, once all that is meant has come; some came twice, the newest first. */
  callbacks?(): Promise<{ headers: CallbackHeaders; rawBody: string }[]>
  /** The code that was sent to a number. */
  readCode?(number: string): Promise<string>
  close(): Promise<void>
}

/**
 * What every payment method keeps to, whatever stands behind it (R4.5). Run it from a spec for
 * each plug-in.
 */
export function paymentMethodContract(
  name: string,
  expected: { key: PaymentMethodKey; settles: 'billed' | 'collected'; lacks: Lack[] },
  open: () => Promise<PaymentHarness>
): void {
  test.group(`Payment method contract: ${name}`, (group) => {
    const has = (ability: Lack) => !expected.lacks.includes(ability)
    let harness: PaymentHarness
    let method: PaymentMethod

    group.each.setup(async () => {
      harness = await open()
      method = harness.method
      return () => harness.close()
    })

    /** Charged, and paid where that is the customer's to do. */
    async function charged(request: ChargeRequest) {
      const outcome = await method.charge(request)
      if (!harness.pay) return outcome
      await harness.pay(request.idemKey)
      return method.inquire(request.idemKey)
    }
    const refOf = (outcome: object) => ('ref' in outcome ? outcome.ref : null)

    test('[R4.5] says what it is', ({ assert }) => {
      assert.equal(method.key, expected.key)
      assert.equal(method.collects, expected.settles === 'billed' ? 'later' : 'at_once')
      assert.isTrue(method.isSandbox)
      assert.equal(method.needsNumber, has('number'))
      assert.equal(method.needsNumber, method.numbers !== undefined)
      assert.equal(method.needsVoucher, method.vouchers !== undefined)
      assert.equal(method.needsNumber || method.needsVoucher, has('need'))
    })

    test('[R4.5] a charge succeeds, and an inquiry agrees', async ({ assert }) => {
      const request = harness.request()
      const outcome = await charged(request)
      assert.equal(outcome.type, expected.settles)
      if (outcome.type === 'billed' || outcome.type === 'collected') assert.isNotEmpty(outcome.ref)
      assert.deepEqual(await method.inquire(request.idemKey), outcome)
    })

    test('[R4.5] the same key charges once, one after the other and at once', async ({
      assert,
    }) => {
      const request = harness.request()
      const together = await Promise.all([1, 2, 3].map(() => method.charge(request)))
      const later = await method.charge(request)
      for (const outcome of together) {
        assert.equal(outcome.type, later.type)
        assert.equal(refOf(outcome), refOf(later))
      }
    })

    test('[R4.5] different keys are different charges', async ({ assert }) => {
      const one = await method.charge(harness.request())
      const other = await method.charge(harness.request())
      assert.notDeepEqual(one, other)
    })

    test('[R4.5] the same key for another amount is a mistake of ours', async ({ assert }) => {
      const request = harness.request()
      await method.charge(request)
      await assert.rejects(() => method.charge({ ...request, amount: request.amount + 1 }))
      const standing = await method.inquire(request.idemKey)
      assert.equal(standing.type, harness.pay ? 'pending' : expected.settles)
    })

    if (has('need')) {
      test('[R4.5] a charge without what the method needs is a mistake of ours', async ({
        assert,
      }) => {
        const request = harness.request()
        await assert.rejects(() =>
          method.charge({ ...request, number: undefined, voucherCode: undefined })
        )
        assert.equal((await method.inquire(request.idemKey)).type, 'not_found')
      })
    }

    test('[R4.5] nothing is known of a key that was never charged', async ({ assert }) => {
      assert.deepEqual(await method.inquire('tidak-ada'), { type: 'not_found' })
    })

    test('[R4.5] a declined charge says why and stays declined', async ({ assert }) => {
      const request = harness.declinedRequest()
      const outcome = await method.charge(request)
      assert.equal(outcome.type, 'declined')
      if (outcome.type === 'declined') assert.include(DECLINE_REASONS, outcome.reason)
      assert.deepEqual(await method.inquire(request.idemKey), outcome)
      assert.deepEqual(await method.charge(request), outcome)
    })

    if (has('loss')) {
      test('[R4.5] a lost answer is unknown; the inquiry finds the charge', async ({ assert }) => {
        const request = harness.request()
        await harness.loseNextAnswer!()
        assert.equal((await method.charge(request)).type, 'unknown')
        const found = await method.inquire(request.idemKey)
        assert.equal(found.type, harness.pay ? 'pending' : expected.settles)
        assert.deepEqual(await method.charge(request), found)
      })
    }

    if (has('loss') && has('closing')) {
      test('[R4.5] a lost request is unknown; once cancelled it can never be charged', async ({
        assert,
      }) => {
        const request = harness.request()
        await harness.loseNextRequest!()
        assert.equal((await method.charge(request)).type, 'unknown')
        assert.equal((await method.inquire(request.idemKey)).type, 'not_found')
        assert.deepEqual(await method.cancel(request.idemKey, request.at), { type: 'cancelled' })
        assert.deepEqual(await method.cancel(request.idemKey, request.at), { type: 'cancelled' })
        assert.deepEqual(await method.charge(request), { type: 'declined', reason: 'cancelled' })
      })
    }

    test('[R4.5] a charge that stands cannot be cancelled', async ({ assert }) => {
      const request = harness.request()
      const outcome = await charged(request)
      assert.deepEqual(await method.cancel(request.idemKey, request.at), {
        type: 'settled',
        outcome,
      })
      assert.deepEqual(await method.inquire(request.idemKey), outcome)
    })

    if (has('pending')) {
      test('[R4.5] a pending charge can be cancelled', async ({ assert }) => {
        const request = harness.request()
        await harness.makeNextPending!()
        assert.equal((await method.charge(request)).type, 'pending')
        assert.equal((await method.inquire(request.idemKey)).type, 'pending')
        assert.deepEqual(await method.cancel(request.idemKey, request.at), { type: 'cancelled' })
        assert.deepEqual(await method.inquire(request.idemKey), {
          type: 'declined',
          reason: 'cancelled',
        })
      })
    }

    test('[R4.5] a refund gives back once, or is left to people', async ({ assert }) => {
      const charge = harness.request()
      await charged(charge)
      const refund = {
        idemKey: `${charge.idemKey}:refund`,
        chargeIdemKey: charge.idemKey,
        amount: charge.amount,
        reason: 'mitra menolak',
        at: charge.at,
      }
      const first = await method.refund(refund)
      if (!has('refund')) {
        assert.deepEqual(first, { type: 'declined', reason: 'refused' })
        return
      }
      assert.equal(first.type, 'refunded')
      assert.deepEqual(await method.refund(refund), first)
      assert.equal((await method.inquire(charge.idemKey)).type, 'reversed')

      const again = await method.refund({ ...refund, idemKey: `${charge.idemKey}:refund2` })
      if (again.type === 'refunded') assert.deepEqual(again, first)
      else assert.deepEqual(again, { type: 'declined', reason: 'already_reversed' })
    })

    test('[R4.5] what was not charged is not refunded', async ({ assert }) => {
      const declined = harness.declinedRequest()
      await method.charge(declined)
      for (const chargeIdemKey of [declined.idemKey, 'tidak-ada']) {
        const outcome = await method.refund({
          idemKey: `${chargeIdemKey}:refund`,
          chargeIdemKey,
          amount: declined.amount,
          reason: 'salah',
          at: declined.at,
        })
        assert.deepEqual(outcome, { type: 'declined', reason: 'not_charged' })
      }
    })

    test('[R4.5] a charge and its cancellation at once: one wins, and an inquiry agrees', async ({
      assert,
    }) => {
      const request = harness.request()
      const [outcome, ended] = await Promise.all([
        method.charge(request),
        method.cancel(request.idemKey, request.at),
      ])
      const found = await method.inquire(request.idemKey)
      if (ended.type === 'settled') assert.deepEqual(ended.outcome, found)
      else assert.equal(ended.type, 'cancelled')
      if (has('closing') && ended.type === 'cancelled')
        assert.deepEqual(found, { type: 'declined', reason: 'cancelled' })
      assert.include([found.type, 'declined'], outcome.type)
    })

    if (has('callbacks')) {
      test('[R4.5] what happens later is told, signed and in an order; it comes twice, and changed it is nothing', async ({
        assert,
      }) => {
        const request = harness.request()
        await charged(request)
        await harness.takeBack!(request.idemKey)
        const heard = await harness.callbacks!()
        const told = heard.map((one) => {
          const judged = method.verifyCallback(one.headers, one.rawBody)
          assert.deepEqual(method.verifyCallback(one.headers, one.rawBody), judged)
          assert.isTrue(judged.ok)
          return judged.ok ? judged.value : null
        })
        const last = told.reduce((one, other) => (other!.sequence > one!.sequence ? other : one))!
        assert.include(last, {
          type: 'reversed',
          idemKey: request.idemKey,
          amount: request.amount,
        })
        assert.equal(new Set(told.map((one) => one!.sequence)).size, told.length)
        assert.equal(new Set(told.map((one) => one!.id)).size, told.length)
        assert.equal((await method.inquire(request.idemKey)).type, 'reversed')

        const { headers, rawBody } = heard[0]!
        const dearer = rawBody.replaceAll(String(request.amount), String(request.amount + 1))
        for (const forged of [dearer, '{}', '', '[]', 'null', `${rawBody} x`])
          assert.isFalse(method.verifyCallback(headers, forged).ok, forged)
      })
    }

    test('[R4.5] a callback that nobody signed is refused', ({ assert }) => {
      const result = method.verifyCallback(
        { 'content-type': 'application/json' },
        '{"type":"collected"}'
      )
      assert.isFalse(result.ok)
      if (!result.ok) assert.equal(result.error.type, 'bad_signature')
    })

    if (has('voucher')) {
      test('[R4.5] voucher codes are taken as people type them, and others are no codes', ({
        assert,
      }) => {
        const { example, normalise } = method.vouchers!
        const code = normalise(example)!
        assert.isNotNull(code)
        const groups = example.split(/[ -]/)
        for (const typed of [
          code,
          example.toLowerCase(),
          `  ${groups.join(' - ')} `,
          groups.join('\u2013'),
          groups.join('  '),
        ])
          assert.equal(normalise(typed), code, typed)
        for (const typed of ['', ' ', '-', 'kode', '123', `${code}${code}`, `${code}\u0000`, '🎁'])
          assert.isNull(normalise(typed), JSON.stringify(typed))
      })
    }

    if (has('number')) {
      test('[R4.5] a number is verified by the code that was sent to it', async ({ assert }) => {
        const numbers = method.numbers!
        const number = harness.request().number!
        assert.equal(numbers.normalise(number), number)
        assert.isNull(numbers.normalise('bukan nomor'))

        assert.isFalse((await numbers.confirmNumber(number, '000000')).ok)
        assert.isTrue((await numbers.requestNumberVerification(number)).ok)
        const code = await harness.readCode!(number)
        assert.equal(await numbers.trialCode?.(number), code)
        assert.isNull(await numbers.trialCode!('1'))
        const wrong = code === '111111' ? '222222' : '111111'
        assert.deepEqual(await numbers.confirmNumber(number, wrong), {
          ok: false,
          error: { type: 'code_wrong' },
        })
        assert.isTrue((await numbers.confirmNumber(number, code)).ok)
        assert.isFalse((await numbers.confirmNumber(number, code)).ok)
        assert.isNull(await numbers.trialCode!(number))
      })
    }
  })
}
