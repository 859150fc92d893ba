import hash from '@adonisjs/core/services/hash'
import { randomBytes } from 'node:crypto'

let stranger: Promise<string> | undefined

/**
 * Verifies a password, and takes the same time where there is no account: how long an answer takes
 * tells nobody which addresses are known.
 *
 * @param hashed argon2id hash of the account, null for an unknown one
 */
export async function verifyPassword(hashed: string | null, password: string): Promise<boolean> {
  stranger ??= hash.make(randomBytes(24).toString('hex'))
  const matches = await hash.verify(hashed ?? (await stranger), password)
  return matches && hashed !== null
}
