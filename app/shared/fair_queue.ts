import { err, ok, type Result } from '#shared/result'

interface Job {
  owner: string
  begin: () => void
}

/**
 * One piece of work after another, whose owners take turns: who brings many waits behind themselves, not others behind them. It never
 * grows without end: whose work finds no place is told so at once.
 */
export class FairQueue {
  readonly #waiting: Job[] = []
  readonly #places: { ofOne: number; together: number }
  #underWay: string | null = null

  /** @param places of one owner, and of all together, what is under way included */
  constructor(places: { ofOne: number; together: number }) {
    this.#places = places
  }

  /** Does the work when its turn comes. What it throws, this throws. */
  async run<T>(owner: string, work: () => Promise<T>): Promise<Result<T, { type: 'busy' }>> {
    if (!this.#hasPlace(owner)) return err({ type: 'busy' })
    await new Promise<void>((begin) => {
      this.#waiting.push({ owner, begin })
      if (this.#underWay === null) this.#next(null)
    })
    try {
      return ok(await work())
    } finally {
      this.#next(owner)
    }
  }

  #hasPlace(owner: string): boolean {
    const taken = this.#waiting.map((job) => job.owner)
    if (this.#underWay !== null) taken.push(this.#underWay)
    const own = taken.filter((one) => one === owner).length
    return own < this.#places.ofOne && taken.length < this.#places.together
  }

  /** Somebody else's turn where somebody else waits. */
  #next(last: string | null): void {
    const other = this.#waiting.findIndex(({ owner }) => owner !== last)
    const [job] = this.#waiting.splice(Math.max(other, 0), 1)
    this.#underWay = job?.owner ?? null
    job?.begin()
  }
}
