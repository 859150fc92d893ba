import { test } from '@japa/runner'
import { isPlausiblePhone, isUnreadMailbox, textHints } from '#catalogue/checks/text_rules'
import { isReservedName, readAnswer } from '#catalogue/checks/address_answer'
import type { OutboundResult } from '#shared/outbound/client'

const good = {
  name: 'Gamelan Saku',
  summary: 'Belajar gamelan Jawa dari ponsel',
  description:
    'Dua belas gending dengan notasi yang berjalan, dari lancaran sampai ladrang, untuk pemula.',
  specification: 'Peramban keluaran 2024 atau lebih baru.',
}
const rules = (texts: Partial<typeof good>) =>
  textHints({ ...good, ...texts }).map(({ field, rule, found }) => `${field} ${rule} ${found}`)

test.group('Text rules', () => {
  test('[R3.5] an honest content has nothing against it, an empty one neither', ({ assert }) => {
    assert.deepEqual(rules({}), [])
    assert.deepEqual(
      textHints({ name: null, summary: '', description: ' ', specification: null }),
      []
    )
  })

  test('[R3.5] {field}: {value}')
    .with([
      { field: 'summary', value: 'Bagus', hint: 'summary too_short 20' },
      { field: 'description', value: 'Kamus.', hint: 'description too_short 80' },
      { field: 'name', value: 'GAMELAN SAKU', hint: 'name capitals ' },
      {
        field: 'summary',
        value: 'Pesan ke 0812-5550-1178 sekarang',
        hint: 'summary contact 0812-5550-1178',
      },
      {
        field: 'summary',
        value: 'Tanya +62 274 555 0132 kapan saja',
        hint: 'summary contact +62 274 555 0132',
      },
      {
        field: 'summary',
        value: 'Kirim ke kami@nadapusaka.example',
        hint: 'summary contact kami@nadapusaka.example',
      },
      {
        field: 'summary',
        value: 'Buka https://nadapusaka.example ya',
        hint: 'summary contact https://nadapusaka.example',
      },
      {
        field: 'summary',
        value: 'Hubungi WhatsApp kami untuk pesan',
        hint: 'summary contact WhatsApp',
      },
      {
        field: 'summary',
        value: 'Slot GACOR dan togel hari ini, ayo',
        hint: 'summary words togel, gacor',
      },
    ])
    .run(({ assert }, { field, value, hint }) => {
      assert.deepEqual(rules({ [field]: value }), [hint])
    })

  test('[R3.5] what only looks alike is left alone: {$self}')
    .with([
      'Latihan TOEFL untuk pelajar SMA',
      'Sejarah kota dari 1945 sampai 2024',
      'Seratus 10.000 langkah menuju sehat',
      'Kisah judikatif dan tersesat di hutan',
    ])
    .run(({ assert }, summary) => {
      assert.deepEqual(rules({ summary }), [])
    })

  test('numbers that QA can call, and others', ({ assert }) => {
    for (const phone of [
      '0274 555 0132',
      '+62 812-5550-1178',
      '(021) 555-01789',
      '0800 155 5013',
      '14045',
      '1500123',
      '+65 6123 4567',
    ])
      assert.isTrue(isPlausiblePhone(phone), phone)
    for (const phone of [
      '0000000000',
      '08111111111',
      '12345',
      '1234567890',
      '0012',
      '99',
      '555 0132',
    ])
      assert.isFalse(isPlausiblePhone(phone), phone)
    assert.isTrue(isUnreadMailbox('no-reply@nadapusaka.example'))
    assert.isTrue(isUnreadMailbox('noreply@nadapusaka.example'))
    assert.isFalse(isUnreadMailbox('norepl.y@nadapusaka.example'))
  })
})

test.group('Address answers', () => {
  const answer = (status: number): OutboundResult => ({
    type: 'answer',
    status,
    headers: {},
    body: Buffer.alloc(0),
    timings: { connectMs: 1, totalMs: 12.4 },
    remoteAddress: '127.0.0.1',
  })
  const failed = (reason: string, seen: number | null = null): OutboundResult =>
    ({
      type: 'failed',
      reason,
      detail: '',
      seen: seen && { status: seen, headers: {}, body: Buffer.alloc(0) },
      timings: { connectMs: null, totalMs: 5 },
      remoteAddress: null,
    }) as OutboundResult
  const CASES: ['forwarding_url_production' | 'demo_url', OutboundResult, string][] = [
    ['forwarding_url_production', answer(200), 'reachable'],
    ['forwarding_url_production', answer(401), 'reachable'],
    ['forwarding_url_production', answer(422), 'reachable'],
    ['forwarding_url_production', answer(404), 'not_found'],
    ['forwarding_url_production', answer(503), 'server_error'],
    ['demo_url', answer(200), 'reachable'],
    ['demo_url', answer(403), 'refused'],
    ['demo_url', answer(410), 'not_found'],
    ['demo_url', failed('redirect', 302), 'reachable'],
    ['demo_url', failed('too_large', 200), 'reachable'],
    ['demo_url', failed('unresolvable'), 'unresolvable'],
    ['demo_url', failed('deadline'), 'timeout'],
    ['demo_url', failed('connect_timeout'), 'timeout'],
    ['demo_url', failed('tls'), 'tls'],
    ['demo_url', failed('connection_refused'), 'no_connection'],
    ['demo_url', failed('forbidden_address'), 'forbidden'],
    ['demo_url', failed('protocol'), 'unreadable'],
  ]
  for (const [field, result, outcome] of CASES) {
    const said = result.type === 'answer' ? result.status : result.reason
    test(`[R3.2] ${field} that brings ${said} is ${outcome}`, ({ assert }) => {
      assert.equal(readAnswer(field, 'https://a.example/', result).outcome, outcome)
    })
  }

  test('names that never exist are not asked for', ({ assert }) => {
    for (const url of ['https://portal.nadapusaka.example/x', 'https://a.test', 'https://invalid/'])
      assert.isTrue(isReservedName(url), url)
    for (const url of ['https://example.com/', 'https://latest.id/', 'x'])
      assert.isFalse(isReservedName(url), url)
  })
})
