import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { audit } from '#audit/record'
import type { ContentValues } from '#catalogue/models/content_version'
import TermsVersion from '#catalogue/models/terms_version'
import { DEMO_ACCOUNTS } from '#doorway/demo_accounts'
import { clock, travelBack, travelTo } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { makePublishedContent, portalUrls } from '#database/factories/content_factory'
import { Random } from '#database/factories/random'
import { insertRows, type Row } from '#database/factories/rows'
import { Counters, SalesBook, type Sale, type SandboxRecords } from '#database/factories/sales_book'
import { seedLiveAgreements, settleOpenAgreements } from '#database/seeders/demo/agreements'
import { contentIdOf } from '#database/seeders/demo/content_ids'
import { Calendar, type Instant } from '#database/seeders/demo/calendar'
import { PUBLISHED, type ContentText, type PublishedContent } from '#database/seeders/demo/contents'
import { UNDER_WAY } from '#database/seeders/demo/contents_under_way'
import { seedCustomers, type DemoBuyer } from '#database/seeders/demo/customers'
import { Journey, waresOf } from '#database/seeders/demo/journey'
import { tellStories } from '#database/seeders/demo/journeys'
import {
  COMPANIES,
  seedPartners,
  type CompanyKey,
  type Partners,
} from '#database/seeders/demo/partners'
import { pictureFor } from '#database/seeders/demo/pictures'
import { seedRatings } from '#database/seeders/demo/ratings'
import { salesOf, type Shelf } from '#database/seeders/demo/sales'
import { seedStaff, type DemoStaff } from '#database/seeders/demo/staff'
import { seedReference } from '#database/seeders/reference'

/** Mails of older deeds were read long ago. */
const MAILS_OF_THE_LAST = { hours: 30 }

/** What the sandboxes must remember for the demo's sales to go on: refunds, *Buka konten*. */
export type { SandboxRecords } from '#database/factories/sales_book'

/**
 * Fills an empty database with a store that has been open for more than a year: accounts of the doorway, partners, contents in
 * every state, customers, half a year of sales, ratings. The same every time, counted back from now.
 *
 * @param site origin of the sample partner site, at which the portals of all partners are
 * @returns what the sandboxes are to remember
 */
export async function seedDemo(site: string): Promise<SandboxRecords> {
  const calendar = new Calendar(clock.now())
  await seedReference()
  await mark('demo.begun')
  await waitForDisk(false)
  try {
    const sandbox = await new Demo(calendar, site).make()
    travelBack()
    await mark('demo.finished')
    return sandbox
  } finally {
    travelBack()
    await waitForDisk(true)
  }
}

/** A demo that a power cut takes is made anew: its hundred commits need not wait for the disk each. */
async function waitForDisk(wait: boolean): Promise<void> {
  if (db.connection().dialect.name === 'postgres') return
  await db.rawQuery(`PRAGMA synchronous = ${wait ? 'FULL' : 'NORMAL'}`)
}

function mark(type: 'demo.begun' | 'demo.finished'): Promise<void> {
  return transaction((trx) =>
    audit(trx, { type, actor: { kind: 'system' }, subject: { kind: 'demo', id: null } })
  )
}

class Demo {
  readonly #counters = new Counters()
  readonly #random = new Random('etalase')
  readonly #sandbox: SandboxRecords = { charges: [], calls: [] }
  readonly #images = new Map<string, number>()
  #categories = new Map<string, number>()
  #terms!: TermsVersion

  constructor(
    private readonly calendar: Calendar,
    private readonly site: string
  ) {}

