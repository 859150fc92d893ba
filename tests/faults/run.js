/*
 * `npm run faults -- checkout --rounds N [--database sqlite|postgres] [--seed S]`: pulls the plug out of the running store N times, at points that
 * `--list` names, and says what it lost and doubled. Without `--database` both, one after the other. Exits 1 where something was.
 */
import '../../bin/pinned_node.js'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const DATABASES = ['sqlite', 'postgres']

function usage(message) {
  console.error(
    `${message}\nnpm run faults -- checkout [--rounds N] [--database ${DATABASES.join('|')}] [--seed S] [--list]`
  )
  process.exit(64)
}

let words
try {
  words = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '20' },
      database: { type: 'string' },
      seed: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  })
} catch (error) {
  usage(error.message)
}
const { values, positionals } = words
if (positionals.length !== 1 || positionals[0] !== 'checkout')
  usage('which part? checkout is all there is')
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) usage('--rounds takes a number from 1 on')
if (values.database && !DATABASES.includes(values.database))
  usage(`no such database: ${values.database}`)
const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed)
if (!Number.isSafeInteger(seed)) usage('--seed takes a number')

await import('../../bin/typescript.js')
const { FAULT_POINTS } = await import('#shared/fault_points')
if (values.list) {
  for (const [point, meaning] of Object.entries(FAULT_POINTS))
    console.log(`${point.padEnd(20)} ${meaning}`)
  process.exit(0)
}

const { pullPlugs } = await import('./checkout/rounds.ts')
const total = { rounds: 0, lost: 0, doubled: 0, isBalanced: true }
for (const database of values.database ? [values.database] : DATABASES) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-faults-'))
  let postgres
  try {
    let url = `sqlite:${join(folder, 'faults.sqlite3')}`
    if (database === 'postgres') {
      const { startPostgres } = await import('../support/embedded_postgres.js')
      postgres = await startPostgres()
      url = postgres.url
    }
    console.log(`${database}: ${rounds} rounds, seed ${seed}`)
    const result = await pullPlugs({ url, folder, rounds, seed, say: console.log })
    total.rounds += result.rounds
    total.lost += result.lost
    total.doubled += result.doubled
    total.isBalanced &&= result.isBalanced
  } finally {
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
const books = total.isBalanced ? 'ledger balanced' : 'LEDGER OFF BALANCE'
console.log(
  `faults: ${total.rounds} rounds, ${total.lost} lost, ${total.doubled} doubled, ${books}`
)
process.exit(total.lost + total.doubled === 0 && total.isBalanced ? 0 : 1)
