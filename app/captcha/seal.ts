import { randomBytes } from 'node:crypto'
import encryption from '@adonisjs/core/services/encryption'
import { clock } from '#shared/clock'
import type { Question } from '#captcha/questions'

const PURPOSE = 'captcha'
const LIFE_MS = 30 * 60_000

export type Puzzle = { form: 'image'; text: string } | ({ form: 'question' } & Question)

interface Sealed {
  puzzle: Puzzle
  nonce: string
  /** Epoch milliseconds. */
  expiresAt: number
}

/**
 * Seals a challenge into its id, so that issuing one keeps nothing: an anonymous page stays without
 * session and row. Long forms take time: an id lives thirty minutes.
 */
export function sealPuzzle(puzzle: Puzzle): string {
  const sealed: Sealed = {
    puzzle,
    nonce: randomBytes(16).toString('hex'),
    expiresAt: clock.now().toMillis() + LIFE_MS,
  }
  return encryption.encrypt(sealed, { purpose: PURPOSE })
}

/** What lies in an id; null for one that is not ours, or too old. */
export function openPuzzle(id: string): Sealed | null {
  const sealed = id.length < 1_000 ? encryption.decrypt<Sealed>(id, PURPOSE) : null
  return sealed && sealed.expiresAt > clock.now().toMillis() ? sealed : null
}
