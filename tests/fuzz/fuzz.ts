/**
 * Throws damaged and doctored mails and PDFs at the judge. Accepted may be only what still says what an honest one says:
 * the signed bytes, the signer, From, code and document, as other programs read them. Nothing may throw, cost much, or stay in
 * memory. Every failing input is kept, with what `pks:judge` needs to judge it again.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { trustFrom } from '#pki/trust_store'
import { AT } from '#tests/support/pki/certificates'
import { CODE } from '#tests/support/pki/mail'
import { EMAIL_ADDRESS, judge, sha256, world } from '#tests/support/pki/world'
import { mailCorpus, pdfCorpus } from '#tests/fuzz/corpus'
import { mutateMail } from '#tests/fuzz/mail_mutations'
import { readMeaning } from '#tests/fuzz/oracle'
import { mutatePdf } from '#tests/fuzz/pdf_mutations'
import { Random } from '#tests/fuzz/random'

/** Processor time that no input may cost. */
const MOST_CPU_MS = 250
/** Far more than judging holds on to, on any machine. */
const MOST_HEAP_BYTES = 64 * 1024 * 1024
const MOST_MEMORY_BYTES = 1024 * 1024 * 1024

export interface FuzzOptions {
  readonly seed: number
  readonly replies: number
  readonly pdfs: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Runs it all, prints what came of it, and answers the number of failures. */
export async function fuzz({ seed, replies, pdfs }: FuzzOptions): Promise<number> {
  console.log(`fuzz: seed ${seed}, ${replies} replies, ${pdfs} PDFs`)
  const report = new Report()
  await fuzzReplies(new Random(seed), replies, report)
  await fuzzPdfs(new Random(seed ^ 0x5eed), pdfs, report)
  return report.finish(seed)
}

async function fuzzReplies(random: Random, count: number, report: Report): Promise<void> {
  const { honest, foreign } = await mailCorpus()
  const meanings = new Set(honest.map(({ meaning }) => meaning))
  for (const { name, raw, meaning } of honest) {
    const accepted = (await judge(raw)).accepted
    const read = await readMeaning(raw, CODE)
    report.say(
      'the honest replies are accepted, and read alike by others',
      accepted && read === meaning,
      name,
      raw
    )
  }
  for (const raw of foreign) {
    report.say('the foreign replies are refused', !(await judge(raw)).accepted, 'foreign', raw)
  }
  const memory = new Memory()
  const tally = new Map<string, number>()
  for (let number = 0; number < count; number++) {
    const { name, raw } = random.pick(honest)
    const donor = random.chance(3) ? random.pick(foreign) : random.pick(honest).raw
    const mutant = mutateMail(raw, random, donor)
    const label = `reply ${number} from "${name}"`
    const outcome = await report.measure('replies', label, mutant, async () => {
      const verdict = await judge(mutant)
      return verdict.accepted
        ? ''
        : (verdict.checks.find(({ status }) => status !== 'passed')?.name ?? 'none')
    })
    if (outcome === null) continue
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    if (outcome !== '') continue
    const meaning = await readMeaning(mutant, CODE).catch((error: Error) => error.message)
    report.say(
      'an accepted reply says what an honest one says',
      meanings.has(meaning),
      `${label}: ${meaning}`,
      mutant
    )
  }
  memory.check('replies', report)
  report.tell('replies', count, tally)
}

async function fuzzPdfs(random: Random, count: number, report: Report): Promise<void> {
  const { root } = await world()
  const options = { trust: trustFrom([root.der]), at: AT }
  const { honest, foreign, stamp } = await pdfCorpus()
  const originals = new Set(honest.map(ourPart))
  for (const pdf of honest) {
    const { valid } = await inspectSealedPdf(pdf, options)
    report.say('the honest PDFs are valid', valid, 'honest', pdf)
  }
  for (const pdf of foreign) {
    const { valid } = await inspectSealedPdf(pdf, options)
    report.say('the foreign PDFs are not', !valid, 'foreign', pdf)
  }
  const memory = new Memory()
  const tally = new Map<string, number>()
  for (let number = 0; number < count; number++) {
    const donor = random.chance(2) ? random.pick(foreign) : random.pick(honest)
    const mutant = mutatePdf(random.pick(honest), random, donor, stamp)
    const outcome = await report.measure('PDFs', `PDF ${number}`, mutant, async () => {
      const { valid, checks } = await inspectSealedPdf(mutant, options)
      return valid ? '' : (checks.find(({ status }) => status !== 'passed')?.reason ?? 'none')
    })
    if (outcome === null) continue
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    if (outcome !== '') continue
    report.say(
      'a valid PDF is an original, but for the token of its time stamp',
      originals.has(ourPart(mutant)),
      `PDF ${number}`,
      mutant
    )
  }
  memory.check('PDFs', report)
  report.tell('PDFs', count, tally)
}

/**
 * What the operator wrote of a sealed file: all outside the place of the signature, and of the CMS message in it everything but the
 * unsigned attribute of the time stamp, another authority's message in which a byte may differ that nobody signed.
 */
function ourPart(pdf: Buffer): string {
  const text = pdf.toString('latin1')
  const place = /\/Contents\s*<([0-9a-f]*)>/.exec(text)
  if (!place) return sha256(pdf)
  const signedData = childrenOf(Buffer.from(place[1]!, 'hex')).at(-1)!
  const fields = childrenOf(childrenOf(signedData)[0]!, true)
  const signerInfo = childrenOf(fields.at(-1)!)[0]!
  const info = childrenOf(signerInfo, true).filter((field) => field[0] !== 0xa1)
  const outside = text.replace(place[0], '')
  return sha256(Buffer.concat([Buffer.from(outside, 'latin1'), ...fields.slice(0, -1), ...info]))
}

/** The elements of a constructed DER element; with `inside`, of the one that it holds. */
function childrenOf(der: Buffer, inside = false): Buffer[] {
  const { begin, end } = extentOf(der, 0)
  const children: Buffer[] = []
  for (let at = begin; at < end; at = extentOf(der, at).end)
    children.push(der.subarray(at, extentOf(der, at).end))
  return inside && children.length === 1 ? childrenOf(children[0]!) : children
}

function extentOf(der: Buffer, at: number): { begin: number; end: number } {
  const first = der[at + 1]!
  const size = first < 0x80 ? 0 : first & 0x7f
  const begin = at + 2 + size
  return { begin, end: begin + (size === 0 ? first : der.readUIntBE(at + 2, size)) }
}

class Memory {
  readonly #heap: number
  readonly #all: number