  async make(): Promise<SandboxRecords> {
    const [customerPassword, staffPassword] = await hashedPasswords()
    const categories = await db.from('categories').select('id', 'key')
    this.#categories = new Map(categories.map(({ id, key }) => [key, id]))
    this.#terms = await TermsVersion.current()
    const { calendar } = this
    const { staff, partners, people } = await transaction(async (trx) => {
      const companies = await seedPartners(trx, calendar, customerPassword)
      const accounts = { partners: companies, password: customerPassword }
      return {
        staff: await seedStaff(trx, calendar, staffPassword),
        partners: companies,
        people: await seedCustomers(trx, calendar, this.#random, accounts),
      }
    })
    await this.#takePictures(partners)
    const shelves = await transaction((trx) => this.#fillShelves(trx, partners, staff))
    await transaction(async (trx) => {
      const sales = await this.#sell(trx, shelves, people)
      await seedRatings(trx, { shelves, sales, calendar, random: new Random('ratings') })
      await this.#takeOffSale(trx, partners)
    })
    await this.#tellStories(partners, staff, people.testers)
    await transaction(async (trx) => {
      await settleOpenAgreements(trx)
      await promote(trx, calendar)
      await insertRows(trx, 'order_counters', this.#counters.rows())
      const readBefore = calendar.ago(MAILS_OF_THE_LAST).toMillis()
      await trx.from('outbox').where('kind', 'mail').where('run_at', '<', readBefore).delete()
      await putNoticesInOrder(trx)
    })
    return this.#sandbox
  }

  async #takePictures(partners: Partners): Promise<void> {
    const texts: readonly ContentText[] = [...PUBLISHED, ...Object.values(UNDER_WAY)]
    for (const { key, company } of texts) {
      const image = await pictureFor(key, partners[company])
      if (image) this.#images.set(key, image.id)
    }
  }

  /** Publishes what is on sale, the eldest first: listings count their newest by id. */
  async #fillShelves(trx: Trx, partners: Partners, staff: DemoStaff): Promise<Shelf[]> {
    const shelves: Shelf[] = []
    const offSale = [
      { ...UNDER_WAY.panen, days: 400 },
      { ...UNDER_WAY.ojek, days: 290 },
    ].map((text) => ({ ...text, orders: 0, stars: 0 }))
    const eldestFirst = [...PUBLISHED, ...offSale].sort((one, other) => other.days - one.days)
    for (const text of eldestFirst) {
      const version = await this.#publish(trx, text, partners, staff)
      const wares = await waresOf(trx, version.id, 'production')
      shelves.unshift({ text, wares, published: version.publishedAt as Instant })
    }
    await seedLiveAgreements(trx)
    return shelves.filter(({ text }) => text.orders > 0)
  }

  async #publish(trx: Trx, text: PublishedContent, partners: Partners, staff: DemoStaff) {
    const { calendar } = this
    const at = (days: number, time: string) => calendar.daysAgo(text.days + days, time)
    const { version } = await makePublishedContent(trx, {
      publicId: contentIdOf(text.key),
      partner: partners[text.company],
      fields: this.#fields(text),
      termsVersionId: this.#terms.id,
      past: {
        submitted: at(13, '10:18'),
        qaFab: at(12, '16:40'),
        legal: at(7, '11:25'),
        qaContent: at(5, '15:02'),
        published: at(0, '09:36'),
        legalStaffId: text.days % 2 ? staff.wulan.id : staff.arif.id,
        qaStaffId: text.days % 2 ? staff.yudha.id : staff.maya.id,
      },
    })
    return version
  }

  #fields(text: ContentText): ContentValues {
    const company = COMPANIES[text.company]
    return {
      name: text.name,
      categoryId: this.#categories.get(text.category)!,
      summary: text.summary,
      description: text.description,
      specification: text.specification,
      carePhone: company.carePhone,
      careEmail: company.careEmail,
      price: text.price,
      paymentKind: text.kind,
      imageId: this.#images.get(text.key) ?? null,
      ...portalUrls(this.site),
    }
  }

  #tellStories(
    partners: Partners,
    staff: DemoStaff,
    testers: Record<CompanyKey, DemoBuyer>
  ): Promise<void> {
    const { calendar } = this
    const road = {
      calendar,
      counters: this.#counters,
      termsVersionId: this.#terms.id,
      sandbox: this.#sandbox,
    }
    const texts: Record<string, ContentText> = {
      ...UNDER_WAY,
      'kas-warung': PUBLISHED.find(({ key }) => key === 'kas-warung')!,
      'tembang-dolanan': PUBLISHED.find(({ key }) => key === 'tembang-dolanan')!,
    }
    return tellStories({
      calendar,
      staff,
      journey: (key) => {
        const { company, key: own } = texts[key]!
        return new Journey(road, partners[company], testers[company], own)
      },
      fields: (key) => this.#fields(texts[key]!),
    })
  }

  async #sell(
    trx: Trx,
    shelves: readonly Shelf[],
    { ratna, customers }: { ratna: DemoBuyer; customers: DemoBuyer[] }
  ): Promise<Sale[]> {
    const { calendar } = this
    const sales = shelves.flatMap((shelf) =>
      salesOf(shelf, customers, calendar, new Random(shelf.text.key))
    )
    sales.push(...purchasesOf(ratna, shelves, calendar))
    const book = new SalesBook(this.#counters, calendar.now)
    book.sell(sales)
    await book.write(trx)
    await insertRows(trx, 'audit_events', book.auditRows)
    this.#sandbox.calls.push(...book.sandbox.calls)
    this.#sandbox.charges.push(...book.sandbox.charges)
    return sales
  }

  /** Ojek Dermaga was suspended, Kalender Panen withdrawn: neither is listed any more (R7.1). */
  async #takeOffSale(trx: Trx, partners: Partners): Promise<void> {
    const ends = [
      {
        key: UNDER_WAY.ojek.key,
        at: this.calendar.daysAgo(20, '10:05'),
        type: 'content.suspended',
        partner: partners.sagara,
      },
      {
        key: UNDER_WAY.panen.key,
        at: this.calendar.daysAgo(75, '13:30'),
        type: 'content.withdrawn',
        partner: partners.timur,
      },
    ] as const
    for (const { key, at, type, partner } of ends) {
      travelTo(at)
      const isSuspended = type === 'content.suspended'
      const publicId = contentIdOf(key)
      await trx
        .from('contents')
        .where('public_id', publicId)
        .update(
          isSuspended
            ? {
                suspended_at: at.toMillis(),
                suspension_reason: 'Layanan pelanggan tidak menjawab selama dua pekan.',
              }
            : { withdrawn_at: at.toMillis() }
        )
      await trx.from('listings').where('content_public_id', publicId).delete()
      await audit(trx, {
        type,
        actor: isSuspended ? { kind: 'system' } : { kind: 'partner', id: partner.publicId },
        subject: { kind: 'content', id: publicId },
      })
    }
  }
}

