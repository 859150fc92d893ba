import { test } from '@japa/runner'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import BetterSqlite3 from 'better-sqlite3'
import { QUESTIONS } from '../../../bin/setup_questions.js'
import { ADMIN, KEYSTORE_PASSWORD, newDeployment, runSetup } from '#tests/support/production'

interface Staff {
  name: string
  email: string
  role: string
  password: string
  totp_secret: string | null
}

function database(url: string) {
  return new BetterSqlite3(url.replace('sqlite:', ''), { readonly: true })
}

/** Answers that a deployment of these tests does not need. */
const RIGHT: Record<string, string> = {
  INBOUND_MAIL: 'smtp, imap',
  IMAP_URL: 'imaps://pks%40operator.example@mail.operator.example',
}

test.group('setup', () => {
  test('[R4.2] makes a deployment ready, and run again changes nothing', async ({ assert }) => {
    const deployment = await newDeployment()
    await writeFile(deployment.settingsFile, 'LOG_LEVEL=warn\nPPN_BASIS_POINTS=1200\n', {
      mode: 0o644,
    })
    const first = await runSetup(deployment, { args: ['--prices', '1100, 22.000,5500'] })
    assert.equal(first.code, 0, first.output)
    assert.include(first.output, 'NODE_ENV=production npm start')

    // The settings, to the letter and for nobody else's eyes; the operator's own among them.
    assert.equal((await stat(deployment.settingsFile)).mode & 0o777, 0o600)
    const written = await readFile(deployment.settingsFile, 'utf8')
    const settings = parseEnv(written)
    assert.containsSubset(settings, {
      KEYSTORE_PASSWORD,
      LOG_LEVEL: 'warn',
      PPN_BASIS_POINTS: '1200',
    })
    assert.isAtLeast(settings.APP_KEY!.length, 32)
    assert.notProperty(settings, 'SETUP_ADMIN_PASSWORD')
    for (const secret of [KEYSTORE_PASSWORD, ADMIN.password, settings.APP_KEY!]) {
      assert.notInclude(first.output, secret)
    }

    const db = database(deployment.settings.DATABASE_URL!)
    const staff = db
      .prepare('select name, email, role, password, totp_secret from staff')
      .all() as Staff[]
    assert.lengthOf(staff, 1)
    assert.containsSubset(staff[0], {
      name: ADMIN.name,
      email: ADMIN.email,
      role: 'administrator',
      totp_secret: null,
    })
    assert.match(staff[0]!.password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const prices = db.prepare('select amount from price_points where retired = 0 order by amount')
    assert.deepEqual(prices.pluck().all(), [1_100, 5_500, 22_000])
    assert.equal(db.prepare('select count(*) from categories').pluck().get(), 8)

    const changed = { MAIL_FROM: 'lain@operator.example' }
    const again = await runSetup(deployment, { settings: changed })
    assert.equal(again.code, 0, again.output)
    assert.include(again.output, 'kept     MAIL_FROM')
    assert.equal(await readFile(deployment.settingsFile, 'utf8'), written)
    assert.equal(db.prepare('select count(*) from staff').pluck().get(), 1)
    assert.equal(prices.pluck().all().length, 3)
    db.close()

    await runSetup(deployment, { settings: changed, args: ['--overwrite'] })
    assert.include(
      await readFile(deployment.settingsFile, 'utf8'),
      'MAIL_FROM=lain@operator.example'
    )
  })

  test('says everything that is missing at once and writes nothing', async ({ assert }) => {
    const deployment = await newDeployment()
    const { code, output } = await runSetup(deployment, { settings: {} })
    assert.equal(code, 64)
    for (const flag of [
      '--store-host',
      '--staff-host',
      '--keystore-file',
      '--trust-dir',
      '--mail-smtp-url',
      '--payment-gateway-url',
    ]) {
      assert.include(output, flag)
    }
    await assert.rejects(() => stat(deployment.settingsFile))
  })

  test('is not ready without an administrator or with a price that is none, and says so', async ({
    assert,
  }) => {
    const deployment = await newDeployment()
    const settings: Record<string, string> = { ...deployment.settings, SETUP_PRICES: '1100,gratis' }
    for (const name of Object.keys(settings))
      if (name.startsWith('SETUP_ADMIN')) delete settings[name]
    const { code, output } = await runSetup(deployment, { settings })
    assert.equal(code, 1)
    assert.include(output, '--admin-name, --admin-email, --admin-password')
    assert.include(output, 'whole rupiah')
    assert.notInclude(output, 'npm start')
  })

  for (const [what, name, value, words] of [
    ['a host of a development machine', 'STORE_HOST', 'stores.localhost', 'reachable by the world'],
    ['one host for two surfaces', 'STAFF_HOST', 'mitra.operator.example', 'another surface'],
    ['a wrong keystore password', 'KEYSTORE_PASSWORD', 'salah', 'does not open'],
    [
      'the secret of a development machine',
      'APP_KEY',
      'development-12345678901234567890',
      'development machine',
    ],
    ['a gateway without https', 'PAYMENT_GATEWAY_URL', 'http://gateway.operator.example', 'https'],
    ['a mail server of another kind', 'MAIL_SMTP_URL', 'https://mail.operator.example', 'smtp://'],
    ['a port that is none', 'PORT', '70000', 'no port'],
    ['a way in for replies that is none', 'INBOUND_MAIL', 'smtp,pop3', 'out of smtp, imap, file'],
    ['a mailbox without TLS', 'IMAP_URL', 'http://pks@mail.operator.example', 'imaps://'],
    ['a folder of authorities that is not there', 'TRUST_DIR', '/tidak/ada', 'no folder'],
  ] as const) {
    test(`refuses ${what}, and takes the right one`, async ({ assert }) => {
      const { settings } = await newDeployment()
      const { check } = QUESTIONS.find((question) => question.name === name)!
      const right: string = settings[name] ?? RIGHT[name] ?? '12345678901234567890123456789012'
      assert.isNull(await check!(right, settings))
      assert.include(await check!(value, { ...settings, [name]: value }), words)
    })
  }

  test('asks for a mailbox and its password only where replies are fetched', ({ assert }) => {
    const asked = (settings: Record<string, string>) =>
      QUESTIONS.filter(({ when }) => when?.(settings)).map(({ name }) => name)
    assert.deepEqual(asked({ INBOUND_MAIL: 'none' }), [])
    assert.deepEqual(asked({ INBOUND_MAIL: 'smtp' }), ['SMTP_HOST', 'SMTP_PORT'])
    const imap = { INBOUND_MAIL: 'file,imap', IMAP_URL: 'imaps://pks@mail.operator.example' }
    assert.deepEqual(asked(imap), ['IMAP_URL', 'IMAP_PASSWORD'])
    assert.deepEqual(asked({ ...imap, IMAP_URL: 'imaps://pks:x@mail.operator.example' }), [
      'IMAP_URL',
    ])
  })

  test('refuses the key of a development CA', async ({ assert }) => {
    const { folder, settings } = await newDeployment()
    const { check } = QUESTIONS.find((question) => question.name === 'KEYSTORE_PASSWORD')!
    const KEYSTORE_FILE = `${folder}/development.p12`
    assert.include(
      await check!(KEYSTORE_PASSWORD, { ...settings, KEYSTORE_FILE }),
      'development CA'
    )
  })
})
