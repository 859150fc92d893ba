/*
 * The worker thread of `judging.ts`: judges one reply at a time and asks the main thread for revocation data.
 */
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import type { RevocationSource } from '#pki/contract'
import { judgeReply } from '#pki/judge'
import type { JudgingMessage, JudgingRequest } from '#pki/judging'

// Visitors go first. Linux keeps a priority for each thread; elsewhere this would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)

const tell = (message: JudgingMessage) => parentPort!.postMessage(message)
const waiting = new Map<number, (ders: readonly Uint8Array[]) => void>()
let questions = 0

parentPort!.on('message', (request: JudgingRequest) => {
  if (request.type === 'judge') return void judge(request)
  waiting.get(request.id)?.(request.ders)
  waiting.delete(request.id)
})

async function judge({
  reply,
  asksOcsp,
}: Extract<JudgingRequest, { type: 'judge' }>): Promise<void> {
  try {
    tell({ type: 'done', verdict: await judgeReply({ ...reply, revocation: sourceOf(asksOcsp) }) })
  } catch (error) {
    tell({ type: 'failed', message: (error as Error).stack ?? String(error) })
  }
}

function sourceOf(asksOcsp: boolean): RevocationSource {
  const ask = (question: (id: number) => JudgingMessage) => {
    const id = ++questions
    return new Promise<readonly Uint8Array[]>((resolve) => {
      waiting.set(id, resolve)
      tell(question(id))
    })
  }
  return {
    crlsFor: (query) => ask((id) => ({ type: 'crls', id, query })),
    ...(asksOcsp && { ocspFor: (query) => ask((id) => ({ type: 'ocsp', id, query })) }),
  }
}
