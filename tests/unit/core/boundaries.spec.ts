import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'

const ROOT = new URL('../../../', import.meta.url).pathname
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')

/** Writes `source` into the tree, cruises it alone, and names the rules that it broke. */
function brokenRules(path: string, source: string): string[] {
  const file = join(ROOT, path)
  writeFileSync(file, source)
  try {
    const { stdout } = spawnSync(
      process.execPath,
      [CRUISER, path, '--config', '.dependency-cruiser.js', '--output-type', 'json'],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 64_000_000 }
    )
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string }[] }
    }
    return [
      ...new Set(
        summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name)
      ),
    ]
  } finally {
    rmSync(file)
  }
}

test.group('Boundaries', () => {
  const probes: [rule: string, path: string, source: string][] = [
    ['shared-stands-alone', 'app/shared/zz_probe.ts', `import '#partners/models/partner'\n`],
    ['core-knows-no-area', 'app/core/zz_probe.ts', `import '#partners/models/partner'\n`],
    ['edges-of-partners', 'app/partners/zz_probe.ts', `import '#catalogue/models/content'\n`],
    ['edges-of-ledger', 'app/ledger/zz_probe.ts', `import '#checkout/models/order'\n`],
    ['inner-rooms', 'app/approvals/zz_probe.ts', `import '#core/controllers/health_controller'\n`],
    ['ports-stand-alone', 'app/payments/zz_probe.ts', `import '#checkout/models/order'\n`],
    [
      'plugins-know-their-port',
      'plugins/payments/speedy/zz_probe.ts',
      `import '#plugins/payments/delima/index'\n`,
    ],
    [
      'nobody-imports-plugins',
      'app/checkout/zz_probe.ts',
      `import '#plugins/payments/speedy/index'\n`,
    ],
    ['logic-knows-no-http', 'app/catalogue/models/zz_probe.ts', `import '@adonisjs/core/http'\n`],
    ['resolvable', 'app/shared/zz_probe.ts', `import '#shared/there_is_no_such_file'\n`],
  ]

  for (const [rule, path, source] of probes) {
    test(`the rule ${rule} fires`, ({ assert }) => {
      assert.include(brokenRules(path, source), rule)
    })
  }
})
