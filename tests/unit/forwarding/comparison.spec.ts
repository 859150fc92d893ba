import { test } from '@japa/runner'
import { ACCEPTS, compare, REFUSES, REPEATS } from '#forwarding/comparison'

const TRX = '01KAQJ8T2M6V4ZC9XR0W5NHE7D'
const answered = (status: number, body: object | string) => ({
  answer: { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) },
  reason: 'accepted' as const,
  verdict: 'ok' as const,
  totalMs: 388,
})
const differing = (rows: ReturnType<typeof compare>) =>
  rows.filter((row) => row.differs).map((row) => row.name)

test.group('Comparison', () => {
  test('[R8.1] an answer as the contract wants it differs in nothing', ({ assert }) => {
    assert.deepEqual(
      differing(compare(answered(200, { status: 'OK', trx_id: TRX }), TRX, ACCEPTS)),
      []
    )
    const plain = { ...answered(200, 'OK'), reason: 'accepted_plain' as const }
    assert.deepEqual(differing(compare(plain, TRX, ACCEPTS)), [])
  })

  test('[R8.1] a second transaction for the same trx_id shows in status and ref', ({ assert }) => {
    const attempt = answered(200, { status: 'OK', trx_id: TRX, ref: 'NP-20912' })
    assert.deepEqual(differing(compare(attempt, TRX, { ...REPEATS, ref: 'NP-20911' })), [
      'status',
      'ref',
    ])
  })

  test('[R8.1] what must be refused passes only with 401 or 403', ({ assert }) => {
    assert.deepEqual(differing(compare(answered(401, ''), TRX, REFUSES)), [])
    assert.deepEqual(differing(compare(answered(200, { status: 'OK' }), TRX, REFUSES)), ['HTTP'])
    assert.deepEqual(differing(compare(answered(500, ''), TRX, REFUSES)), ['HTTP'])
  })

  test('[R8.1] no answer at all names its reason', ({ assert }) => {
    const lost = {
      answer: null,
      reason: 'deadline' as const,
      verdict: 'failed' as const,
      totalMs: 10_001,
    }
    const rows = compare(lost, TRX, { ...ACCEPTS, within: 10_000 })
    assert.equal(rows[0]!.received, 'deadline')
    assert.deepEqual(differing(rows), ['HTTP', 'status', 'trx_id', 'ms'])
  })
})
