/**
 * What the commands `pks:judge`, `pks:seal`, `pks:inspect` and `pki:path` do, without a framework or a database: files and
 * folders in, lines of text out, an exit code back.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { MalformedAsn1 } from '#pki/asn1/der'
import type { Outcome, RevocationSource, SignerPort, TrustStore } from '#pki/contract'
import { crlsFrom, crlsFromFolder } from '#pki/folder_revocation'
import { judgeReply, type ReplyToJudge, type Verdict } from '#pki/judge'
import { buildPath } from '#pki/path/build'
import { judgeCase, reasonOf, type CaseOptions } from '#pki/path/cases'
import type { PolicyOptions } from '#pki/path/policies'
import type { Profile } from '#pki/path/profile'
import { checkPathRevocation } from '#pki/path/revocation'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { sealPdf, Unsealable, type SealOptions } from '#pki/pdf/seal'
import { openTrust, trustFrom, trustFromFolder } from '#pki/trust_store'
import { parseCertificate, serialText, type Certificate } from '#pki/x509/certificate'
import { derBlocks } from '#pki/x509/pem'
import { displayName } from '#pki/x509/name'

/** Exit codes that are no verdict, as sysexits.h has them. */
export const EXIT_CODE = {
  /** Called wrongly. */
  usage: 64,
  /** The file to work on cannot be read. */
  noInput: 66,
  /** The database, a key or another service that is needed cannot be used. */
  unavailable: 69,
  /** A fault of ours. */
  fault: 70,
  /** The result cannot be written. */
  cannotCreate: 73,
  /** The settings are incomplete or contradict themselves. */
  settings: 78,
} as const

/** The command was called wrongly; it ends with 64 and the message. */
export class UsageError extends Error {}

/** Something around it keeps a command from its work, which says nothing of the file: a sentence, and an exit code of its own. */
export class Hindered extends Error {
  constructor(
    readonly because: keyof typeof EXIT_CODE,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
  }
}

type Write = (line: string) => void

const EXIT: Record<Outcome, number> = { accepted: 0, rejected: 1, indeterminate: 2 }

/** Any failure is 1, else any doubt 2, else 0. */
export function worstExit(codes: readonly number[]): number {
  if (codes.includes(1)) return 1
  return codes.includes(2) ? 2 : 0
}

/** Reads `--at`: ISO 8601 with a zone, or seconds since 1970. Throws UsageError. */
export function parseInstant(text: string): Date {
  const instant = /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000) : new Date(text)
  const zoned = /^\d{1,11}$|(Z|[+-]\d{2}:?\d{2})$/i.test(text)
  if (!zoned || Number.isNaN(instant.getTime())) throw new UsageError(`not a time: ${text}`)
  return instant
}

export interface Folders {
  readonly trust?: string
  readonly crl?: string
  readonly sealTrust?: string
}

export interface Stores {
  readonly trust: TrustStore
  readonly sealTrust: TrustStore
  readonly revocation: RevocationSource
}

/** Opens the folders; what is not given is empty, so that nothing is trusted by accident. Throws UsageError. */
export async function openFolders(folders: Folders): Promise<Stores> {
  const trusted = (folder: string | undefined) =>
    folder === undefined ? trustFrom([]) : opened(folder, trustFromFolder(folder))
  const [trust, sealTrust, revocation] = await Promise.all([
    trusted(folders.trust),
    trusted(folders.sealTrust),
    folders.crl === undefined ? crlsFrom([]) : opened(folders.crl, crlsFromFolder(folders.crl)),
  ])
  return { trust, sealTrust, revocation }
}

/** What one reply is judged by; `receivedAt` where it is known when it came in. */
export interface ReplyBasis extends Omit<ReplyToJudge, 'raw' | 'receivedAt'> {
  readonly receivedAt?: Date
}

export interface JudgeOptions {
  /** Each reply may answer another agreement. */
  readonly basisFor: (raw: Buffer) => ReplyBasis | Promise<ReplyBasis>
  /** When replies came in of which nothing is known. */
  readonly at: Date
  readonly json: boolean
}

/**
 * Judges reply files; one JSON line each (with its `file` when there are several), or a table for people. Answers 1 when any
 * was refused, else 2 when any is undecided, else 0. Throws Hindered for a file that cannot be read.
 */
export async function runJudge(
  files: readonly string[],
  options: JudgeOptions,
  write: Write
): Promise<number> {
  if (files.length === 0) throw new UsageError('which reply?')
  const codes: number[] = []
  for (const file of files) {
    const raw = await inputFrom(file)
    const verdict = await judgeReply({
      receivedAt: options.at,
      ...(await options.basisFor(raw)),
      raw,
    })
    const name = files.length > 1 ? { file } : {}
    if (options.json) write(JSON.stringify({ ...name, ...plainVerdict(verdict) }))
    else writeTable(basename(file), verdict.outcome, verdict.checks, write)
    codes.push(EXIT[verdict.outcome])
  }
  return worstExit(codes)
}

