/*
 * `npm run bench -- NAME [--json] [--quick]`: measures one thing and says whether its goal is met.
 * A bench is a file here that exports `bench({ quick, say, tell })` and tells each figure as soon as it has it; without a name all
 * run. Exits 1 when a goal is missed or a bench fails; what was told by then stands.
 */
import '../bin/pinned_node.js'
import { existsSync } from 'node:fs'

const BENCHES = ['catalogue', 'queues', 'pki', 'audit', 'partners', 'purchase', 'pages']

const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')))
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = [
  ...named.filter((name) => !BENCHES.includes(name)),
  ...[...flags].filter((flag) => !['--json', '--quick'].includes(flag)),
]
if (unknown.length > 0) {
  console.error(
    `unknown: ${unknown.join(' ')}\nbenches: ${BENCHES.join(', ')}; flags: --json --quick`
  )
  process.exit(2)
}

const asJson = flags.has('--json')
const say = (line) => asJson || console.log(line)
let missed = false

for (const name of named.length > 0 ? named : BENCHES) {
  const file = new URL(`${name}.js`, import.meta.url)
  if (!existsSync(file)) throw new Error(`no such bench: ${name}`)
  const { bench } = await import(file.href)
  const tell = (figure) => {
    const pass = judge(figure)
    if (pass === false) missed = true
    const line = { bench: name, ...figure, ...(pass === undefined ? {} : { pass }) }
    if (asJson) console.log(JSON.stringify(line))
    else table(line)
  }
  try {
    await bench({ quick: flags.has('--quick'), say, tell })
  } catch (error) {
    missed = true
    console.error(`${name} failed: ${error.stack}`)
  }
}
process.exit(missed ? 1 : 0)

/** A figure has a `goal` that it reaches, or a `most` that it stays under, or neither. */
function judge({ ours, ratio, goal, most }) {
  if (most !== undefined) return (ratio ?? ours) <= most
  return goal === undefined ? undefined : (ratio ?? ours) >= goal
}

function table({ figure, ours, against, theirs, ratio, goal, most, pass }) {
  const number = (value) =>
    value === undefined ? '' : value.toLocaleString('en-GB', { maximumFractionDigits: 2 })
  const judged =
    pass === undefined
      ? ''
      : `${most === undefined ? `goal ${goal}` : `at most ${most}`}: ${pass ? 'met' : 'MISSED'}`
  const compared = theirs === undefined ? '' : `${against}: ${number(theirs)}`
  console.log(
    [
      figure.padEnd(28),
      number(ours).padStart(10),
      compared.padEnd(26),
      number(ratio).padStart(6),
      judged,
    ]
      .join('  ')
      .trimEnd()
  )
}
