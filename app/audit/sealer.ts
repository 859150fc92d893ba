import logger from '@adonisjs/core/services/logger'
import { hasUnlinked, linkEvents } from '#audit/link_events'
import { writeHead } from '#audit/heads'
import type { ChainEnd } from '#audit/chain'
import { signer } from '#pki/main'
import { clock } from '#shared/clock'

export interface AuditSealerOptions {
  /** Where heads are kept. */
  folder: string
  /** How often it looks for events without a link, in milliseconds. */
  everyMs?: number
  /** How often the end of the chain is signed and written down, in milliseconds, where it has moved. */
  headEveryMs?: number
}

/** After a head that could not be written. */
const HEAD_AGAIN_MS = 30_000

/**
 * Links audit events shortly after they were committed, and writes heads. It stands beside the outbox worker: a hash in the
 * transaction itself would let no two commit at once. Killed anywhere, it goes on where the chain ends.
 */
export class AuditSealer {
  readonly #options: Required<AuditSealerOptions>
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #written = 0
  #headAt = -Infinity

  constructor(options: AuditSealerOptions) {
    this.#options = { everyMs: 1_000, headEveryMs: 60_000, ...options }
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#round = this.#round.then(() => this.#look(false))
    }, this.#options.everyMs)
    this.#timer.unref()
  }

  /** Links what is left, and leaves a head behind. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#round
    await this.#look(true)
  }

  async #look(isLast: boolean): Promise<void> {
    try {
      const isDue = isLast || clock.now().toMillis() - this.#headAt >= this.#options.headEveryMs
      if (!isDue && !(await hasUnlinked())) return
      const end = await linkEvents()
      if (isDue) await this.#leaveHead(end)
    } catch (error) {
      logger.error({ err: error }, 'audit: the chain could not be made longer')
    }
  }

  /** A head that cannot be written, on a full disk or with a key that is not valid, is tried again soon; the chain goes on. */
  async #leaveHead(end: ChainEnd): Promise<void> {
    const at = clock.now()
    this.#headAt = at.toMillis()
    if (end.seq === this.#written) return
    try {
      await writeHead(this.#options.folder, end, at.toJSDate(), await signer())
      this.#written = end.seq
    } catch (error) {
      this.#headAt += HEAD_AGAIN_MS - this.#options.headEveryMs
      logger.error({ err: error }, 'audit: the head of the chain could not be written')
    }
  }
}
