import { test } from '@japa/runner'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { DEMO_ACCOUNTS } from '#doorway/demo_accounts'
import { Random } from '#database/factories/random'
import { freePort } from '#tests/support/ports'
import { newDeployment, outcome } from '#tests/support/production'

/** A development machine of its own: settings, database and files in one temporary folder. */
async function newMachine() {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-demo-'))
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ENV_PATH: folder,
    PORT: String(port),
    SMTP_PORT: String(await freePort()),
    SANDBOX_GATEWAY_URL: `http://127.0.0.1:${await freePort()}`,
    PARTNER_SITE_PORT: String(await freePort()),
    DATABASE_URL: `sqlite:${folder}/demo.sqlite3`,
    STORAGE_DIR: `${folder}/storage`,
  }
  return { folder, port, env, file: `${folder}/demo.sqlite3` }
}

type Machine = Awaited<ReturnType<typeof newMachine>>

async function start({ env }: Machine) {
  const child = spawn(process.execPath, ['bin/start.js'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (output.includes('Etalase ready')) resolve()
      })
    }
    void ended.then(() => reject(new Error(`the start ended: ${output}`)))
  })
  return async () => {
    child.kill('SIGTERM')
    await ended
  }
}

function get({ port }: Machine, host: string, path: string, cookie?: string) {
  return new Promise<{ status: number; location: string; cookie: string; body: string }>(
    (resolve, reject) => {
      const headers = { host: `${host}:${port}`, ...(cookie ? { cookie } : {}) }
      const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => (body += chunk))
        const cookies = (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            location: response.headers.location ?? '',
            cookie: cookies.join('; '),
            body,
          })
        )
      })
      sent.on('error', reject)
      sent.end()
    }
  )
}

test.group('demo', (group) => {
  group.each.timeout(180_000)

  test('fills an empty database, once, and makes anew what was left half made', async ({
    assert,
  }) => {
    const machine = await newMachine()
    let stop = await start(machine)
    assert.match(await readFile(join(machine.folder, '.env'), 'utf8'), /^APP_KEY=development-/m)
    const db = new BetterSqlite3(machine.file)
    const one = (sql: string) => db.prepare(sql).pluck().get()

    const statuses = db.prepare('select distinct status from content_versions').pluck().all()
    for (const status of [
      'draft',
      'submitted',
      'in_review',
      'needs_correction',
      'approved',
      'pks_sent',
      'published',
      'refused',
      'withdrawn',
    ]) {
      assert.include(statuses, status)
    }
    assert.equal(one(`select count(*) from contents where suspended_at is not null`), 1)
    assert.equal(one('select sum(amount) from ledger_entries'), 0)
    assert.equal(
      one(
        `select count(distinct strftime('%Y-%m', booked_at / 1000, 'unixepoch', '+7 hours')) from ledger_transactions`
      ),
      7
    )
    assert.equal(
      one(`select count(*) from orders where created_at > (select max(at) from audit_events)`),
      0
    )
    assert.isAbove(
      Number(one(`select count(*) from customers where environment = 'production'`)),
      40
    )
    assert.equal(
      one(
        `select count(*) from ratings r where not exists (select 1 from orders o where o.customer_id = r.customer_id and o.content_id = r.content_id and o.fulfilled_at is not null)`
      ),
      0
    )
    assert.equal(
      one(
        `select count(*) from agreements a where accepted_at is not null and 2 <> (select count(*) from audit_events e where e.subject_id = a.public_id and (e.type = 'pks.issued' and e.at = a.issued_at or e.type = 'pks.accepted' and e.at = a.accepted_at))`
      ),
      0
    )
    const secret = one(`select totp_secret from staff limit 1`) as string
    assert.notInclude(secret, 'ETALASEDEMO')
    assert.notInclude(one(`select ktp from partners limit 1`) as string, '3471')

    const home = await get(machine, 'stores.localhost', '/')
    assert.equal(home.status, 200)
    assert.include(home.body, 'Gamelan lengkap di saku Anda')
    const hosts = { store: 'stores', devstore: 'devstores', partner: 'mitra', staff: 'staf' }
    for (const { key, door } of DEMO_ACCOUNTS) {
      const host = `${hosts[door as keyof typeof hosts]}.localhost`
      const entered = await get(machine, 'localhost', `/enter/${key}`)
      assert.include(entered.location, `http://${host}:${machine.port}/demo-sign-in/`)
      const signedIn = await get(machine, host, new URL(entered.location).pathname)
      assert.equal(signedIn.status, 302, key)
      let page = signedIn
      for (let hops = 0; page.status === 302 && hops < 3; hops++) {
        page = await get(machine, host, page.location, signedIn.cookie)
      }
      assert.equal(page.status, 200, `${key} at ${signedIn.location}`)
    }
    await stop()

    const orders = one('select count(*) from orders')
    db.exec('drop trigger audit_events_no_delete')
    db.exec(`delete from audit_events where type = 'demo.finished'`)
    db.close()
    stop = await start(machine)
    await stop()
    const anew = new BetterSqlite3(machine.file)
    const counted = () =>
      anew
        .prepare('select (select count(*) from orders), (select count(*) from partners)')
        .raw()
        .get()
    assert.deepEqual(counted(), [orders, 9])
    const begun = anew
      .prepare(`select count(*) from audit_events where type = 'demo.begun'`)
      .pluck()
    assert.equal(begun.get(), 1)

    stop = await start(machine)
    await stop()
    assert.deepEqual(counted(), [orders, 9])
    assert.equal(begun.get(), 1)
    anew.close()
  })

  test('demo:reset does not run in production', async ({ assert }) => {
    const { folder, settings } = await newDeployment()
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ENV_PATH: folder,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      APP_KEY: 'x'.repeat(40),
      ...settings,
    }
    const child = spawn(process.execPath, ['ace.js', 'demo:reset'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { code, output } = await outcome(child)
    assert.equal(code, 1, output)
    assert.include(output, 'does not run in production')
  })

  test('made-up numbers are the same for the same seed', ({ assert }) => {
    const row = (seed: string) => {
      const random = new Random(seed)
      return [
        random.digits(12),
        random.between(1, 6),
        random.shuffled([1, 2, 3, 4, 5]),
        random.weighted({ a: 1, b: 3 }),
      ]
    }
    assert.deepEqual(row('etalase'), row('etalase'))
    assert.notDeepEqual(row('etalase'), row('lain'))
  })
})
