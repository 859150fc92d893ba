import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { parseDatabaseUrl } from '#shared/database/url'
import { drainOutbox } from '#shared/outbox/worker'
import BankChange from '#partners/models/bank_change'
import Partner from '#partners/models/partner'
import { createStaff, freshEmail, PASSWORD, signIn } from '#tests/support/accounts'
import { readCaptcha } from '#tests/support/captcha'
import { bankLink } from '#tests/support/bank_changes'
import { activationPath, mailsTo, partnerForm } from '#tests/support/registrations'
import { Visitor, type Page } from '#tests/support/visitor'

const serial = () => String(randomInt(1000, 9999))

/** A tax number with the check digit that belongs to it. */
function taxNumber(): string {
  const body = String(randomInt(10_000_000, 99_999_999))
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}${randomInt(100, 999)}000`
}

/** Numbers that stand nowhere else in the database of the tests. */
const NUMBERS = {
  ktp: `317405120489${serial()}`,
  npwp: taxNumber(),
  company_npwp: taxNumber(),
  director_ktp: `347109640675${serial()}`,
  bank_account: `77${randomInt(10_000_000, 99_999_999)}31`,
}
const WANTED = `88${randomInt(10_000_000, 99_999_999)}42`
const NEW_DIRECTOR = `357109640675${serial()}`
const SECRETS = [...Object.values(NUMBERS), WANTED, NEW_DIRECTOR]

/** A number as people and programs write it: bare, and in groups of any kind. */
const writings = (number: string) => new RegExp([...number].join('[\\s.\\-/%+=]*'))
const foundIn = (text: string) => SECRETS.filter((number) => writings(number).test(text))

/** Everything that is logged while `run` goes on, at the lowest level. The log writes to its own descriptor, so its stream is what is heard. */
async function said(run: () => Promise<void>): Promise<string> {
  const kept: string[] = []
  const { pino: log } = logger
  const key = Object.getOwnPropertySymbols(log).find((one) => one.description === 'pino.stream')!
  const stream = (log as unknown as Record<symbol, { write: (line: string) => unknown }>)[key]!
  const { write } = stream
  stream.write = (line) => kept.push(line)
  const { level } = log
  log.level = 'trace'
  try {
    await run()
    log.debug(PROBE)
  } finally {
    log.level = level
    stream.write = write
  }
  return kept.join('')
}

/** Something that is logged on purpose: a log that cannot be heard would hide everything. */
const PROBE = 'probe-of-the-log'

/** Every text of every table, and on SQLite the very bytes of the file and its log. */
async function everythingStored(): Promise<Map<string, string>> {
  const stored = new Map<string, string>()
  const isPostgres = db.connection().dialect.name === 'postgres'
  const tables: string[] = isPostgres
    ? (await db.rawQuery(`select tablename as name from pg_tables where schemaname = 'public'`))
        .rows
    : await db.from('sqlite_master').where('type', 'table').select('name')
  for (const { name } of tables as unknown as { name: string }[])
    stored.set(name, JSON.stringify(await db.from(name)))
  const database = parseDatabaseUrl(process.env.DATABASE_URL!)
  if (database.engine === 'sqlite') {
    const folder = dirname(database.filename)
    for (const file of readdirSync(folder).filter((name) => name.includes('sqlite3')))
      stored.set(file, readFileSync(`${folder}/${file}`).toString('latin1'))
  }
  return stored
}

test.group('Privacy', () => {
  test('[R2.5] identity, tax and account numbers are nowhere but in their owner’s form and in a logged reveal', async ({
    assert,
  }) => {
    const email = freshEmail('mitra')
    /** By what it is: every answer that must not show a number. */
    const pages: [string, Page][] = []
    const look = async (label: string, page: Promise<Page>) => {
      pages.push([label, await page])
      return pages.at(-1)![1]
    }
    const log = await said(async () => {
      // Registered, with a slip first: the owner's form shows what was typed.
      const owner = new Visitor('partner')
      const first = await owner.get('/register')
      const slip = { ...partnerForm({ ...NUMBERS, email, nib: '1' }), ...readCaptcha(first) }
      const again = await owner.submit('main form', slip)
      assert.equal(again.status, 422)
      assert.include(again.text, NUMBERS.ktp)
      await owner.submit('main form', {
        ...partnerForm({ ...NUMBERS, email }),
        ...readCaptcha(again),
      })
      assert.equal(owner.page.url, '/register/review')
      await look('sent', owner.submit('main form'))
      await owner.get(activationPath((await mailsTo(email))[0]!.text))
      await look('activated', owner.submit('main form'))
      await look('account', owner.get('/account'))
      await look('edit', owner.get('/account/edit'))
      await look(
        'saved',
        owner.submit('main form', {
          bank_account: WANTED,
          director_ktp: NEW_DIRECTOR,
          password: PASSWORD,
        })
      )
      await look('data', owner.get('/account/data'))
      const reader = new Visitor('partner')
      const link = await bankLink(email)
      await look('link', reader.get(link))
      await look('confirmed', reader.post(link, {}))

      const partner = await Partner.findByOrFail({ email })
      const change = await BankChange.findByOrFail({ partnerId: partner.id })
      const [legal, finance] = [await createStaff('legal'), await createStaff('finance')]
      const desk = await signIn(legal)
      await look('companies', desk.get(`/companies?q=${encodeURIComponent(partner.companyName)}`))
      await look('company', desk.get(`/companies/${partner.publicId}`))
      const shown = await desk.submit('form[action$="/reveal"]', {
        field: 'ktp',
        reason: 'legal_review',
      })
      assert.deepEqual(foundIn(shown.text), [NUMBERS.ktp])
      await look('company again', desk.get(`/companies/${partner.publicId}`))
      await look('change', desk.get(`/bank-changes/${change.publicId}`))
      const revealed = await desk.submit('form[action$="/reveal"]')
      assert.sameMembers(foundIn(revealed.text), [NUMBERS.bank_account, WANTED])
      await look('change again', desk.get(`/bank-changes/${change.publicId}`))
      await look('checked', desk.submit('form[action$="/check"]', { channel: 'phone' }))
      const second = await signIn(finance)
      await look('list', second.get('/bank-changes'))
      await second.get(`/bank-changes/${change.publicId}`)
      await look('approved', second.submit('form[action$="/approval"]'))
      await look('account at the end', owner.get('/account'))
      const administrator = await signIn(await createStaff('administrator'))
      await look('audit', administrator.get('/audit'))
      await look('outbox', administrator.get('/outbox'))
      await drainOutbox()
      assert.equal((await Partner.findByOrFail({ email })).bankAccount, WANTED)
      assert.equal((await Partner.findByOrFail({ email })).directorKtp, NEW_DIRECTOR)
    })

    for (const [label, { text, url, headers }] of pages) {
      assert.deepEqual(foundIn(text), [], `page: ${label}`)
      assert.deepEqual(foundIn(url), [], `address: ${label}`)
      assert.deepEqual(foundIn(JSON.stringify(headers)), [], `headers: ${label}`)
    }
    assert.include(log, PROBE)
    assert.deepEqual(foundIn(log), [], 'log')
    const mails = await mailsTo(email)
    assert.isAtLeast(mails.length, 4)
    for (const { subject, text } of mails) assert.deepEqual(foundIn(subject + text), [], subject)
    const stored = await everythingStored()
    for (const table of ['audit_events', 'outbox', 'mailbox_messages', 'partners', 'bank_changes'])
      assert.isAbove(stored.get(table)!.length, 2, table)
    for (const [place, text] of stored) assert.deepEqual(foundIn(text), [], place)
    // What is looked for would be found: the e-mail address is no cipher text.
    assert.include(stored.get('partners')!, email)
    for (const [file, text] of stored)
      if (file.endsWith('.sqlite3-wal')) assert.isAbove(text.length, 0, file)
  })
})
