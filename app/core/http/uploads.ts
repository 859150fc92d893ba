import { Exception } from '@adonisjs/core/exceptions'

/**
 * How many forms with files may be open at once: each has up to 20 MB on the disk until its answer is made. Who proves
 * nothing has a pot apart, so that strangers do not shut out those who work here.
 */
const OPEN = { guest: 4, customer: 4, partner: 8, staff: 8 } as const

/** What one of them may have open: a few tabs. When half of the places are taken, one: few must not shut out the rest. */
const OPEN_OF_ONE = 3

export interface Uploader {
  kind: keyof typeof OPEN
  /** An account, or of a guest the network. */
  key: string
}

const open = new Map<string, number>()

/**
 * Takes the place of an upload.
 *
 * @returns gives it back
 * @throws 429 when this one has enough under way, 503 when all of its kind together have
 */
export function openUpload({ kind, key }: Uploader): () => void {
  const own = `${kind} ${key}`
  const most = countOf(kind) * 2 < OPEN[kind] ? OPEN_OF_ONE : 1
  if (countOf(own) >= most)
    throw new Exception('too many uploads', { status: 429, code: 'E_TOO_MANY_UPLOADS' })
  if (countOf(kind) >= OPEN[kind])
    throw new Exception('too many uploads', { status: 503, code: 'E_BUSY' })
  add(own, 1)
  add(kind, 1)
  let isOpen = true
  return () => {
    if (!isOpen) return
    isOpen = false
    add(own, -1)
    add(kind, -1)
  }
}

function countOf(key: string): number {
  return open.get(key) ?? 0
}

function add(key: string, change: 1 | -1): void {
  const count = countOf(key) + change
  if (count === 0) open.delete(key)
  else open.set(key, count)
}