  constructor() {
    collectGarbage()
    this.#heap = process.memoryUsage().heapUsed
    this.#all = process.memoryUsage.rss()
  }

  check(what: string, report: Report): void {
    const all = process.memoryUsage.rss() - this.#all
    collectGarbage()
    const heap = process.memoryUsage().heapUsed - this.#heap
    const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
    report.say(
      `memory stays bounded (${what})`,
      heap < MOST_HEAP_BYTES && all < MOST_MEMORY_BYTES,
      `heap ${mb(heap)}, in all ${mb(all)}`
    )
  }
}

/** Counts properties, each of which holds for every input or fails once. */
class Report {
  readonly #properties = new Map<string, boolean>()
  readonly #slowest = new Map<string, number>()
  #folder: string | null = null
  #kept = 0

  say(property: string, holds: boolean, about: string, input?: Uint8Array): void {
    this.#properties.set(property, holds && this.#properties.get(property) !== false)
    if (!holds) this.#fail(`${property}: ${about}`, input)
  }

  /** What `work` answers, or null when it threw; dear inputs run again alone before they count. */
  async measure<T>(
    what: string,
    label: string,
    input: Uint8Array,
    work: () => Promise<T>
  ): Promise<T | null> {
    let answer: T | null = null
    try {
      let cost = await cpuOf(async () => void (answer = await work()))
      for (let again = 0; again < 3 && cost > MOST_CPU_MS; again++) {
        collectGarbage()
        cost = Math.min(cost, await cpuOf(work))
      }
      this.#slowest.set(what, Math.max(cost, this.#slowest.get(what) ?? 0))
      this.say(
        `none costs more than ${MOST_CPU_MS} ms of processor time (${what})`,
        cost <= MOST_CPU_MS,
        `${label}: ${cost.toFixed(0)} ms`,
        input
      )
      this.say(`nothing throws (${what})`, true, label)
    } catch (error) {
      this.say(`nothing throws (${what})`, false, `${label}: ${String(error)}`, input)
    }
    return answer
  }

  tell(what: string, count: number, tally: ReadonlyMap<string, number>): void {
    const refused = [...tally].filter(([name]) => name !== '').toSorted((a, b) => b[1] - a[1])
    const reasons = refused.map(([name, times]) => `${name} ${times}`).join(', ')
    console.log(
      `${what}: ${count} mutated, ${tally.get('') ?? 0} still honest, the dearest ${(this.#slowest.get(what) ?? 0).toFixed(0)} ms; refused by: ${reasons}`
    )
  }

  /** The closing line has the form of a test runner's. */
  async finish(seed: number): Promise<number> {
    const failed = [...this.#properties].filter(([, holds]) => !holds).map(([name]) => name)
    for (const name of failed) console.log(`✖ ${name}`)
    if (this.#folder) {
      await keepWorld(this.#folder)
      console.log(`the inputs are in ${this.#folder}; again with: npm run fuzz -- --seed ${seed}`)
    }
    const passed = this.#properties.size - failed.length
    const failures = failed.length > 0 ? `, ${failed.length} failed` : ''
    console.log(`Tests  ${passed} passed${failures} (${this.#properties.size})`)
    return failed.length
  }

  #fail(message: string, input?: Uint8Array): void {
    if (++this.#kept > 50) return
    console.log(`✖ ${message}`)
    if (!input) return
    this.#folder ??= mkdtempSync(join(tmpdir(), 'etalase-fuzz-'))
    const isPdf = Buffer.from(input.subarray(0, 5)).toString('latin1') === '%PDF-'
    const file = join(this.#folder, `${this.#kept}.${isPdf ? 'pdf' : 'eml'}`)
    writeFileSync(file, input)
    console.log(`  ${file}`)
  }
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

/** Authorities, lists and expectations beside the failing inputs: keys are new in every run. */
async function keepWorld(folder: string): Promise<void> {
  const { root, crls, pdf } = await world()
  for (const name of ['trust', 'crl']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'trust', 'root.pem'), root.certificate.toString('pem'))
  crls.forEach((crl, index) => writeFileSync(join(folder, 'crl', `${index}.crl`), crl))
  const hash = createHash('sha256').update(pdf).digest('hex')
  const flags = `--trust trust --seal-trust trust --crl crl --expect-email ${EMAIL_ADDRESS} --expect-code ${CODE} --expect-sha256 ${hash} --at ${AT.toISOString()}`
  writeFileSync(join(folder, 'again.txt'), `pks:judge FILE.eml --json ${flags}\n`)
}
