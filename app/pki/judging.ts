/**
 * Judges replies in a worker thread, so that no mail of a stranger can hold up a page, and ends a thread that works too long or
 * takes too much memory. Revocation data is asked of the thread that called.
 */
import { Worker } from 'node:worker_threads'
import type { CrlQuery, OcspQuery, RevocationSource } from '#pki/contract'
import type { ReplyToJudge, Verdict } from '#pki/judge'

export type JudgingRequest =
  | { type: 'judge'; reply: Omit<ReplyToJudge, 'revocation'>; asksOcsp: boolean }
  | { type: 'answer'; id: number; ders: readonly Uint8Array[] }

export type JudgingMessage =
  | { type: 'crls'; id: number; query: CrlQuery }
  | { type: 'ocsp'; id: number; query: OcspQuery }
  | { type: 'done'; verdict: Verdict }
  | { type: 'failed'; message: string }

/** No verdict came: the mail is made to be slow, or this machine is all but standing still. */
export class JudgementTooComplex extends Error {}

export interface JudgingLimits {
  script: URL
  /** Milliseconds that the thread may work; the time in which it waits for revocation data does not count. */
  mostActiveMs: number
  mostMemoryMb: number
}

const TYPESCRIPT = new URL('../../bin/typescript.js', import.meta.url)
/** An honest mail takes a tenth of a second. */
let limits: JudgingLimits = {
  script: new URL('./judge_worker.js', import.meta.url),
  mostActiveMs: 60_000,
  mostMemoryMb: 512,
}
const LOOK_EVERY_MS = 200
/** A thread costs some 40 MB: it ends when nothing was judged for this long. */
const IDLE_MS = 20_000

let spare: { worker: Worker; timer: NodeJS.Timeout } | undefined

/** Puts other limits in place, and gives back the way to undo it. For tests. */
export function bindJudging(changes: Partial<JudgingLimits>): () => void {
  const before = limits
  limits = { ...limits, ...changes }
  endSpare()
  return () => {
    limits = before
    endSpare()
  }
}

/** As `judgeReply` of `#pki/judge`; rejects with {@link JudgementTooComplex} when the thread had to be ended. */
export async function judgeInThread(reply: ReplyToJudge): Promise<Verdict> {
  const worker = takeSpare() ?? startWorker()
  try {
    const verdict = await converse(worker, reply, limits.mostActiveMs)
    keepSpare(worker)
    return verdict
  } catch (error) {
    void worker.terminate()
    throw error
  }
}

function startWorker(): Worker {
  const worker = new Worker(limits.script, {
    execArgv: ['--import', TYPESCRIPT.href],
    resourceLimits: { maxOldGenerationSizeMb: limits.mostMemoryMb },
  })
  // One that ends with nothing to do is forgotten; who waits for it has listeners of its own.
  const forget = () => {
    if (spare?.worker === worker) endSpare()
  }
  return worker.on('error', forget).on('exit', forget)
}

function takeSpare(): Worker | undefined {
  if (!spare) return undefined
  const { worker, timer } = spare
  clearTimeout(timer)
  spare = undefined
  worker.ref()
  return worker
}

function keepSpare(worker: Worker): void {
  endSpare()
  worker.unref()
  spare = { worker, timer: setTimeout(endSpare, IDLE_MS).unref() }
}

function endSpare(): void {
  if (!spare) return
  clearTimeout(spare.timer)
  const { worker } = spare
  spare = undefined
  void worker.terminate()
}

async function converse(
  worker: Worker,
  { revocation, ...reply }: ReplyToJudge,
  mostActiveMs: number
): Promise<Verdict> {
  const { promise, resolve, reject } = Promise.withResolvers<Verdict>()
  const tell = (request: JudgingRequest) => worker.postMessage(request)
  const hear = (message: JudgingMessage) => {
    if (message.type === 'done') return resolve(message.verdict)
    if (message.type === 'failed') return reject(new Error(`judging: ${message.message}`))
    const { id } = message
    candidates(revocation, message).then((ders) => tell({ type: 'answer', id, ders }), reject)
  }
  const fail = (error: NodeJS.ErrnoException) =>
    reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new JudgementTooComplex(error.message) : error
    )
  const miss = (code: number) => reject(new Error(`judging: the thread ended (${code})`))
  const before = activeMs(worker)
  const timer = setInterval(() => {
    if (activeMs(worker) - before > mostActiveMs)
      reject(new JudgementTooComplex('judging takes too long'))
  }, LOOK_EVERY_MS)
  worker.on('message', hear).on('error', fail).on('exit', miss)
  try {
    tell({ type: 'judge', reply, asksOcsp: revocation.ocspFor !== undefined })
    return await promise
  } finally {
    clearInterval(timer)
    worker.off('message', hear).off('error', fail).off('exit', miss)
  }
}

/** How long the thread has not been waiting; also told while it never comes back to its loop. */
function activeMs(worker: Worker): number {
  return worker.performance.eventLoopUtilization().active
}

async function candidates(
  source: RevocationSource,
  question: Extract<JudgingMessage, { type: 'crls' | 'ocsp' }>
): Promise<readonly Uint8Array[]> {
  if (question.type === 'crls') return source.crlsFor(question.query)
  return (await source.ocspFor?.(question.query)) ?? []
}
