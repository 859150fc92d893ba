/*
 * The heart of the product, in numbers that hold on any machine: each beside the bare work of `node:crypto`, or of PKI.js, in the
 * same process and in turns. Signatures are awaited one after the other on either side, and counted by the second of processor time
 * (all threads of this process): one core's worth, whatever else the machine does. Visitors' times are the clock's: a busy machine
 * spoils them.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { measureJudging } from './pki_judging.js'
import { measureSealingLoad } from './sealing_load.js'

const GOALS = { cms: 0.85, document: 0.1, judging: 0.5, visitors: 1 }
const signAsync = promisify(sign)

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  await import('../bin/typescript.js')
  const plan = quick
    ? { rounds: 5, seconds: 0.5, pairs: 3, agreements: 40 }
    : { rounds: 15, seconds: 1, pairs: 5, agreements: 200 }
  tell(await measureCms(plan))
  tell(await measureDocument(plan, say))
  const judging = await measureJudging({ quick })
  tell({
    figure: 'replies judged / s',
    ours: round(judging.ours, 1),
    against: 'PKI.js, CMS only',
    theirs: round(judging.pkijs, 1),
    ratio: round(judging.ratio, 3),
    goal: GOALS.judging,
  })
  tell(await measureVisitors(plan, say))
}

async function measureCms({ rounds, seconds }) {
  const { signDetached } = await import('#pki/cms/sign')
  const { signer, raw } = await openKey()
  const digest = createHash('sha256').update('a document').digest()
  const compared = await compare(
    rounds,
    seconds,
    () => signDetached(digest, signer),
    () => raw(digest)
  )
  return {
    figure: 'CMS signatures / s',
    ...compared,
    against: 'bare RSA-3072',
    goal: GOALS.cms,
  }
}

/** From words to the sealed file, the shipped template with its annexes. */
async function measureDocument({ rounds, seconds }, say) {
  const { layOut } = await import('#pks/document/layout')
  const { descriptionOf } = await import('#pks/document/description')
  const { sealPdf } = await import('#pki/pdf/seal')
  const { signer, raw, validation } = await openKey()
  const document = await sixPages(layOut)
  const make = async () => {
    const { pdf, seal } = await layOut(document)
    const options = { contact: 'pks@webstore.example', visible: seal, validation }
    return sealPdf(pdf, { signer, ...descriptionOf(document, options) })
  }
  const { length } = await make()
  say(`a PKS of six pages has ${Math.round(length / 1024)} KB`)
  const digest = createHash('sha256').update('a document').digest()
  const compared = await compare(rounds, seconds, make, () => raw(digest))
  return {
    figure: 'whole PKS of six pages / s',
    ...compared,
    against: 'bare RSA-3072',
    goal: GOALS.document,
  }
}

/** The shipped agreement, its last articles left out until it has six pages. */
async function sixPages(layOut) {
  const { sampleDocument } = await import('./sample_document.js')
  const document = await sampleDocument()
  for (;;) {
    const { pdf } = await layOut(document)
    const pages = pdf.getPageCount()
    if (pages === 6) return document
    if (pages < 6) throw new Error(`the agreement has ${pages} pages`)
    document.points = document.points.slice(0, -1)
  }
}

async function measureVisitors({ pairs, agreements }, say) {
  const results = await measureSealingLoad({ pairs, agreements, say })
  const judged = results.map(({ alone, sealing }) => ({
    allowed: 2 * alone + 5,
    sealing,
    ratio: (2 * alone + 5) / sealing,
  }))
  const middle = judged.toSorted((a, b) => a.ratio - b.ratio)[judged.length >> 1]
  return {
    figure: `p99 ms while sealing ${agreements}`,
    ours: round(middle.sealing, 2),
    against: 'allowed',
    theirs: round(middle.allowed, 2),
    ratio: round(middle.ratio, 3),
    goal: GOALS.visitors,
  }
}

let opened

/** The sealing key of a development CA, the bare platform beside it with the same kind of key. */
function openKey() {
  return (opened ??= (async () => {
    const { openDevelopmentCa } = await import('#pki/development_ca')
    const { keystoreFromPkcs12 } = await import('#plugins/pki/file_keystore/keystore')
    const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
    try {
      const now = new Date()
      const ca = await openDevelopmentCa({ folder: join(folder, 'ca'), now, sealPassword: 'x' })
      const signer = keystoreFromPkcs12(await readFile(ca.paths.sealKeystore), 'x')
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 })
      const crls = await Promise.all(
        ['root', 'seal_ca'].map((name) => readFile(join(ca.paths.crls, `${name}.crl`)))
      )
      const validation = { certificates: [...signer.chain], crls, ocsp: [] }
      return { signer, validation, raw: (bytes) => signAsync('sha256', bytes, privateKey) }
    } finally {
      await rm(folder, { recursive: true })
    }
  })())
}

/** Calls of one side before it is the other's turn: what else the machine does then hits both alike. */
const TURN = 8

/** Rounds of both, in turns; the round whose ratio is in the middle speaks for all. */
async function compare(rounds, seconds, ours, theirs) {
  await inTurns(seconds, ours, theirs)
  const results = []
  for (let count = 0; count < rounds; count++) results.push(await inTurns(seconds, ours, theirs))
  const middle = results.toSorted((a, b) => a.ratio - b.ratio)[results.length >> 1]
  return {
    ours: round(middle.ours, 1),
    theirs: round(middle.theirs, 1),
    ratio: round(middle.ratio, 3),
  }
}

/** Times a second of processor time of either, one after the other. */
async function inTurns(seconds, ours, theirs) {
  const begun = performance.now()
  const spent = { ours: 0, theirs: 0 }
  let turns = 0
  while (performance.now() - begun < seconds * 2000) {
    spent.ours += await timeOf(ours)
    spent.theirs += await timeOf(theirs)
    turns++
  }
  const rate = (ms) => (turns * TURN * 1000) / ms
  return {
    ours: rate(spent.ours),
    theirs: rate(spent.theirs),
    ratio: spent.theirs / spent.ours,
  }
}

/** Milliseconds of processor time of one turn. */
async function timeOf(work) {
  const begun = process.cpuUsage()
  for (let count = 0; count < TURN; count++) await work()
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}

function round(value, places) {
  return Number(value.toFixed(places))
}
