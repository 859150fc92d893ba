import type { ContentValues } from '#catalogue/models/content_version'
import type { Answer } from '#database/factories/sales_book'
import type { DemoStaff } from './staff.js'
import type { Calendar, Instant } from './calendar.js'
import type { UNDER_WAY } from './contents_under_way.js'
import { KAS_WARUNG_2 } from './contents_under_way.js'
import type { Journey } from './journey.js'

/** What is under way, and what sells already while a new version is. */
export type StoryKey = keyof typeof UNDER_WAY | 'kas-warung' | 'tembang-dolanan'

/** What the stories need: a journey for a content, and what its partner fills in. */
export interface Stage {
  calendar: Calendar
  staff: DemoStaff
  journey: (key: StoryKey) => Journey
  fields: (key: StoryKey) => ContentValues
}

const WRONG_TRX: Answer = {
  verdict: 'failed',
  reason: 'wrong_trx_id',
  status: 200,
  body: '{"status":"OK","trx_id":"01KAQJ8T2M6V4ZC9XR0W5NHE7X","ref":"NP-20912"}',
  totalMs: 388,
}
const SERVER_ERROR: Answer = {
  verdict: 'failed',
  reason: 'http_500',
  status: 500,
  body: '{"message":"galat"}',
  totalMs: 97,
}
const NO_ANSWER: Answer = {
  verdict: 'failed',
  reason: 'deadline',
  status: null,
  body: '',
  totalMs: 10_004,
}

/** Everything that is under way, each content for another reason. */
export async function tellStories(stage: Stage): Promise<void> {
  await waitingForRetest(stage)
  await toBeCorrected(stage)
  await toBeCorrectedForLegal(stage)
  await justSubmitted(stage)
  await drafts(stage)
  await newVersionOfKasWarung(stage)
  await late(stage)
  await inTheQueue(stage)
  await waitingForTestPurchase(stage)
  await refused(stage)
  await withdrawn(stage)
  await approved(stage)
}

