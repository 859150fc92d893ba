import { test } from '@japa/runner'
import vine, { errors } from '@vinejs/vine'
import { DateTime } from 'luxon'
import {
  bank,
  digits,
  fixedLine,
  mobile,
  pastDate,
  siup,
  tdp,
  website,
} from '#partners/validators/rules'
import { travelBack, travelTo } from '#shared/clock'

type Rule = Parameters<ReturnType<typeof vine.string>['use']>[0]

/** What a rule makes of a value: the kept value, or the name of what is wrong. */
async function judge(rule: Rule, value: string): Promise<string> {
  const validator = vine.compile(vine.object({ value: vine.string().use(rule) }))
  try {
    return (await validator.validate({ value })).value
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    return `! ${error.messages[0].rule}`
  }
}

test.group('Rules of the registration', (group) => {
  group.each.teardown(() => travelBack())

  for (const [value, kept] of [
    ['3174051204890001', '3174051204890001'],
    ['3174 0512 0489 0001', '3174051204890001'],
    ['3174.0512-0489/0001', '3174051204890001'],
    ['3174 0512 0489 00', '! digit_few'],
    ['31740512048900011', '! digit_many'],
    ['3174 0512 0489 O001', '! digit_lookalike'],
    ['3174 0512 0489 #001', '! digit_wrong'],
    ['٣١٧٤٠٥١٢٠٤٨٩٠٠٠١', '! digit_wrong'],
    ['😀174051204890001', '! digit_wrong'],
  ] as const) {
    test(`[R2] KTP ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(digits([16]), value), kept)
    })
  }

  for (const [value, kept] of [
    ['08.415.227.6-541.000', '084152276541000'],
    ['0841522765410001', '0841522765410001'],
    ['08.415.227.6-541.00', '! digit_few'],
  ] as const) {
    test(`[R2] NPWP ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(digits([15, 16]), value), kept)
    })
  }

  for (const [value, kept] of [
    ['0812 5550 1178', '081255501178'],
    ['+62 812-5550-1178', '081255501178'],
    ['62812 5550 1178', '081255501178'],
    ['0274 555 0132', '! mobile'],
    ['0812', '! mobile'],
    ['0812555011781234', '! mobile'],
  ] as const) {
    test(`[R2] Mobile ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(mobile(), value), kept)
    })
  }

  for (const [value, kept] of [
    ['(0274) 555 0132', '02745550132'],
    ['+62 21 555 0132', '0215550132'],
    ['0812 5550 1178', '! fixed_line'],
    ['5550132', '! fixed_line'],
    ['0800 555 0132', '08005550132'],
    ['1500 123', '1500123'],
    ['14045', '14045'],
  ] as const) {
    test(`[R2] Fixed Telepon ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(fixedLine(), value), kept)
    })
  }

  for (const [rule, value, kept] of [
    [siup(), '503/1187-DPMPTSP/2018', '503/1187-DPMPTSP/2018'],
    [siup(), '510/0456/436.6.11/2018', '510/0456/436.6.11/2018'],
    [siup(), 'ada', '! siup_form'],
    [siup(), 'sedang diurus', '! siup_form'],
    [siup(), '503<script>', '! siup_form'],
    [tdp(), '10.11.3.47.03318', '10.11.3.47.03318'],
    [tdp(), '101134703318', '101134703318'],
    [tdp(), '1011347033', '! tdp_form'],
    [bank(), 'bca', 'Bank Central Asia'],
    [bank(), 'Bank Nusa Artha', 'Bank Nusa Artha'],
    [bank(), '999', '! bank_unknown'],
  ] as const) {
    test(`[R2.1] ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(rule, value), kept)
    })
  }

  for (const [value, kept] of [
    ['2019-03-04', '2019-03-04'],
    ['4/3/2019', '2019-03-04'],
    ['04.03.2019', '2019-03-04'],
    ['2026-11-24', '2026-11-24'],
    ['2026-11-25', '! date_future'],
    ['2019-02-29', '! date'],
    ['31/04/2019', '! date'],
    ['0019-03-04', '! date'],
    ['kemarin', '! date'],
  ] as const) {
    test(`[R2] Tanggal Akta ${value} → ${kept}`, async ({ assert }) => {
      // Still the 23rd in UTC, already the 24th in Jakarta.
      travelTo(DateTime.fromISO('2026-11-23T18:00:00Z', { zone: 'utc' }) as DateTime<true>)
      assert.equal(await judge(pastDate(), value), kept)
    })
  }

  for (const [value, kept] of [
    ['https://nadapusaka.example', 'https://nadapusaka.example'],
    ['http://nadapusaka.example:8080/toko?a=b', 'http://nadapusaka.example:8080/toko?a=b'],
    ['nadapusaka.example', '! website'],
    ['ftp://nadapusaka.example', '! website'],
    ['javascript:alert(1)', '! website'],
    ['https://a:b@nadapusaka.example', '! website'],
    ['https://localhost', '! website'],
    ['https://', '! website'],
  ] as const) {
    test(`[R2] Website ${value} → ${kept}`, async ({ assert }) => {
      assert.equal(await judge(website(), value), kept)
    })
  }
})
