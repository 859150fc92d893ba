import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import router from '@adonisjs/core/services/router'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { AUDIT_TYPES, type AuditType } from '#audit/types'
import { readPriceList, writePriceList } from '#catalogue/actions/write_price_list'
import PartnerKey from '#forwarding/models/partner_key'
import { activeKey } from '#forwarding/queries/active_key'
import { registeredKinds, registeredSchedules } from '#shared/outbox/handlers'
import { seedReference } from '#database/seeders/reference'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import {
  COMMANDS,
  HANDLERS,
  LOOKS,
  ROUTES,
  SCHEDULES,
  type Recorded,
} from '#tests/support/audit_coverage'

interface Route {
  label: string
  /** File of its controller. */
  file: string
}

/** Every route with its controller. */
function routes(): Route[] {
  return Object.entries(router.toJSON()).flatMap(([surface, list]) =>
    list.flatMap(({ pattern, methods, handler }) => {
      const load = typeof handler === 'function' ? '' : String((handler.reference as unknown[])[0])
      const found = /import\(["']#(\w+\/controllers\/\w+)["']\)/.exec(load)
      const file = found ? app.makePath('app', `${found[1]}.ts`) : ''
      return methods
        .filter((method) => method !== 'HEAD')
        .map((method) => ({ label: `${method} ${surface} ${pattern}`, file }))
    })
  )
}

/** What is bound to a port where things are put together. */
const BOUND: Record<string, string> = {
  '#payments/main': app.makePath('app/vouchers/voucher_ledger.ts'),
}

function fileOf(named: string, from: string): string | null {
  const room = /^#(?:database|start)\//.test(named) ? '' : 'app'
  const path = named.startsWith('#')
    ? app.makePath(room, `${named.slice(1)}.ts`)
    : resolve(dirname(from), `${named}.ts`)
  return existsSync(path) ? path : null
}

/** Files of `app` that one can come to from a file by what it imports, itself included. */
const reached = new Map<string, Set<string>>()
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  for (const [, named] of source.matchAll(
    /(?:from |import\()'(#[\w/]+|\.{1,2}\/[\w/]+)(?:\.js)?'/g
  )) {
    for (const next of [fileOf(named!, file), BOUND[named!]]) if (next) reach(next, seen)
  }
  return seen
}

/** Where the names of events stand without any being written. */
const NAMES_ONLY =
  /\/(?:audit\/types|consoles\/presenters\/audit_page|pks\/queries\/evidence_records)\.ts$/

/** Is the event written by anything that the file comes to? */
function comesTo(file: string, type: AuditType): boolean {
  if (!reached.has(file)) reached.set(file, reach(file))
  const [area, event] = type.split('.')
  const written = new RegExp(
    `'${area}\\.${event}'|\`\\$\\{\\w+\\}\\.${event}\`|\`${area}\\.\\$\\{\\w+\\}\``
  )
  return [...reached.get(file)!].some(
    (one) => !NAMES_ONLY.test(one) && written.test(readFileSync(one, 'utf8'))
  )
}

const eventsOf = (table: Readonly<Record<string, Recorded>>) =>
  Object.entries(table).flatMap(([name, recorded]) =>
    typeof recorded === 'string' ? [] : recorded.map((type) => ({ name, type }))
  )

async function newestEvent(): Promise<number> {
  const [{ id }] = await db.from('audit_events').max('id as id')
  return Number(id ?? 0)
}

async function eventsSince(id: number) {
  const rows = await db.from('audit_events').where('id', '>', id).orderBy('id')
  return rows.map(({ type, data, actor_kind: by }) => ({ type, by, ...JSON.parse(data) }))
}

test.group('What is recorded', () => {
  test('[R8.4] every action of a route has its line: the events that it records, or why it records none', ({
    assert,
  }) => {
    const actions = routes().filter(({ label }) => !label.startsWith('GET '))
    assert.sameMembers(
      actions.map(({ label }) => label),
      Object.keys(ROUTES)
    )
    for (const { label } of actions) {
      const recorded = ROUTES[label]!
      assert.isAbove(recorded.length, typeof recorded === 'string' ? 15 : 0, label)
    }
  })

  test('[R8.4] … and so has everything that the outbox, the clock and the keyboard do', async ({
    assert,
  }) => {
    // The outbox's own tests register some, too.
    const ofProduct = (names: string[]) => names.filter((name) => !name.startsWith('test.'))
    assert.sameMembers(ofProduct(registeredKinds()), Object.keys(HANDLERS))
    assert.sameMembers(
      ofProduct(registeredSchedules().map(({ name }) => name)),
      Object.keys(SCHEDULES)
    )
    const sources = (await readdir(app.makePath('commands'))).map((file) =>
      readFileSync(app.makePath('commands', file), 'utf8')
    )
    assert.sameMembers(
      sources.map((source) => /commandName = '([\w:-]+)'/.exec(source)?.[1]),
      Object.keys(COMMANDS)
    )
  })

  test('[R8.4] what a line promises is written by what its action comes to', async ({ assert }) => {
    const files = new Map(routes().map(({ label, file }) => [label, file]))
    const missing = [...eventsOf(ROUTES), ...eventsOf(LOOKS)].filter(
      ({ name, type }) => !files.get(name) || !comesTo(files.get(name)!, type)
    )
    const areas = (await readdir(app.makePath('app')))
      .flatMap((area) => [`${area}/outbox.ts`, `${area}/trust_outbox.ts`])
      .map((file) => app.makePath('app', file))
      .filter((file) => existsSync(file))
    for (const line of [...eventsOf(HANDLERS), ...eventsOf(SCHEDULES)]) {
      const own = areas.filter((file) => readFileSync(file, 'utf8').includes(`'${line.name}'`))
      if (!own.some((file) => comesTo(file, line.type))) missing.push(line)
    }
    for (const line of eventsOf(COMMANDS)) {
      const file = app.makePath('commands', `${line.name.replaceAll(/[:-]/g, '_')}.ts`)
      if (!comesTo(file, line.type)) missing.push(line)
    }
    assert.deepEqual(missing, [])
  })

  test('[R8.4] every event there is has an action that records it', ({ assert }) => {
    const tables = [ROUTES, LOOKS, HANDLERS, SCHEDULES, COMMANDS]
    const recorded = new Set(tables.flatMap(eventsOf).map(({ type }) => type))
    assert.deepEqual(
      AUDIT_TYPES.filter((type) => !recorded.has(type)),
      []
    )
  })

  test('[R8.4] a price list that `setup` writes is recorded, price by price, and once', async ({
    assert,
  }) => {
    const rows = await db.from('price_points').where('retired', 0).select('amount')
    const before = rows.map(({ amount }) => Number(amount))
    const since = await newestEvent()
    const [gone, ...rest] = before
    const wanted = readPriceList([...rest, 123_456].join(','))!
    try {
      await writePriceList(wanted)
      const expected = [
        { type: 'price.added', by: 'system', amount: 123_456 },
        { type: 'price.retired', by: 'system', amount: gone },
      ]
      assert.sameDeepMembers(await eventsSince(since), expected)
      await writePriceList(wanted)
      assert.lengthOf(await eventsSince(since), expected.length)
    } finally {
      await writePriceList(before)
    }
    assert.lengthOf(await eventsSince(since), 4)
  })

  test('[R8.4] what the product ships with is recorded when a release brings something new', async ({
    assert,
  }) => {
    const since = await newestEvent()
    await seedReference()
    assert.deepEqual(await eventsSince(since), [])
    await db.from('pages').where('section', 'link').delete()
    await seedReference()
    const [event, ...more] = await eventsSince(since)
    assert.lengthOf(more, 0)
    assert.include(event, { type: 'reference.shipped', by: 'system' })
    assert.isAbove(event.pages, 0)
    assert.isUndefined(event.price_points)
  })

  test('[R8.4] a partner’s first key is recorded like any other', async ({ assert }) => {
    const partner = await createPartner()
    const since = await newestEvent()
    const { kid } = await activeKey(db.connection(), partner.id, 'production')
    const key = await PartnerKey.findByOrFail('kid', kid)
    const [row, ...more] = await db.from('audit_events').where('id', '>', since)
    assert.lengthOf(more, 0)
    assert.include(row, {
      type: 'forwarding.key_made',
      actor_kind: 'system',
      subject_kind: 'partner_key',
      subject_id: key.publicId,
    })
    await activeKey(db.connection(), partner.id, 'production')
    assert.lengthOf(await eventsSince(since), 1)
  })

  test('[R8.4] whoever of the staff asks for a way into the trial store is on record', async ({
    assert,
  }) => {
    const staff = await createStaff('legal')
    const desk = await signIn(staff)
    await desk.get('/development-store')
    const since = await newestEvent()
    await desk.submit('main form')
    const [row] = await db.from('audit_events').where('id', '>', since)
    assert.include(row, {
      type: 'staff.store_entry_issued',
      actor_id: staff.publicId,
      subject_id: staff.publicId,
    })
  })
})
