import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import encryption from '@adonisjs/core/services/encryption'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { hashOf } from '#customers/models/payment_number'
import Partner from '#partners/models/partner'
import { sealedTables } from '#shared/database/columns'
import { inspectSeals } from '#shared/database/reseal'
import { publicId } from '#shared/public_id'
import { createCustomer, createPartner } from '#tests/support/accounts'
import { aceHere } from '#tests/support/commands'
import { registerNumber } from '#tests/support/orders'

const FORMER = process.env.APP_KEY!
const NEWEST = randomBytes(32).toString('base64url')
const ROWS = 400

interface Outcome {
  code: number | null
  out: string
}

/** The command in a process of its own, under these keys; `killAt` pulls the plug when it has said so many batches of partners. */
function rotate(
  keys: { newest: string; former?: string },
  args: string[] = [],
  killAt = Number.POSITIVE_INFINITY
): Promise<Outcome> {
  const child = spawn(process.execPath, [app.makePath('ace.js'), 'data:rotate-keys', ...args], {
    cwd: app.makePath(),
    env: { ...process.env, APP_KEY: keys.newest, APP_PREVIOUS_KEYS: keys.former ?? '' },
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      out += String(chunk)
      if (out.split('partners: up to').length > killAt) child.kill('SIGKILL')
    })
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })))
}

let isAway = false
const there = (args?: string[], killAt?: number) => {
  isAway = true
  return rotate({ newest: NEWEST, former: FORMER }, args, killAt)
}
const backAgain = async () => {
  const ended = await rotate({ newest: FORMER, former: NEWEST })
  isAway = ended.code !== 0
  return ended
}

/** How many of these partners this process, which has the former key alone, can read. */
async function underFormerKey(ids: readonly number[]): Promise<number> {
  const rows = await db
    .from('partners')
    .whereIn('id', [...ids])
    .select('ktp')
  return rows.filter(({ ktp }) => encryption.decrypt(ktp, 'partners.ktp') !== null).length
}

/** Many partners at once: their data is sealed as the model does, each with a number of its own. */
async function createPartners(count: number): Promise<number[]> {
  const [model] = await db.from('partners').where('id', (await createPartner()).id)
  const seal = (column: string, value: string) =>
    encryption.encrypt(value, { purpose: `partners.${column}` })
  const rows = Array.from({ length: count }, (_, index) => ({
    ...model,
    id: undefined,
    public_id: publicId(),
    email: `${randomBytes(9).toString('hex')}@contoh.example`,
    ktp: seal('ktp', numberOf(index)),
    npwp: seal('npwp', numberOf(index)),
    bank_account: seal('bank_account', numberOf(index)),
  }))
  for (const row of rows) delete (row as { id?: unknown }).id
  for (let at = 0; at < rows.length; at += 20)
    await db.table('partners').multiInsert(rows.slice(at, at + 20) as [])
  const made = await db
    .from('partners')
    .whereIn(
      'public_id',
      rows.map((row) => row.public_id)
    )
    .orderBy('id')
    .select('id')
  return made.map(({ id }) => Number(id))
}

const numberOf = (index: number) => String(3_174_051_204_890_001 + index)

