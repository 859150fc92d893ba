/*
 * The worker thread of `sealing.ts`: draws documents and seals them. Signatures are asked of the main thread.
 */
import { parentPort } from 'node:worker_threads'
import { sealPdf } from '#pki/pdf/seal'
import { layOut } from '#pks/document/layout'
import type { SealingMessage, SealingOrder, SealingRequest } from '#pks/document/sealing'

const tell = (message: SealingMessage) => parentPort!.postMessage(message)
let takeSignature: ((bytes: Uint8Array) => void) | undefined

parentPort!.on('message', (request: SealingRequest) => {
  if (request.type === 'signature') takeSignature?.(request.bytes)
  else void seal(request.order)
})

async function seal({ document, signer, operator, contact }: SealingOrder): Promise<void> {
  try {
    const { pdf, seal: visible } = await layOut(document)
    const sealed = await sealPdf(pdf, {
      signer: {
        ...signer,
        isDevelopment: false,
        sign: (bytes) =>
          new Promise((resolve) => {
            takeSignature = resolve
            tell({ type: 'sign', bytes })
          }),
      },
      at: new Date(document.issuedAt),
      name: operator,
      reason: `${document.title.id} ${document.number}`,
      contact,
      docMdp: 1,
      visible,
    })
    tell({ type: 'done', pdf: sealed })
  } catch (error) {
    tell({ type: 'failed', message: (error as Error).stack ?? String(error) })
  }
}