/** The part of a verdict that goes into JSON. */
export function plainVerdict(verdict: Verdict) {
  const { accepted, outcome, checks, signer } = verdict
  return { accepted, outcome, checks, ...(signer && { signer: { ...signer, chain: undefined } }) }
}

export interface SealFileOptions extends SealOptions {
  /** The clock's time, by which the key is judged, whatever time is claimed. */
  readonly now: Date
  /** Writes down that the file was sealed, before it can be seen. */
  readonly record?: (sha256: string) => Promise<void>
}

/**
 * Seals a file into another one, which appears whole or not at all. Throws Unsealable, also when the key is not valid now or was not
 * at the time that is claimed.
 */
export async function runSeal(
  input: string,
  output: string,
  { now, record, ...options }: SealFileOptions
): Promise<number> {
  const pdf = await inputFrom(input)
  mustBeValid(options.signer, [now, options.at])
  const sealed = await sealPdf(pdf, options)
  const draft = `${output}.${process.pid}.tmp`
  try {
    await written(output, writeThrough(draft, sealed))
    await record?.(createHash('sha256').update(sealed).digest('hex'))
    await written(output, rename(draft, output))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  return 0
}

function mustBeValid({ chain }: SignerPort, times: readonly Date[]): void {
  const { notBefore, notAfter } = parseCertificate(chain[0]!)
  if (times.some((time) => time > notAfter))
    throw new Unsealable('signer expired', 'signer_expired')
  if (times.some((time) => time < notBefore)) {
    throw new Unsealable('signer not valid yet', 'signer_not_yet_valid')
  }
}

async function writeThrough(path: string, content: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export interface InspectOptions {
  readonly trust: TrustStore
  /** Authorities of time stamps; `trust` when left out. */
  readonly stampTrust?: TrustStore
  readonly revocation: RevocationSource
  readonly at: Date
  /** SHA-256 fingerprints of our certificates; whether a seal is ours cannot be said when left out. */
  readonly signers?: readonly string[]
  /** SHA-256 of the whole file as it was issued, hexadecimal: nothing else is it then, however valid. */
  readonly issuedSha256?: string
  readonly json: boolean
}

/**
 * Inspects a sealed PDF; 0 when it is whole and sealed by one of `signers`, or, where these are not given, by any document signer under
 * `trust`; 1 when not, 2 when revocation data or the authority of its time stamp is missing.
 */
export async function runInspect(
  file: string,
  options: InspectOptions,
  write: Write
): Promise<number> {
  const report = await inspectSealedPdf(await inputFrom(file), options)
  const { checks, sha256, signer, claimed } = report
  const issued =
    options.issuedSha256 === undefined ? undefined : options.issuedSha256.toLowerCase() === sha256
  const outcome = issued === false ? 'rejected' : report.outcome
  const ours = options.signers && signer ? options.signers.includes(signer.fingerprint) : null
  const facts = {
    valid: outcome === 'accepted',
    outcome,
    sha256,
    ours,
    issued,
    checks,
    claimed,
    signer: signer && { ...signer, chain: undefined },
  }
  if (options.json) write(JSON.stringify(facts))
  else {
    writeTable(basename(file), outcome, checks, write)
    if (ours === null && signer) write(`  sealed by ${signer.fingerprint}: not known as ours`)
    if (issued === false) write('  not the file that was issued')
  }
  return EXIT[outcome]
}

export interface PathOptions extends PolicyOptions {
  readonly trust: TrustStore
  readonly revocation: RevocationSource
  readonly at: Date
  /** `relying`, as the judge has it, when left out. */
  readonly profile?: Profile
  readonly json: boolean
}

/** Judges a file of cases (see `path/cases.ts`), a line each, as it comes; `-` is the standard input. */
export async function runCases(file: string, options: CaseOptions, write: Write): Promise<number> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const outcomes = new Set<Outcome>()
  const lines = async () => {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') continue
      const { outcome, ...result } = await judgeCase(line, options)
      write(JSON.stringify(result))
      outcomes.add(outcome)
    }
  }
  await read(file, lines())
  return worstExit([...outcomes].map((outcome) => EXIT[outcome]))
}

/**
 * Validates the path of a PEM file's certificate for any purpose: its first one, or its last where the first issued
 * another of them. The rest of the file serves as intermediates and as signers of lists.
 */
