import { test } from '@japa/runner'
import { execFileSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openFileKeystore } from '#plugins/pki/file_keystore/keystore'
import {
  newDeployment,
  refusedStart,
  runSetup,
  startProduction,
  type Deployment,
} from '#tests/support/production'

test.group('start of a production', (group) => {
  let deployment: Deployment
  group.setup(async () => {
    deployment = await newDeployment()
    const { code, output } = await runSetup(deployment)
    if (code !== 0) throw new Error(output)
  })

  for (const [what, changed, words] of [
    [
      'a development secret',
      { APP_KEY: 'development-0123456789012345678901234567890' },
      'APP_KEY is a development secret',
    ],
    [
      'a sandbox on the production store',
      { PAYMENT_GATEWAY_URL: '' },
      'speedy of the production store is bound to the sandbox',
    ],
    ['OUTBOUND_ALLOW', { OUTBOUND_ALLOW: 'portal-mitra.localhost' }, 'OUTBOUND_ALLOW'],
    ['plain http', { PUBLIC_SCHEME: 'http' }, 'PUBLIC_SCHEME must be https'],
    [
      'a host missing',
      { STAFF_HOST: '' },
      'STORE_HOST, DEVSTORE_HOST, PARTNER_HOST and STAFF_HOST must be set',
    ],
    [
      'the key of a development CA',
      { KEYSTORE_FILE: 'development.p12' },
      'KEYSTORE_FILE is the key of a development CA',
    ],
  ] as const) {
    test(`is refused with ${what}`, async ({ assert }) => {
      const inFolder = Object.entries(changed).map(([name, value]) => [
        name,
        value.endsWith('.p12') ? join(deployment.folder, value) : value,
      ])
      const { code, output } = await refusedStart(deployment, Object.fromEntries(inFolder))
      assert.equal(code, 1, output)
      assert.include(output, words)
      assert.notInclude(output, 'Etalase ready')
    })
  }

  test('says every reason at once', async ({ assert }) => {
    const { code, output } = await refusedStart(deployment, {
      MAILER: 'mailbox',
      KEYSTORE_PASSWORD: 'salah',
      TRUST_DIR: '',
      PAYMENT_GATEWAY_URL: 'http://127.0.0.1:3390',
    })
    assert.equal(code, 1)
    for (const words of [
      'MAILER must be smtp',
      'KEYSTORE_FILE cannot be used',
      'TRUST_DIR must hold',
      'of the production store is bound to the address of the sandbox',
    ]) {
      assert.include(output, words)
    }
  })

  test('does not migrate: it says what is missing and leaves the tables alone', async ({
    assert,
  }) => {
    const url = `sqlite:${deployment.folder}/data/kosong.sqlite3`
    const { code, output } = await refusedStart(deployment, { DATABASE_URL: url })
    assert.equal(code, 1)
    assert.match(output, /the database lacks \d+ migrations/)
    assert.include(output, 'ace -- setup')
  })

  test('is refused where the database trusts a development CA', async ({ assert, cleanup }) => {
    const { chain } = await openFileKeystore(
      join(deployment.folder, 'development.p12'),
      deployment.settings.KEYSTORE_PASSWORD!
    )
    const der = Buffer.from(chain[0]!).toString('base64')
    const file = join(deployment.folder, 'data/etalase.sqlite3')
    const db = new Database(file)
    cleanup(() => {
      db.exec('delete from trust_anchors; delete from trust_imports')
      db.close()
    })
    const [times, who] = [`1, 1`, `'01K90000000000000000000001'`]
    db.exec(`insert into trust_imports (id, public_id, status, file_name, file_key, file_sha256, purpose, source, read_by, created_at, updated_at)
      values (1, '01K90000000000000000000002', 'proposed', 'x', 'x', 'x', 'seal', 'x', ${who}, ${times})`)
    db.exec(`insert into trust_anchors (public_id, import_id, purpose, role, status, der, sha256, subject, issuer, serial, not_before, not_after, proposed_by, proposed_at, created_at, updated_at)
      values ('01K90000000000000000000003', 1, 'seal', 'anchor', 'active', '${der}', 'x', 'x', 'x', '1', 1, 2, ${who}, 1, ${times})`)
    const { code, output } = await refusedStart(deployment, {})
    assert.equal(code, 1, output)
    assert.include(output, 'holds a development CA')
  })

  test('writes no settings file where there is none', async ({ assert }) => {
    const bare = await newDeployment()
    const { code } = await refusedStart(bare, {})
    assert.equal(code, 1)
    await assert.rejects(() => stat(bare.settingsFile))
  })

  test('serves both stores and the consoles: no doorway, no demo, no sandboxes', async ({
    assert,
  }) => {
    const production = await startProduction(deployment)
    try {
      const home = await production.get('toko.operator.example', '/')
      assert.equal(home.status, 200)
      assert.match(String(home.headers['strict-transport-security']), /max-age=31536000/)
      assert.isUndefined(home.headers['set-cookie'])
      assert.notInclude(home.body, 'Gamelan Saku')
      assert.equal((await production.get('uji.operator.example', '/')).status, 200)
      assert.equal((await production.get('staf.operator.example', '/login')).status, 200)
      assert.equal((await production.get('mitra.operator.example', '/login')).status, 200)
      for (const host of [
        'localhost',
        `localhost:${deployment.port}`,
        '127.0.0.1',
        'stores.localhost',
      ]) {
        assert.equal((await production.get(host, '/')).status, 404)
        assert.equal((await production.get(host, '/mailbox')).status, 404)
        assert.equal((await production.get(host, '/enter/administrator')).status, 404)
      }
      assert.equal((await production.get('toko.operator.example', '/demo-sign-in/x')).status, 404)
      assert.equal((await production.get('toko.operator.example', '/health')).status, 200)
      assert.equal(childrenOf(production.pid), '')
      assert.notInclude(production.output(), 'one-click')
    } finally {
      assert.equal(await production.stop(), 0)
    }
  })
})

function childrenOf(pid: number): string {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
