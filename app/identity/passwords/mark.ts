import { createHash } from 'node:crypto'

/**
 * Tells one password of an account from the next without being any help in guessing it: what was begun under the one is nothing under
 * the other.
 *
 * @param account its argon2id hash
 */
export function passwordMark({ password }: { password: string }): string {
  return createHash('sha256').update(`mark:${password}`).digest('hex')
}