/** Suling Sunda: everything approved but FAB, which failed once; a newer purchase passed, so the ball is with the partner. */
async function waitingForRetest({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const suling = journey('suling')
  await suling.save(calendar.daysAgo(14, '09:51'), fields('suling'))
  await suling.submit(calendar.daysAgo(14, '10:20'))
  await suling.claim(calendar.daysAgo(13, '09:02'), 'legal', staff.wulan)
  await suling.claim(calendar.daysAgo(12, '13:45'), 'qa_content', staff.yudha)
  await suling.refuse(calendar.daysAgo(10, '11:05'), 'legal', staff.wulan, {
    decision: 'needs_correction',
    reason: 'number_invalid',
    instruction:
      'Nomor SK pendirian di formulir berbeda dengan akta. Perbaiki nomornya di data perusahaan, lalu kirim ulang.',
    failed: 'company_name',
    note: 'Nomor SK di formulir 0012354, di akta 0012345',
  })
  await suling.save(calendar.daysAgo(8, '19:31'), fields('suling'), false)
  await suling.submit(calendar.daysAgo(8, '19:40'))
  await suling.approve(calendar.daysAgo(6, '10:12'), 'legal', staff.wulan)
  await suling.approve(calendar.daysAgo(5, '15:31'), 'qa_content', staff.yudha)
  await suling.buy(calendar.daysAgo(3, '13:48'), [WRONG_TRX])
  await suling.openFab()
  await suling.refuse(calendar.daysAgo(3, '14:30'), 'qa_fab', staff.yudha, {
    decision: 'refused',
    reason: 'wrong_answer',
    instruction:
      'Jawaban portal Anda memuat trx_id yang lain. Jawab dengan trx_id dari permintaan, lalu ulangi pembelian uji.',
    failed: 'answer',
    note: 'trx_id jawaban berbeda dengan permintaan',
  })
  await suling.buy(calendar.daysAgo(1, '20:05'))
}

async function toBeCorrected({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const sape = journey('sape')
  await sape.save(calendar.daysAgo(9, '15:10'), fields('sape'))
  await sape.submit(calendar.daysAgo(9, '15:32'))
  await sape.buy(calendar.daysAgo(9, '15:50'), [SERVER_ERROR])
  await sape.buy(calendar.daysAgo(8, '08:14'))
  await sape.claim(calendar.daysAgo(8, '10:20'), 'legal', staff.arif)
  await sape.claim(calendar.daysAgo(7, '09:15'), 'qa_content', staff.maya)
  await sape.refuse(calendar.daysAgo(4, '16:02'), 'qa_content', staff.maya, {
    decision: 'needs_correction',
    reason: 'care_unreachable',
    instruction:
      'Layanan pelanggan tidak menjawab tiga kali malam hari. Pastikan nomor 24 jam aktif atau ganti nomornya, lalu kirim ulang.',
    failed: 'care_phone',
    note: 'Dihubungi 22.10, 23.40, dan 05.20 WIB tanpa jawaban',
  })
}

/** Tanya Bidan: Legal asked, so it stands among those that are with the partner. */
async function toBeCorrectedForLegal({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const bidan = journey('bidan')
  await bidan.save(calendar.daysAgo(11, '13:05'), fields('bidan'))
  await bidan.submit(calendar.daysAgo(11, '13:30'))
  await bidan.claim(calendar.daysAgo(9, '10:02'), 'legal', staff.wulan)
  await bidan.refuse(calendar.daysAgo(5, '11:48'), 'legal', staff.wulan, {
    decision: 'needs_correction',
    reason: 'not_entitled',
    instruction:
      'Lampirkan persetujuan bidan yang namanya disebut, atau hapus namanya dari deskripsi, lalu kirim ulang.',
    failed: 'pks_draft',
    note: 'Nama bidan disebut tanpa persetujuan tertulis',
  })
}

async function justSubmitted({ calendar, journey, fields }: Stage): Promise<void> {
  const sasando = journey('sasando')
  await sasando.save(calendar.ago({ hours: 7 }), fields('sasando'))
  await sasando.submit(calendar.ago({ hours: 6 }))
}

async function drafts({ calendar, journey, fields }: Stage): Promise<void> {
  const half = fields('kendang')
  await journey('kendang').save(calendar.daysAgo(3, '21:12'), {
    ...half,
    specification: null,
    price: null,
    forwardingUrlProduction: null,
    redirectUrlProduction: null,
    demoUrl: null,
  })
  await journey('tempel').save(calendar.daysAgo(4, '11:40'), fields('tempel'))
}

/** Kas Warung sells as version 1 while version 2 asks for another price: Legal is at it. */
async function newVersionOfKasWarung({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const kas = journey('kas-warung')
  const submitted = calendar.ago({ days: 12, hours: 18 })
  await kas.save(submitted.minus({ minutes: 25 }) as Instant, {
    ...fields('kas-warung'),
    ...KAS_WARUNG_2,
  })
  await kas.submit(submitted)
  await kas.buy(submitted.plus({ hours: 1 }) as Instant)
  await kas.claim(calendar.daysAgo(9, '13:20'), 'qa_content', staff.maya)
  await kas.approve(calendar.daysAgo(7, '11:47'), 'qa_content', staff.maya)
  await kas.claim(calendar.daysAgo(2, '15:50'), 'legal', staff.wulan)
  await kas.examine(
    calendar.daysAgo(1, '16:05'),
    'legal',
    staff.wulan,
    'director',
    'Nama direktur di formulir: Sri Handayani. Di akta perubahan: Dimas Handoko.'
  )
}

async function late({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const silang = journey('silangSunda')
  const submitted = calendar.ago({ days: 14, hours: 3 })
  await silang.save(submitted.minus({ hours: 1 }) as Instant, fields('silangSunda'))
  await silang.submit(submitted)
  await silang.buy(submitted.plus({ minutes: 35 }) as Instant)
  await silang.claim(calendar.daysAgo(12, '10:11'), 'legal', staff.arif)
  await silang.claim(calendar.daysAgo(11, '09:25'), 'qa_content', staff.yudha)
  await silang.approve(calendar.daysAgo(9, '14:08'), 'qa_content', staff.yudha)
}

/** The rest of the queue, from little time left to nearly all of it. */
async function inTheQueue({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const queue = [
    { key: 'pijat', days: 11, hours: 23, bought: true, claimed: ['qa_content', 'maya'] },
    { key: 'gundu', days: 10, hours: 0, bought: true, claimed: null },
    { key: 'bugis', days: 7, hours: 15, bought: true, claimed: ['qa_content', 'yudha'] },
    { key: 'cabai', days: 6, hours: 1, bought: true, claimed: ['legal', 'wulan'] },
    { key: 'senam', days: 3, hours: 4, bought: false, claimed: null },
    { key: 'jam', days: 2, hours: 2, bought: true, claimed: null },
    { key: 'terumbu', days: 1, hours: 3, bought: false, claimed: null },
  ] as const
  for (const { key, days, hours, bought, claimed } of queue) {
    const content = journey(key)
    const submitted = calendar.ago({ days, hours })
    await content.save(submitted.minus({ minutes: 48 }) as Instant, fields(key))
    await content.submit(submitted)
    if (claimed)
      await content.claim(submitted.plus({ hours: 22 }) as Instant, claimed[0], staff[claimed[1]])
    if (bought) await content.buy(submitted.plus({ hours: 2 }) as Instant)
  }
  await journey('senam').buy(calendar.daysAgo(2, '20:31'), [NO_ANSWER])
}

async function waitingForTestPurchase({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const lagu = journey('lagu')
  await lagu.save(calendar.daysAgo(9, '08:20'), fields('lagu'))
  await lagu.submit(calendar.daysAgo(9, '08:44'))
  await lagu.claim(calendar.daysAgo(8, '09:30'), 'legal', staff.wulan)
  await lagu.approve(calendar.daysAgo(6, '13:19'), 'legal', staff.wulan)
  await lagu.claim(calendar.daysAgo(6, '14:00'), 'qa_content', staff.maya)
  await lagu.approve(calendar.daysAgo(4, '10:26'), 'qa_content', staff.maya)
}

async function refused({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const skor = journey('skor')
  await skor.save(calendar.daysAgo(33, '16:00'), fields('skor'))
  await skor.submit(calendar.daysAgo(33, '16:21'))
  await skor.claim(calendar.daysAgo(31, '09:10'), 'legal', staff.arif)
  await skor.refuse(calendar.daysAgo(30, '11:34'), 'legal', staff.arif, {
    decision: 'refused',
    reason: 'not_entitled',
    instruction:
      'Poin dapat dibeli dan ditukar hadiah, sehingga konten memuat unsur taruhan. Permintaan untuk konten ini kami batalkan.',
    failed: 'pks_draft',
    note: 'Ketentuan layanan butir 2: perjudian',
  })
}

async function withdrawn({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const resep = journey('resep')
  await resep.save(calendar.daysAgo(40, '10:02'), fields('resep'))
  await resep.submit(calendar.daysAgo(40, '10:15'))
  await resep.claim(calendar.daysAgo(38, '14:12'), 'qa_content', staff.maya)
  await resep.withdraw(calendar.daysAgo(37, '09:27'))
}

/** Both lanes have approved: the PKS of each is asked for, and what became of it is told in `agreements.ts`. */
/** Days ago. */
interface Plan {
  key: StoryKey
  submitted: number
  decided: number
  values?: Partial<ContentValues>
}

async function approved({ calendar, staff, journey, fields }: Stage): Promise<void> {
  const plans: readonly Plan[] = [
    { key: 'catur', submitted: 60, decided: 47 },
    { key: 'perkalian', submitted: 24, decided: 12 },
    // On sale already: its addendum waits for an answer.
    { key: 'tembang-dolanan', submitted: 15, decided: 6, values: { price: 11_000 } },
    { key: 'angklung', submitted: 16, decided: 0 },
  ]
  for (const { key, submitted, decided, values } of plans) {
    const content = journey(key)
    await content.save(calendar.daysAgo(submitted, '09:12'), { ...fields(key), ...values })
    await content.submit(calendar.daysAgo(submitted, '09:40'))
    await content.buy(calendar.daysAgo(submitted, '10:05'))
    await content.claim(calendar.daysAgo(submitted - 2, '10:31'), 'legal', staff.arif)
    await content.approve(calendar.daysAgo(decided + 3, '14:44'), 'legal', staff.arif)
    await content.claim(calendar.daysAgo(decided + 2, '09:08'), 'qa_content', staff.yudha)
    const last = decided === 0 ? calendar.ago({ minutes: 12 }) : calendar.daysAgo(decided, '15:20')
    await content.approve(last, 'qa_content', staff.yudha)
  }
}
