import { reads } from '#shared/database/main'

export interface DeadLetter {
  id: number
  public_id: string
  kind: string
  payload: string
  attempts: number
  last_error: string | null
  /** epoch milliseconds */
  created_at: number
  finished_at: number | null
}

const PAGE_SIZE = 30

/** Messages that were given up: they wait for a person. The newest first. */
export async function listDeadLetters(before: number | null) {
  const rows = await reads().all<DeadLetter>(
    `select id, public_id, kind, payload, attempts, last_error, created_at, finished_at from outbox
     where status = 'dead' ${before === null ? '' : 'and id < ?'} order by id desc limit ${PAGE_SIZE + 1}`,
    before === null ? [] : [before]
  )
  const letters = rows.slice(0, PAGE_SIZE)
  return { letters, next: rows.length > PAGE_SIZE ? letters.at(-1)!.id : null }
}

/** How many messages wait or are under way, and since when the oldest one is due (epoch milliseconds). */
export async function outboxLoad(): Promise<{ waiting: number; oldest: number | null }> {
  const [row] = await reads().all<{ waiting: number; oldest: number | null }>(
    `select count(*) as waiting, min(run_at) as oldest from outbox where status in ('pending', 'running')`
  )
  return row ?? { waiting: 0, oldest: null }
}