/** Stories are told one content after the other; lists of notices go by the order in which they were written. */
async function putNoticesInOrder(trx: Trx): Promise<void> {
  const notices: Row[] = await trx.from('notices').orderBy('created_at').orderBy('id')
  await trx.from('notices').delete()
  await insertRows(
    trx,
    'notices',
    notices.map(({ id: _, ...notice }) => notice)
  )
}

async function hashedPasswords(): Promise<[customer: string, staff: string]> {
  const passwordOf = (kind: string) =>
    DEMO_ACCOUNTS.find((account) => account.kind === kind)!.password
  return Promise.all([hash.make(passwordOf('customer')), hash.make(passwordOf('staff'))])
}

/** What Ratna has bought: something of each kind, and one that the partner could not deliver. */
function purchasesOf(ratna: DemoBuyer, shelves: readonly Shelf[], calendar: Calendar): Sale[] {
  const bought = [
    {
      key: 'layang-aduan',
      days: 118,
      time: '16:20',
      method: 'flexi_prepaid',
      outcome: 'fulfilled',
    },
    { key: 'gamelan-saku', days: 93, time: '20:04', method: 'speedy', outcome: 'fulfilled' },
    { key: 'teka-silang', days: 71, time: '06:41', method: 'flexi_postpaid', outcome: 'fulfilled' },
    { key: 'nota-kilat', days: 30, time: '19:15', method: 'instant_payment', outcome: 'rejected' },
    {
      key: 'dongeng-kancil',
      days: 6,
      time: '19:52',
      method: 'flexi_prepaid',
      outcome: 'fulfilled',
    },
  ] as const
  return bought.map(({ key, days, time, method, outcome }) => ({
    at: calendar.daysAgo(days, time),
    environment: 'production' as const,
    buyer: ratna,
    wares: shelves.find(({ text }) => text.key === key)!.wares,
    method,
    outcome,
    collected: (billed) => {
      const paid = billed.plus({ days: 24 }) as Instant
      return paid < calendar.now ? paid : null
    },
  }))
}

async function promote(trx: Trx, calendar: Calendar): Promise<void> {
  const [content] = await trx
    .from('contents')
    .where('public_id', contentIdOf('gamelan-saku'))
    .select('id')
  await trx.table('promotions').insert({
    content_id: content.id,
    title_id: 'Gamelan lengkap di saku Anda',
    title_en: 'A whole gamelan in your pocket',
    body_id:
      'Dua belas perangkat laras slendro dan pelog, direkam di pendapa, dimainkan dari peramban. Ada latihan untuk pemula.',
    body_en:
      'Twelve instruments in slendro and pelog, recorded in a pendapa, played from your browser. With lessons for beginners.',
    starts_at: calendar.daysAgo(3, '00:00').toMillis(),
    ends_at: null,
  })
}
