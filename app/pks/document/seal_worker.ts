/*
 * The worker thread of `sealing.ts`: draws one document, seals it, ends. Signatures are asked of the main thread.
 */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { sealPdf } from '#pki/pdf/seal'
import { layOut } from '#pks/document/layout'
import type { SealingMessage, SealingOrder } from '#pks/document/sealing'

const { document, signer, operator, contact } = workerData as SealingOrder
const tell = (message: SealingMessage) => parentPort!.postMessage(message)

try {
  const { pdf, seal } = await layOut(document)
  const sealed = await sealPdf(pdf, {
    signer: {
      ...signer,
      isDevelopment: false,
      async sign(bytes) {
        tell({ type: 'sign', bytes })
        const [signature] = await once(parentPort!, 'message')
        return signature as Uint8Array
      },
    },
    at: new Date(document.issuedAt),
    name: operator,
    reason: `${document.title.id} ${document.number}`,
    contact,
    docMdp: 1,
    visible: seal,
  })
  tell({ type: 'done', pdf: sealed })
} catch (error) {
  tell({ type: 'failed', message: (error as Error).stack ?? String(error) })
}
parentPort!.close()
