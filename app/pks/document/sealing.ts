import { Worker } from 'node:worker_threads'
import type { SignerPort } from '#pki/contract'
import type { PksDocument } from '#pks/document/compose'

/** What the worker thread is given: everything but the key, which never leaves this thread. */
export interface SealingOrder {
  document: PksDocument
  signer: {
    chain: Uint8Array[]
    notAfter: Date
    algorithm: SignerPort['algorithm']
    signatureLength: number
  }
  operator: string
  contact: string
}

export type SealingRequest =
  { type: 'order'; order: SealingOrder } | { type: 'signature'; bytes: Uint8Array }

export type SealingMessage =
  | { type: 'sign'; bytes: Uint8Array }
  | { type: 'done'; pdf: Uint8Array }
  | { type: 'failed'; message: string }

const WORKER = new URL('./seal_worker.js', import.meta.url)
const TYPESCRIPT = new URL('../../../bin/typescript.js', import.meta.url)
const TAKES_AT_MOST_MS = 60_000
/** The thread costs some 40 MB: it ends when nothing was sealed for this long. */
const IDLE_MS = 20_000

let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let queue: Promise<unknown> = Promise.resolve()

/**
 * Draws and seals a document in a worker thread, so that no page waits for it; only the signature itself is made here, by
 * the signer. One after the other. Rejects when the key has expired or cannot be used.
 */
export function sealDocument(
  document: PksDocument,
  signer: SignerPort,
  contact: string
): Promise<Uint8Array> {
  const order: SealingOrder = {
    document,
    signer: {
      chain: [...signer.chain],
      notAfter: signer.notAfter,
      algorithm: signer.algorithm,
      signatureLength: signer.signatureLength,
    },
    operator: document.signing.seal[2]!,
    contact,
  }
  const sealed = queue.then(() => perform(order, signer))
  queue = sealed.catch(() => {})
  return sealed
}

async function perform(order: SealingOrder, signer: SignerPort): Promise<Uint8Array> {
  clearTimeout(idle)
  worker ??= startWorker()
  worker.ref()
  const current = worker
  try {
    const pdf = await converse(current, order, signer)
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

async function converse(
  current: Worker,
  order: SealingOrder,
  signer: SignerPort
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const ask = (request: SealingRequest) => current.postMessage(request)
  const hear = (message: SealingMessage) => {
    if (message.type === 'done') resolve(message.pdf)
    else if (message.type === 'failed') reject(new Error(`sealing: ${message.message}`))
    else signer.sign(message.bytes).then((bytes) => ask({ type: 'signature', bytes }), reject)
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
