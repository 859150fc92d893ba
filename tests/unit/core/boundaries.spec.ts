import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SETTINGS = [
  '.dependency-cruiser.js',
  '.dependency-cruiser.resolve.cjs',
  'package.json',
  'tsconfig.json',
]

interface Rule {
  name: string
  from: { path?: string }
  to: { path?: string; pathNot?: string }
}
const { default: settings } = (await import(join(ROOT, '.dependency-cruiser.js'))) as {
  default: { forbidden: Rule[] }
}
const rules = new Map(settings.forbidden.map((rule) => [rule.name, rule]))

/** An import of one file of another; `breaks` is whether the rule is to fire. */
interface Probe {
  rule: string
  in: string
  imports: string
  breaks: boolean
}

const breaks = (rule: string, folder: string, ...imports: string[]): Probe[] =>
  imports.map((one) => ({ rule, in: folder, imports: one, breaks: true }))
const keeps = (rule: string, folder: string, ...imports: string[]): Probe[] =>
  imports.map((one) => ({ rule, in: folder, imports: one, breaks: false }))

const PORTS = ['payments', 'captcha', 'pki', 'inbound_mail', 'storage']
const HTTP_FREE = ['actions', 'models', 'queries', 'jobs']
const OWN_ROOMS = ['controllers', 'validators', 'mails', 'policies']

/** Areas that a rule over edges names: `^app/(customers|checkout)/`. */
const named = (pattern: string | undefined) => /^\^app\/\((.+)\)\/$/.exec(pattern!)![1]!.split('|')
const areas = [...rules.keys()]
  .filter((name) => name.startsWith('edges-of-'))
  .map((name) => name.slice('edges-of-'.length))
const model = (area: string) => `#${area}/models/probe`

const edges = areas.flatMap((area) => {
  const rule = `edges-of-${area}`
  const forbidden = named(rules.get(rule)!.to.path)
  const allowed = [...areas, 'core', 'shared', 'audit', ...PORTS].filter(
    (other) => other !== area && !forbidden.includes(other)
  )
  return [
    ...breaks(rule, `app/${area}`, ...forbidden.map(model)),
    ...keeps(rule, `app/${area}`, ...allowed.map(model)),
  ]
})

/** Files and folders that `rooms-of-…` opens to others, out of its pattern. */
const rooms = areas.flatMap((area) => {
  const rule = `rooms-of-${area}`
  const opened = /\((.+)\)$/.exec(rules.get(rule)!.to.pathNot!)![1]!.split('|')
  const paths = opened.map((one) =>
    one.endsWith('/') ? `#${area}/${one}probe` : `#${area}/${one.replace('\\.', '')}`
  )
  return [
    ...breaks(rule, 'app/consoles', `#${area}/probe`, `#${area}/jobs/probe`, `#${area}/routes`),
    ...keeps(rule, 'app/consoles', ...paths),
    ...keeps(rule, `app/${area}`, `#${area}/probe`),
  ]
})

const probes: Probe[] = [
  ...edges,
  ...rooms,
  ...breaks('resolvable', 'app/shared', '#shared/there_is_no_such_file'),
  ...breaks(
    'shared-stands-alone',
    'app/shared',
    ...[...areas, ...PORTS, 'core', 'audit', 'consoles', 'doorway'].map(model),
    '#plugins/payments/one/probe',
    '#start/probe',
    '#providers/probe'
  ),
  ...breaks('core-knows-no-area', 'app/core', ...[...areas, 'consoles', 'doorway'].map(model)),
  ...keeps('core-knows-no-area', 'app/core', model('shared'), model('audit')),
  ...OWN_ROOMS.flatMap((room) => [
    ...breaks('inner-rooms', 'app/approvals', `#core/${room}/probe`, `#catalogue/${room}/probe`),
    ...keeps('inner-rooms', 'app/approvals', `#approvals/${room}/probe`),
  ]),
  ...[...PORTS, 'audit'].flatMap((port) => [
    ...breaks(
      'ports-stand-alone',
      `app/${port}`,
      ...[...areas, 'core', 'consoles', 'doorway'].map(model),
      '#plugins/payments/one/probe'
    ),
    ...keeps('ports-stand-alone', `app/${port}`, model('shared')),
  ]),
  ...breaks(
    'plugins-know-their-port',
    'plugins/payments/one',
    '#plugins/payments/other/probe',
    '#plugins/captcha/one/probe',
    '#captcha/models/probe',
    '#config/probe',
    '#start/probe',
    ...[...areas, 'core'].map(model)
  ),
  ...keeps(
    'plugins-know-their-port',
    'plugins/payments/one',
    '#plugins/payments/one/probe',
    '#payments/models/probe',
    model('shared')
  ),
  ...[...areas, 'core', 'shared', 'audit', ...PORTS].flatMap((area) =>
    breaks('nobody-imports-plugins', `app/${area}`, '#plugins/payments/one/probe')
  ),
  ...breaks('nobody-imports-plugins', 'start', '#plugins/payments/one/probe'),
  ...['providers', 'config', 'bin', 'commands', 'tests'].flatMap((folder) =>
    keeps('nobody-imports-plugins', folder, '#plugins/payments/one/probe')
  ),
  ...HTTP_FREE.flatMap((room) => [
    ...breaks(
      'logic-knows-no-http',
      `app/catalogue/${room}`,
      '@adonisjs/core/http',
      '#catalogue/controllers/probe',
      '#identity/middleware/probe',
      '#core/http/probe'
    ),
    ...keeps('logic-knows-no-http', `app/catalogue/${room}`, '#core/http/surfaces'),
  ]),
  ...['app/core', 'plugins/payments/one', 'config', 'start', 'providers', 'commands'].flatMap(
    (folder) => [
      ...breaks('product-knows-no-tests', folder, '#tests/probe', '../benchmarks/probe.js'),
      ...keeps('product-knows-no-tests', folder, '#sandboxes/probe'),
    ]
  ),
]

