import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const COPIED = [
  'app',
  'plugins',
  'config',
  'providers',
  'start',
  'commands',
  'database',
  'resources',
  'sandboxes',
  'bin',
  'tests/contracts/payments',
  'tests/support',
  'tests/bootstrap.ts',
  'package.json',
  'tsconfig.json',
  'adonisrc.ts',
  'ace.js',
  '.dependency-cruiser.js',
  '.dependency-cruiser.resolve.cjs',
  '.adonisjs',
]
/** The method that is taken out again; nothing but its own spec asks for it. */
const LEAVES = 'instant_payment'

/** Buys in the copy with what is there, in a browser's manner, and looks at what the product page offers. */
const PURCHASES = `
import { test } from '@japa/runner'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { startPaymentSandbox } from '#sandboxes/payments/server'
import { METHODS } from '#sandboxes/payments/bank'
import { allowLocalPortals, buy, GATEWAY_KEY, openShop, PartnerPortal } from '#tests/support/orders'
import env from '#start/env'

test.group('A store with another method', (group) => {
  const portal = new PartnerPortal()
  group.setup(async () => {
    const gateway = await startPaymentSandbox({
      port: Number(new URL(env.get('SANDBOX_GATEWAY_URL')!).port),
      key: GATEWAY_KEY,
      methods: { ...METHODS, koin: { settles: 'collected', needs: null } },
    })
    await portal.open()
    const close = allowLocalPortals()
    return async () => {
      close()
      await portal.close()
      await gateway.close()
    }
  })

  for (const environment of ['production', 'development'] as const)
    for (const [method, label] of [['koin', 'Koin'], ['delima', 'Delima']])
      test(\`the \${environment} store sells for \${method}\`, async ({ assert }) => {
        const shop = await openShop(portal, { environment, price: 22_000 })
        const page = await buy(shop, method)
        const order = await Order.query().where('customerId', shop.customer.id).firstOrFail()
        assert.equal(order.status, 'fulfilled')
        assert.equal((await Payment.findByOrFail('orderId', order.id)).status, 'collected')
        assert.include(page.text, label)
      })

  test('what was taken out is offered nowhere, and what was paid with it stays readable', async ({ assert }) => {
    const shop = await openShop(portal)
    const page = await shop.visitor.get(\`/products/\${shop.content.publicId}\`)
    assert.include(page.text, 'dipotong dari dompet Koin Anda')
    assert.notInclude(page.text, 'Instant Payment')
    const refused = await buy(shop, '${LEAVES}').catch(() => null)
    assert.isNull(await Order.findBy('customerId', shop.customer.id), refused?.text)
    await buy(shop, 'delima')
    const order = await Order.query().where('customerId', shop.customer.id).firstOrFail()
    await order.merge({ method: '${LEAVES}' }).save()
    const old = await shop.visitor.get(\`/orders/\${order.number}\`)
    assert.include(old.text, 'Instant payment')
    assert.notInclude(old.text, 'translation missing')
  })
})
`

interface Step {
  path: string | null
  text: string
}

/** The files and lines of the five steps, as the page has them. */
function stepsOf(page: string): Step[] {
  const section = page.slice(page.indexOf('## Payment method'), page.indexOf('Out again'))
  return [...section.matchAll(/(?:`([\w/.]+)`:\n)?\s+```\w+\n([\s\S]*?)\n\s+```/g)].map(
    ([, path, text]) => ({ path: path ?? null, text: text!.replace(/^ {3}/gm, '') })
  )
}

async function copyOfTheTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-plugin-'))
  for (const name of COPIED) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await cp(join(ROOT, name), join(folder, name), { recursive: true }).catch((error) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Runs a program of the copy to its end. @returns what it printed @throws with that where it fails */
function run(folder: string, ...words: string[]): Promise<string> {
  const { PATH, HOME } = process.env
  return new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      words,
      { cwd: folder, env: { PATH, HOME }, maxBuffer: 10_000_000 },
      (error, stdout, stderr) =>
        error
          ? reject(new Error(`${words.join(' ')}\n${stdout}\n${stderr}`))
          : resolve(stdout + stderr)
    )
  )
}

test.group('A payment plug-in by docs/plugins.md', (group) => {
  let folder: string
  group.setup(async () => {
    folder = await copyOfTheTree()
    return () => rm(folder, { recursive: true, force: true })
  })

  test('[R4.5] five steps add one and take another out: types, boundaries, contract and purchases', async ({
    assert,
  }) => {
    const page = await readFile(join(ROOT, 'docs/plugins.md'), 'utf8')
    const steps = stepsOf(page)
    assert.deepEqual(
      steps.map(({ path }) => path),
      [
        'plugins/payments/koin/index.ts',
        'plugins/payments/koin/lang/id.json',
        'plugins/payments/koin/lang/en.json',
        null,
        'tests/contracts/payments/koin.spec.ts',
      ]
    )
    for (const { path, text } of steps.filter((step) => step.path !== null)) {
      await mkdir(dirname(join(folder, path!)), { recursive: true })
      await writeFile(join(folder, path!), `${text}\n`)
    }
    const configuration = join(folder, 'config/payments.ts')
    const entry = steps.find(({ path }) => path === null)!.text
    const before = await readFile(configuration, 'utf8')
    const leaving = new RegExp(`\\n  ${LEAVES}: telco\\([\\s\\S]*?\\)\\n?\\s*\\),`)
    assert.match(before, leaving)
    await writeFile(configuration, before.replace(leaving, `\n  ${entry}`))
    await rm(join(folder, 'plugins/payments', LEAVES), { recursive: true })
    await rm(join(folder, `tests/contracts/payments/${LEAVES}.spec.ts`))
    await mkdir(join(folder, 'tests/functional/plugins'), { recursive: true })
    await writeFile(join(folder, 'tests/functional/plugins/purchases.spec.ts'), PURCHASES)
    await writeFile(
      join(folder, 'tsconfig.plugin.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        include: [],
        files: [
          'config/payments.ts',
          'tests/contracts/payments/koin.spec.ts',
          'node_modules/@japa/assert/build/index.d.ts',
        ],
      })
    )

    await run(folder, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.plugin.json')
    const cruised = await run(
      folder,
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['app', 'plugins', 'providers', 'start', 'config', 'commands'],
      ...['--config', '.dependency-cruiser.js']
    )
    assert.include(cruised, 'no dependency violations found')
    const contract = await run(
      folder,
      ...['bin/test.js', 'unit', '--files', 'tests/contracts/payments/koin.spec.ts']
    )
    assert.match(contract, /Tests\s+16 passed/)
    const bought = await run(
      folder,
      ...['bin/test.js', 'functional', '--files', 'tests/functional/plugins/purchases.spec.ts']
    )
    assert.match(bought, /Tests\s+5 passed/)
  })
})
