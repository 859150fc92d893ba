/*
 * `npm run fuzz [-- --full] [--seed N]`: mutated replies and PDFs before the judge. A tenth (2,000 and 500) without
 * --full. The seed is the day's when none is given, so that every day tries others and a day can be repeated.
 * Exit: 0 all well, 1 not, 2 wrong usage.
 */
import '../../bin/pinned_node.js'
import { parseArgs } from 'node:util'

const { full, seed } = options()
await import('../../bin/typescript.js')
const { fuzz } = await import('./fuzz.ts')
const failures = await fuzz({ seed, replies: full ? 20_000 : 2_000, pdfs: full ? 5_000 : 500 })
process.exit(failures === 0 ? 0 : 1)

function options() {
  try {
    const { values } = parseArgs({
      options: { full: { type: 'boolean', default: false }, seed: { type: 'string' } },
    })
    const today = Math.floor(Date.now() / 86_400_000)
    const number = values.seed === undefined ? today : Number(values.seed)
    if (!Number.isSafeInteger(number)) throw new Error('--seed needs a whole number')
    return { full: values.full, seed: number }
  } catch (error) {
    console.error(error.message)
    process.exit(2)
  }
}
