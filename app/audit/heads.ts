/**
 * Heads: what the chain was at an instant, signed with the operator's sealing key and kept in files. Whoever can write to the database
 * alone can cut the chain's tail, or make all of it anew; he cannot make it fit a head (R8.4).
 */
import { verify } from 'node:crypto'
import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChainEnd } from '#audit/chain'
import type { SignerPort } from '#pki/contract'
import { buildPath } from '#pki/path/build'
import { DOCUMENT_PURPOSE } from '#pki/path/validate'
import { openTrust } from '#pki/trust_store'
import type { TrustStore } from '#pki/contract'
import { tryParseCertificate, publicKeyOf, type Certificate } from '#pki/x509/certificate'

/** One line of a file of heads. */
export interface Head extends ChainEnd {
  /** ISO 8601, UTC. */
  at: string
  /** Over `etalase audit head`, seq, hash and at, a line each; base64. */
  signature: string
  /** The signer's chain, leaf first; DER, base64. */
  chain: string[]
}

/** Appends a head to the day's file of `folder`; it is on the disk when this resolves. */
export async function writeHead(
  folder: string,
  end: ChainEnd,
  at: Date,
  signer: SignerPort
): Promise<void> {
  const instant = at.toISOString()
  const signature = await signer.sign(signedText({ ...end, at: instant }))
  const head: Head = {
    ...end,
    at: instant,
    signature: Buffer.from(signature).toString('base64'),
    chain: signer.chain.map((der) => Buffer.from(der).toString('base64')),
  }
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const file = await open(join(folder, `${instant.slice(0, 10)}.jsonl`), 'a', 0o640)
  try {
    await file.write(`${JSON.stringify(head)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Where a line of a file of heads is, and the head, or null for a line that is none. */
export interface FoundHead {
  place: string
  head: Head | null
}

/** Every head of a folder, oldest file first. Rejects when the folder cannot be read. */
export async function readHeads(folder: string): Promise<FoundHead[]> {
  const entries = await readdir(folder)
  const files = entries.filter((name) => name.endsWith('.jsonl')).toSorted()
  const found: FoundHead[] = []
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8')
    const lines = text.split('\n')
    // A line without its end was being written when the machine stopped.
    for (const [index, line] of lines.slice(0, -1).entries())
      found.push({ place: `${name}:${index + 1}`, head: parseHead(line) })
  }
  return found
}

/** Says of heads whether a key signed them that `trust` vouches for, at their own instant. */
export function headJudge(trust: TrustStore): (head: Head) => boolean {
  const { anchors, intermediates } = openTrust(trust)
  const known = new Map<string, Certificate | null>()
  const certificate = (text: string) => {
    if (!known.has(text)) known.set(text, tryParseCertificate(Buffer.from(text, 'base64')))
    return known.get(text) ?? null
  }
  return (head) => {
    const [leaf, ...others] = head.chain.map(certificate)
    if (!leaf || others.includes(null)) return false
    if (!isSignedBy(leaf, head)) return false
    const pool = [...(others as Certificate[]), ...intermediates]
    const options = { at: new Date(head.at), purpose: DOCUMENT_PURPOSE }
    const { anchor, findings } = buildPath(leaf, pool, anchors, options)
    return anchor !== null && findings.length === 0
  }
}

/** A head comes from a file that anybody may have written: a key of another kind is a forgery, not an error. */
function isSignedBy(leaf: Certificate, head: Head): boolean {
  try {
    const signature = Buffer.from(head.signature, 'base64')
    return verify('sha256', signedText(head), publicKeyOf(leaf).object, signature)
  } catch {
    return false
  }
}

function signedText({ seq, hash, at }: ChainEnd & { at: string }): Buffer {
  return Buffer.from(`etalase audit head\n${seq}\n${hash}\n${at}\n`)
}

function parseHead(line: string): Head | null {
  try {
    const { seq, hash, at, signature, chain } = JSON.parse(line) as Partial<Head>
    const isHead =
      Number.isSafeInteger(seq) &&
      /^[0-9a-f]{64}$/.test(String(hash)) &&
      !Number.isNaN(Date.parse(String(at))) &&
      typeof signature === 'string' &&
      Array.isArray(chain) &&
      chain.every((text) => typeof text === 'string')
    return isHead ? ({ seq, hash, at, signature, chain } as Head) : null
  } catch {
    return null
  }
}
