/*
 * `npm run fuzz [-- --full] [--seed N]`: mutated replies and PDFs before the judge. A tenth (2,000 and 500) without
 * --full. The seed is the day's when none is given, so that every day tries others and a day can be repeated.
 */
import '../../bin/pinned_node.js'
import { parseArgs } from 'node:util'

const HELP = `Mutated replies and PDFs before the judge: no forgery may be accepted, and nothing may make it fail.

Usage:
  npm run fuzz -- [--full] [--seed N]

Options:
  --full     20,000 replies and 5,000 PDFs; a tenth of it when left out
  --seed N   a whole number: the same one tries the same; the day's when left out
  --help     this

Exit codes:
  0   all well
  1   a forgery was accepted, or something failed
  64  wrong usage`

const { full, seed } = options()
await import('../../bin/typescript.js')
const { fuzz } = await import('./fuzz.ts')
const failures = await fuzz({ seed, replies: full ? 20_000 : 2_000, pdfs: full ? 5_000 : 500 })
process.exit(failures === 0 ? 0 : 1)

function options() {
  try {
    const { values } = parseArgs({
      options: {
        full: { type: 'boolean', default: false },
        seed: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(HELP)
      process.exit(0)
    }
    const today = Math.floor(Date.now() / 86_400_000)
    const isNumber = values.seed === undefined || /^\d+$/.test(values.seed)
    const number = Number(values.seed ?? today)
    if (!isNumber || !Number.isSafeInteger(number)) throw new Error('--seed needs a whole number')
    return { full: values.full, seed: number }
  } catch (error) {
    console.error(error.message)
    process.exit(64)
  }
}
