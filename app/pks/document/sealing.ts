import { Worker } from 'node:worker_threads'
import { stampDigest, type ArchiveCopyFile } from '#pki/pdf/archive'
import { levelOf, roomFor, signDigest, type Signing } from '#pki/pdf/seal'
import type { Evidence, Timestamp, TimestampClient } from '#pki/contract'
import type { PksDocument } from '#pks/document/compose'

/** What the worker thread is given: words and public facts. The key never leaves this thread. */
export type SealingOrder =
  | {
      kind: 'seal'
      document: PksDocument
      contact: string
      /** Bytes to reserve for the signature. */
      room: number
      validation: Evidence | null
    }
  | { kind: 'archive'; sealed: Uint8Array; validation: Evidence }

export type SealingRequest =
  { type: 'order'; order: SealingOrder } | { type: 'signature'; der: Uint8Array }

export type SealingMessage =
  | { type: 'sign'; digest: Uint8Array }
  | { type: 'done'; pdf: Uint8Array }
  | { type: 'failed'; message: string }

export interface SealedDocument {
  pdf: Uint8Array
  level: ReturnType<typeof levelOf>
}

const WORKER = new URL('./seal_worker.js', import.meta.url)
const TYPESCRIPT = new URL('../../../bin/typescript.js', import.meta.url)
const TAKES_AT_MOST_MS = 60_000
/** The thread costs some 40 MB: it ends when nothing was sealed for this long. */
const IDLE_MS = 20_000

let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let queue: Promise<unknown> = Promise.resolve()

/**
 * Draws and seals a document in a worker thread, so that no page waits for it; only the signature and its time stamp are made
 * here. One after the other. Rejects when the key has expired or does not answer, and with what `signDigest` rejects with.
 */
export function sealDocument(
  document: PksDocument,
  signing: Omit<Signing, 'at'>,
  contact: string
): Promise<SealedDocument> {
  return inTurn(async () => {
    const dated: Signing = { ...signing, at: new Date(document.issuedAt) }
    const validation = dated.validation ?? null
    const pdf = await perform(
      { kind: 'seal', document, contact, room: roomFor(dated), validation },
      (digest) => signDigest(digest, dated)
    )
    return { pdf, level: levelOf(dated) }
  })
}

/** As `stampForArchive`, in the worker thread; only the stamp is asked for here. */
export function archiveDocument(
  sealed: Uint8Array,
  stamping: { timestamp: TimestampClient; validation: Evidence }
): Promise<ArchiveCopyFile> {
  return inTurn(async () => {
    let timestamp: Timestamp | undefined
    const { validation } = stamping
    const pdf = await perform({ kind: 'archive', sealed, validation }, async (digest) => {
      timestamp = await stampDigest(digest, stamping)
      return timestamp.token
    })
    return { pdf, timestamp: timestamp! }
  })
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = queue.then(work)
  queue = done.catch(() => {})
  return done
}

type Sign = (digest: Uint8Array) => Promise<Uint8Array>

async function perform(order: SealingOrder, sign: Sign): Promise<Uint8Array> {
  clearTimeout(idle)
  worker ??= startWorker()
  worker.ref()
  const current = worker
  try {
    const pdf = await converse(current, order, sign)
    current.unref()
    idle = setTimeout(() => end(current), IDLE_MS)
    idle.unref()
    return pdf
  } catch (error) {
    end(current)
    throw error
  }
}

/** A thread that dies with nothing to do is forgotten too: the next document begins another. */
function startWorker(): Worker {
  const started = new Worker(WORKER, { execArgv: ['--import', TYPESCRIPT.href] })
  started.on('error', () => forget(started))
  started.on('exit', () => forget(started))
  return started
}

function forget(ended: Worker): void {
  if (worker === ended) worker = undefined
}

function end(ended: Worker): void {
  forget(ended)
  void ended.terminate()
}

async function converse(current: Worker, order: SealingOrder, sign: Sign): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const ask = (request: SealingRequest) => current.postMessage(request)
  const hear = (message: SealingMessage) => {
    if (message.type === 'done') resolve(message.pdf)
    else if (message.type === 'failed') reject(new Error(`sealing: ${message.message}`))
    else sign(message.digest).then((der) => ask({ type: 'signature', der }), reject)
  }
  const miss = (code: number) => reject(new Error(`sealing: the worker ended (${code})`))
  const timer = setTimeout(() => reject(new Error('sealing takes too long')), TAKES_AT_MOST_MS)
  current.on('message', hear).on('error', reject).on('exit', miss)
  try {
    ask({ type: 'order', order })
    return await promise
  } finally {
    clearTimeout(timer)
    current.off('message', hear).off('error', reject).off('exit', miss)
  }
}
