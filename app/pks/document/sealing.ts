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

export type SealingMessage =
  | { type: 'sign'; bytes: Uint8Array }
  | { type: 'done'; pdf: Uint8Array }
  | { type: 'failed'; message: string }

/** A worker thread starts without the loader of its parent. */
const LOADER = new URL('../../../bin/typescript.js', import.meta.url).href
const WORKER = new URL('./seal_worker.js', import.meta.url)
const TAKES_AT_MOST_MS = 60_000

/**
 * Draws and seals a document in a worker thread, so that no page waits for it; only the signature itself is made here, by
 * the signer. Rejects when the key has expired or cannot be used.
 */
export async function sealDocument(
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
  const worker = new Worker(WORKER, { workerData: order, execArgv: [`--import=${LOADER}`] })
  try {
    return await finished(worker, signer)
  } finally {
    await worker.terminate()
  }
}

function finished(worker: Worker, signer: SignerPort): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('sealing takes too long')), TAKES_AT_MOST_MS)
    timer.unref()
    worker.on('message', (message: SealingMessage) => {
      if (message.type === 'done') resolve(message.pdf)
      else if (message.type === 'failed') reject(new Error(`sealing: ${message.message}`))
      else signer.sign(message.bytes).then((signature) => worker.postMessage(signature), reject)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`sealing: the worker ended (${code})`))
    })
  })
}
