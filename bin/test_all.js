/*
 * `npm test`: everything that CI checks, two suites at a time, each printed when it is done. Each has a budget in
 * seconds, printed beside what it took; the last line adds up every suite. `npm test -- unit browser` runs some of
 * them, `npm test -- --full` searches longer than a commit is checked with: random walks, mutated files.
 */
import './pinned_node.js'
import { spawn } from 'node:child_process'
import { startPostgres } from '../tests/support/embedded_postgres.js'

const words = process.argv.slice(2)
const LONGER = words.filter((word) => word === '--full')
const node = process.execPath
const tool = (path, ...args) => [node, [`node_modules/${path}`, ...args]]
const japa = (suite) => [node, ['bin/test.js', suite, ...LONGER]]

/** Suites run two at a time, the long ones first: a second core would otherwise look on. */
const LANES = 2

/** name, seconds it may take beside another, command, database */
const SUITES = [
  ['functional, PostgreSQL', 560, japa('functional'), 'postgres'],
  ['functional, SQLite', 420, japa('functional')],
  ['browser', 300, japa('browser')],
  ['machine', 250, japa('machine')],
  ['format and lint', 70, tool('eslint/bin/eslint.js', '.', '--max-warnings', '0')],
  ['types', 30, tool('typescript/bin/tsc', '--noEmit')],
  [
    'boundaries',
    10,
    tool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      'app',
      'plugins',
      'providers',
      'start',
      'config',
      'commands',
      '--config',
      '.dependency-cruiser.js',
      '--output-type',
      'err'
    ),
  ],
  ['unit', 90, japa('unit')],
  ['faults', 140, japa('faults')],
  ['fuzz', 60, [node, ['tests/fuzz/run.js', ...LONGER]]],
  ['journey, SQLite', 90, [node, ['bin/journey.js']]],
  ['journey, PostgreSQL', 90, [node, ['bin/journey.js', '--database', 'postgres']]],
]

const only = words.filter((word) => word !== '--full')
const totals = { passed: 0, failed: 0 }
const rows = []
const waiting = SUITES.filter(([name]) => !only.length || only.some((word) => name.includes(word)))
const started = performance.now()
let postgres

await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(lane)))
await postgres?.stop()

console.log('\nsuite                        passed  failed  seconds  budget')
for (const { name, passed, failed, seconds, budget } of rows) {
  const over = seconds > budget ? '  over budget' : ''
  console.log(
    `${name.padEnd(28)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${seconds.toFixed(1).padStart(7)}  ${String(budget).padStart(6)}${over}`
  )
}
console.log(`in all ${((performance.now() - started) / 1000).toFixed(1)} seconds`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1)

/** Takes suite after suite until none is left. */
async function runLane(lane) {
  for (let suite = waiting.shift(); suite; suite = waiting.shift()) await runSuite(suite, lane)
}

async function runSuite([name, budget, [command, args], database], lane) {
  const begin = performance.now()
  // Where none is named, each suite makes its own: what the shell exports may be somebody's real one.
  const environment = { DATABASE_URL: undefined, TEST_LANE: String(lane) }
  if (database === 'postgres') environment.DATABASE_URL = (postgres ??= await startPostgres()).url
  const { code, output } = await run(command, args, environment)
  const seconds = (performance.now() - begin) / 1000
  console.log(`\n━━ ${name}\n${output}`)
  const counted = count(output)
  // A suite without a count of its own is one check; one that breaks before it counts is one failure.
  const result = counted ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
  if (code !== 0 && result.failed === 0) result.failed = 1
  totals.passed += result.passed
  totals.failed += result.failed
  rows.push({ name, seconds, budget, ...result })
}

function run(command, args, environment) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, FORCE_COLOR: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (output += chunk))
    }
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Reads the closing line of a japa run or of the journey. */
function count(output) {
  const journey = /^journey: (\d+) steps passed$/m.exec(output)
  if (journey) return { passed: Number(journey[1]), failed: 0 }

  const line = /^Tests\s+(.*)$/m.exec(output.replace(/\u001B\[\d+m/g, ''))
  if (!line) return null
  const number = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(line[1])?.[1] ?? 0)
  return { passed: number('passed'), failed: number('failed') }
}