export async function runPath(file: string, options: PathOptions, write: Write): Promise<number> {
  const ders = derBlocks(await inputFrom(file), 'CERTIFICATE')
  if (ders.length === 0) throw new UsageError(`no certificate in ${file}`)
  const result = await judgePath(ders, options)
  if (options.json) write(JSON.stringify(result))
  else {
    write(`${basename(file)}: ${result.outcome}`)
    for (const problem of result.problems) write(`  ${reasonOf(problem)}  ${problem.certificate}`)
  }
  return EXIT[result.outcome]
}

interface PathProblem {
  readonly reason: string
  readonly certificate: string
  readonly rule?: string
}

interface PathResult {
  readonly accepted: boolean
  /** The first problem's, as in a case; null when accepted. */
  readonly reason: string | null
  readonly valid: boolean
  readonly outcome: Outcome
  readonly problems: readonly PathProblem[]
  readonly path: readonly { readonly subject: string; readonly serial: string }[]
}

function pathResult(
  outcome: Outcome,
  problems: readonly PathProblem[],
  path: PathResult['path']
): PathResult {
  const accepted = outcome === 'accepted'
  const reason = problems[0] ? reasonOf(problems[0]) : null
  return { accepted, reason, valid: accepted, outcome, problems, path }
}

async function judgePath(ders: readonly Uint8Array[], options: PathOptions): Promise<PathResult> {
  const certificates = readAll(ders)
  if (!certificates) {
    return pathResult('rejected', [{ reason: 'chain.malformed', certificate: '' }], [])
  }
  const leaf = leafOf(certificates)
  const { anchors, intermediates } = openTrust(options.trust)
  const pool = [...certificates.filter((item) => item !== leaf), ...intermediates]
  const built = buildPath(leaf, pool, anchors, { ...options, purpose: { allowCa: true } })
  const path = [...built.path, ...(built.anchor ? [built.anchor] : [])].map((item) => ({
    subject: displayName(item.subject),
    serial: serialText(item),
  }))
  if (built.findings.length > 0 || !built.anchor) {
    const problems = built.findings.map(({ reason, certificate, rule }) => ({
      reason,
      certificate: displayName(certificate.subject),
      ...(rule && { rule }),
    }))
    return pathResult('rejected', problems, path)
  }
  const status = await checkPathRevocation(built.path, built.anchor, {
    now: options.at,
    source: options.revocation,
    pool: [...pool, ...anchors],
    ...(options.profile && { profile: options.profile }),
  })
  if (status.status === 'good') return pathResult('accepted', [], path)
  const certificate = status.certificate ? displayName(status.certificate.subject) : ''
  const outcome = status.status === 'revoked' ? 'rejected' : 'indeterminate'
  return pathResult(outcome, [{ reason: status.reason!, certificate }], path)
}

function readAll(ders: readonly Uint8Array[]): Certificate[] | null {
  try {
    return ders.map((der) => parseCertificate(der))
  } catch (error) {
    if (error instanceof MalformedAsn1) return null
    throw error
  }
}

function leafOf(certificates: readonly Certificate[]): Certificate {
  const [first] = certificates
  const issuedAnother = certificates.some(
    (item) => item !== first && item.issuer.key === first!.subject.key
  )
  return issuedAnother ? certificates.at(-1)! : first!
}

function writeTable(
  title: string,
  outcome: Outcome,
  checks: readonly { readonly name: string; readonly status: string; readonly reason?: string }[],
  write: Write
): void {
  write(`${title}: ${outcome}`)
  for (const { name, status, reason } of checks) {
    write(`  ${name.padEnd(14)} ${status.padEnd(14)} ${reason ?? ''}`.trimEnd())
  }
}

/** A folder that was given wrongly is wrong usage, not a verdict. */
async function opened<T>(path: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof MalformedAsn1) throw new UsageError(`not a certificate in ${path}`)
    if (isOfFiles(error)) throw new UsageError(`cannot read ${path}: ${wordsOf(error)}`)
    throw error
  }
}

/** The file that a command works on. Throws Hindered. */
export function inputFrom(path: string): Promise<Buffer> {
  return read(path, readFile(path))
}

async function read<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!isOfFiles(error)) throw error
    throw new Hindered('noInput', `cannot read ${path}: ${wordsOf(error)}`, { cause: error })
  }
}

async function written<T>(path: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (!isOfFiles(error)) throw error
    throw new Hindered('cannotCreate', `cannot write ${path}: ${wordsOf(error)}`, { cause: error })
  }
}

type FileError = Error & { readonly code: string }

function isOfFiles(error: unknown): error is FileError {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

const FILE_TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it lies in no folder',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EROFS: 'not allowed',
  ENOSPC: 'the disk is full',
}

function wordsOf({ code }: FileError): string {
  return FILE_TROUBLE[code] ?? code
}
