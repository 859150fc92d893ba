/*
 * The worker thread of `sealing.ts`: draws documents and seals them, and prepares archive copies. Signatures and time stamps are asked
 * of the main thread.
 */
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { prepareArchiveCopy } from '#pki/pdf/archive'
import { prepareSeal } from '#pki/pdf/seal'
import { closeSignature, type Unsigned } from '#pki/pdf/write'
import { layOut } from '#pks/document/layout'
import { descriptionOf } from '#pks/document/description'
import type { SealingMessage, SealingOrder, SealingRequest } from '#pks/document/sealing'

// Visitors go first. Linux keeps a priority for each thread; elsewhere this would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)

const tell = (message: SealingMessage) => parentPort!.postMessage(message)
let takeSignature: ((der: Uint8Array) => void) | undefined

parentPort!.on('message', (request: SealingRequest) => {
  if (request.type === 'signature') takeSignature?.(request.der)
  else void fulfil(request.order)
})

async function fulfil(order: SealingOrder): Promise<void> {
  try {
    const unsigned = await prepare(order)
    const der = await new Promise<Uint8Array>((resolve) => {
      takeSignature = resolve
      tell({ type: 'sign', digest: unsigned.digest })
    })
    tell({ type: 'done', pdf: closeSignature(unsigned, der) })
  } catch (error) {
    tell({ type: 'failed', message: (error as Error).stack ?? String(error) })
  }
}

async function prepare(order: SealingOrder): Promise<Unsigned> {
  if (order.kind === 'archive') return prepareArchiveCopy(order.sealed, order.validation)
  const { document, contact, room, validation } = order
  const { pdf, seal: visible } = await layOut(document)
  return prepareSeal(pdf, descriptionOf(document, { contact, visible, validation }), room)
}
