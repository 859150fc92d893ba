import { createHash } from 'node:crypto'

/** What a payment number is found by: the number itself is cipher text. */
export function numberHash(method: string, digits: string): string {
  return createHash('sha256').update(`${method}:${digits}`).digest('hex')
}
