/*
 * How fast a whole reply is judged (all eleven checks of a 300 KB mail, revocation lists at hand) beside PKI.js doing the one
 * thing that it does of it: the bare verification of the same CMS signature, message already cut into its parts.
 * Both in one process, in turns, so that a busy machine slows both.
 */
import '../bin/pinned_node.js'
import { webcrypto } from 'node:crypto'

const SIZE = 300 * 1024

/**
 * Messages a second, the median of the rounds: `ours` judges, `pkijs` verifies. `ratio` is the median of ours / theirs.
 * @returns {Promise<{ ours: number, pkijs: number, ratio: number }>}
 */
export async function measureJudging({ quick = false } = {}) {
  await import('../bin/typescript.js')
  const { raw, content, cms, judge } = await prepare()
  const pkijs = await import('pkijs')
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto }))

  const ours = async () => {
    if (!(await judge(raw)).accepted) throw new Error('the reply must be accepted')
  }
  const theirs = async () => {
    const signed = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(cms).content })
    const verified = await signed.verify({ signer: 0, data: content, checkChain: false })
    if (!verified) throw new Error('PKI.js must verify the signature')
  }
  const rounds = []
  const seconds = quick ? 0.4 : 1.5
  await rate(ours, seconds)
  await rate(theirs, seconds)
  for (let round = 0; round < (quick ? 3 : 7); round++) {
    const pair = { ours: await rate(ours, seconds), pkijs: await rate(theirs, seconds) }
    rounds.push({ ...pair, ratio: pair.ours / pair.pkijs })
  }
  const median = (name) =>
    rounds.map((round) => round[name]).toSorted((a, b) => a - b)[rounds.length >> 1]
  return { ours: median('ours'), pkijs: median('pkijs'), ratio: median('ratio') }
}

/** An honest reply of SIZE with an RSA key, and the parts of it that PKI.js wants. */
async function prepare() {
  const { sealPdf } = await import('#pki/pdf/seal')
  const { crlsFrom } = await import('#pki/folder_revocation')
  const { judgeReply } = await import('#pki/judge')
  const { trustFrom } = await import('#pki/trust_store')
  const { AT } = await import('#tests/support/pki/certificates')
  const mail = await import('#tests/support/pki/mail')
  const support = await import('#tests/support/pki/world')
  const { ca, root, crls, signer: sealer } = await support.world()
  const signer = await support.makePartner(ca, { kind: 'rsa' })
  const plain = await support.plainPdf('PKS', (SIZE * 3) / 4 - 12_000)
  const pdf = await sealPdf(plain, support.sealing(sealer))

  const entity = mail.replyBody(pdf)
  const bytes = Buffer.from(entity, 'latin1')
  const cms = mail.makeCms(bytes, { signer })
  const trust = trustFrom([root.der])
  const known = {
    receivedAt: AT,
    expected: {
      email: support.EMAIL_ADDRESS,
      code: mail.CODE,
      documentSha256: support.sha256(pdf),
    },
    trust,
    sealTrust: trust,
    revocation: crlsFrom(crls),
  }
  return {
    raw: mail.detachedMail(entity, cms),
    content: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    cms: cms.buffer.slice(cms.byteOffset, cms.byteOffset + cms.length),
    judge: (raw) => judgeReply({ ...known, raw }),
  }
}

async function rate(work, seconds) {
  const begin = performance.now()
  const end = begin + seconds * 1000
  let done = 0
  while (performance.now() < end) {
    await work()
    done++
  }
  return done / ((performance.now() - begin) / 1000)
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(await measureJudging({ quick: process.argv.includes('--quick') }))
}