test.group('A change of keys', (group) => {
  // Whatever becomes of these tests, the others read the database with their own key.
  group.teardown(async () => {
    if (!isAway) return
    const { code, out } = await backAgain()
    if (code !== 0) throw new Error(out)
  })

  test('[R2.5] killed in the middle it is gone on with: nothing is lost, what no key opens is found, a payment number is found again', async ({
    assert,
  }) => {
    const ids = await createPartners(ROWS)
    const customer = await createCustomer()
    const number = await registerNumber(customer, 'speedy')
    await number.merge({ numberHash: hashOf('speedy', number.number) }).save()
    const hashBefore = number.numberHash
    // Other specs' partners come first.
    const before = await Partner.query().where('id', '<', ids[0]!)
    const killed = await there(['--batch=10'], Math.ceil(before.length / 10) + 12)
    assert.isNull(killed.code)
    const left = await underFormerKey(ids)
    assert.isAbove(left, 0)
    assert.isBelow(left, ROWS)

    const look = await there(['--check', '--json'])
    assert.equal(look.code, 1)
    const partners = JSON.parse(look.out).left.find(
      ({ table }: { table: string }) => table === 'partners'
    )
    assert.deepEqual(partners.unreadable, [])
    assert.isAtLeast(partners.former, left * 3)
    assert.equal(await underFormerKey(ids), left)

    const damaged = await createPartner()
    const [kept] = await db.from('partners').where('id', damaged.id).select('ktp')
    const strange = `${kept.ktp.slice(0, -6)}AAAAAA`
    await db.from('partners').where('id', damaged.id).update({ ktp: strange })
    const goneOn = await there(['--batch=10', '--json'])
    assert.equal(goneOn.code, 1, goneOn.out)
    const told = JSON.parse(goneOn.out)
    const ofPartners = ({ table }: { table: string }) => table === 'partners'
    // It began where the killed one had stopped.
    assert.isBelow(told.done.find(ofPartners).rows, ROWS)
    assert.equal(await underFormerKey(ids), 0)
    assert.deepEqual(told.left.find(ofPartners).unreadable, [`partners.ktp ${damaged.id}`])
    const [row] = await db.from('payment_numbers').where('id', number.id)
    assert.notEqual(row.number_hash, hashBefore)

    // Behind the run's back: a partner by a process of before.
    const late = await createPartner()
    await db.from('sealings').where('table_name', 'partners').update({ last_id: late.id })
    const { code, out } = await there()
    assert.equal(code, 1)
    assert.include(out, 'partners: 5 values need a former key')
    assert.include(out, `partners.ktp ${damaged.id}: no key opens it`)
    for (const secret of [late.ktp, late.bankAccount, number.number]) assert.notInclude(out, secret)
    const [untouched] = await db.from('partners').where('id', damaged.id).select('ktp')
    assert.equal(untouched.ktp, strange)

    await db.from('partners').where('id', damaged.id).update({ ktp: kept.ktp })
    await db.from('sealings').where('table_name', 'partners').update({ last_id: 0 })
    assert.equal((await there(['--batch=50'])).code, 0)
    assert.equal(await underFormerKey([late.id, damaged.id]), 0)
    // The former key can be thrown away.
    assert.equal((await rotate({ newest: NEWEST }, ['--check'])).code, 0)

    assert.equal((await backAgain()).code, 0)
    const again = await Partner.query()
      .whereIn('id', [...ids])
      .orderBy('id')
    assert.deepEqual(
      again.map(({ ktp, npwp, bankAccount }) => [ktp, npwp, bankAccount]),
      ids.map((_, index) => Array.from({ length: 3 }, () => numberOf(index)))
    )
    await number.refresh()
    assert.equal(number.numberHash, hashBefore)
    assert.equal((await Partner.findOrFail(late.id)).ktp, late.ktp)
  })

  test('[R2.5] erased data asks for no key: neither erased today, nor by a former release', async ({
    assert,
  }) => {
    const { default: Migration } = await import('#database/migrations/0043_erased_is_empty')
    const [today, formerly] = [await createPartner(), await createPartner()]
    await today.merge({ ktp: '', npwp: '', directorKtp: '', bankAccount: '' }).save()
    const sealedEmpty = encryption.encrypt('', { purpose: 'partners.ktp' })
    await db
      .from('partners')
      .where('id', formerly.id)
      .update({ ktp: sealedEmpty, npwp: sealedEmpty, erased_at: 1 })
    await new Migration(db.connection() as never, '0043', false).execUp()
    for (const { id } of [today, formerly]) {
      const [row] = await db.from('partners').where('id', id).select('ktp', 'npwp')
      assert.deepEqual({ ...row }, { ktp: '', npwp: '' })
      assert.equal((await Partner.findOrFail(id)).ktp, '')
    }
    const found = (await inspectSeals(500)).find(({ table }) => table === 'partners')!
    assert.deepEqual(
      found.unreadable.filter((what) =>
        [today.id, formerly.id].includes(Number(what.split(' ')[1]))
      ),
      []
    )
  })

  test('wrong usage changes nothing', async ({ assert }) => {
    const partner = await createPartner()
    for (const args of [['--batch=0'], ['--batch=x'], ['--nonsense']]) {
      const { code } = await aceHere(['data:rotate-keys', ...args])
      assert.equal(code, 64)
    }
    assert.equal(await underFormerKey([partner.id]), 1)
  })

  test('[R2.5] every sealed column of the product is among those that are sealed anew', async ({
    assert,
  }) => {
    const files = await readdir(app.makePath('app'), { recursive: true })
    const declared: string[] = []
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const text = await readFile(app.makePath('app', file), 'utf8')
      const found = [...text.matchAll(/@sealed\(\s*'([\w.]+)'/g)].map(([, purpose]) => purpose!)
      if (found.length === 0) continue
      assert.match(file, /^\w+\/models\/\w+\.ts$/)
      await import(app.makePath('app', file))
      declared.push(...found)
    }
    const known = [...sealedTables().values()].flat().map(({ purpose }) => purpose)
    assert.sameMembers(known, declared)
    for (const [table, columns] of sealedTables()) {
      const names = ['id', ...columns.map(({ column }) => column)]
      for (const name of names)
        assert.isTrue(await db.connection().schema.hasColumn(table, name), `${table}.${name}`)
    }
  })
})
