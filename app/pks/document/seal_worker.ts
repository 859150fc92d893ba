/*
 * The worker thread of `sealing.ts`: draws documents and seals them. Signatures are asked of the main thread.
 */
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { prepareSeal } from '#pki/pdf/seal'
import { closeSignature } from '#pki/pdf/write'
import { layOut } from '#pks/document/layout'
import { descriptionOf } from '#pks/document/description'
import type { SealingMessage, SealingOrder, SealingRequest } from '#pks/document/sealing'

// Visitors go first. Linux keeps a priority for each thread; elsewhere this would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)

const tell = (message: SealingMessage) => parentPort!.postMessage(message)
let takeSignature: ((cms: Uint8Array) => void) | undefined

parentPort!.on('message', (request: SealingRequest) => {
  if (request.type === 'signature') takeSignature?.(request.cms)
  else void seal(request.order)
})

async function seal({ document, contact, room, validation }: SealingOrder): Promise<void> {
  try {
    const { pdf, seal: visible } = await layOut(document)
    const description = descriptionOf(document, { contact, visible, validation })
    const unsigned = await prepareSeal(pdf, description, room)
    const cms = await new Promise<Uint8Array>((resolve) => {
      takeSignature = resolve
      tell({ type: 'sign', digest: unsigned.digest })
    })
    tell({ type: 'done', pdf: closeSignature(unsigned, cms) })
  } catch (error) {
    tell({ type: 'failed', message: (error as Error).stack ?? String(error) })
  }
}