/** Where an import of a probe leads, in a tree that holds nothing but probes. */
function targetOf(specifier: string): string | null {
  if (specifier.startsWith('../')) return specifier.slice(3).replace('.js', '.ts')
  if (!specifier.startsWith('#') || specifier.includes('no_such_file')) return null
  const [, room, rest] = /^#([^/]+)\/(.+)$/.exec(specifier)!
  const isTop = ['plugins', 'config', 'start', 'providers', 'tests', 'sandboxes'].includes(room!)
  return `${isTop ? '' : 'app/'}${room}/${rest}.ts`
}

/** Writes a file for every probe into a tree of its own, cruises it once, and says which rules each file broke. */
function cruise(folder: string): (probe: Probe) => Set<string> {
  const write = (path: string, source: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  for (const name of SETTINGS) copyFileSync(join(ROOT, name), join(folder, name))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const files = new Map<Probe, string>()
  probes.forEach((probe, index) => {
    const file = `${probe.in}/from_${index}.ts`
    files.set(probe, file)
    const target = targetOf(probe.imports)
    if (target) write(target, 'export {}\n')
    const up = '../'.repeat(probe.in.split('/').length - 1)
    write(file, `import '${probe.imports.startsWith('../') ? up : ''}${probe.imports}'\n`)
  })
  write('app/shared/one_way.ts', `import './other_way.js'\n`)
  write('app/shared/other_way.ts', `import './one_way.js'\n`)

  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      ...['app', 'plugins', 'providers', 'start', 'config', 'commands', 'bin', 'tests'],
      ...['--config', '.dependency-cruiser.js', '--output-type', 'json'],
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256_000_000 }
  )
  if (!stdout) throw new Error(stderr)
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] }
  }
  const broken = new Map<string, Set<string>>()
  for (const { rule, from } of summary.violations)
    broken.set(from, (broken.get(from) ?? new Set()).add(rule.name))
  files.set(CIRCLE, 'app/shared/one_way.ts')
  return (probe) => broken.get(files.get(probe)!) ?? new Set()
}

const CIRCLE: Probe = {
  rule: 'no-circular',
  in: 'app/shared',
  imports: './other_way.js',
  breaks: true,
}

test.group('Boundaries', (group) => {
  let brokenBy: (probe: Probe) => Set<string>
  group.setup(() => {
    const folder = mkdtempSync(join(tmpdir(), 'etalase-boundaries-'))
    brokenBy = cruise(folder)
    rmSync(folder, { recursive: true })
  })

  for (const rule of rules.keys()) {
    test(`the rule ${rule} fires, and only there`, ({ assert }) => {
      const own = [...probes, CIRCLE].filter((probe) => probe.rule === rule)
      assert.isTrue(
        own.some((probe) => probe.breaks),
        'a rule without a probe'
      )
      for (const probe of own) {
        const said = `${probe.in} imports ${probe.imports}`
        assert.equal(brokenBy(probe).has(rule), probe.breaks, said)
      }
    })
  }

  test('every folder of app is under a rule', ({ assert }) => {
    const known = [...areas, ...PORTS, 'audit', 'core', 'shared', 'consoles', 'doorway']
    assert.sameMembers(readdirSync(join(ROOT, 'app')), known)
  })

  test('docs/architecture.md names the edges and the rooms that are checked', ({ assert }) => {
    const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
    for (const area of areas) {
      const forbidden = named(rules.get(`edges-of-${area}`)!.to.path)
      const allowed = areas.filter((other) => other !== area && !forbidden.includes(other))
      const opened = /\((.+)\)$/
        .exec(rules.get(`rooms-of-${area}`)!.to.pathNot!)![1]!
        .replaceAll('\\.', '')
        .split('|')
        .slice(3)
      const row = new RegExp(`^\\| ${area} \\| (.*) \\| (.*) \\|$`, 'm').exec(page)
      const words = (cell: string | undefined) => (cell === '–' ? [] : (cell ?? '').split(', '))
      assert.sameMembers(words(row?.[1]), allowed, area)
      assert.sameMembers(words(row?.[2]?.replaceAll('`', '')), opened, area)
    }
  })
})
