import { createHash, randomInt } from 'node:crypto'
import type { Client, Trx } from '#shared/database/main'
import { clock } from '#shared/clock'
import type { UserKind } from '#identity/sessions/store'

/** Whose codes: an account of one kind. */
export interface CodeOwner {
  kind: UserKind
  id: number
}

const COUNT = 10
const GROUPS = 4
const GROUP = 4
/** Without what looks alike (0 and O, 1 and I): 32 letters and digits, 80 bits a code, too many to try out against a hash. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * Makes ten codes in the place of whatever an account had. Only hashes are kept: this is the one time that they can be shown.
 *
 * @returns `XXXX-XXXX-XXXX-XXXX`, ten of them
 */
export async function renewCodes(trx: Trx, owner: CodeOwner): Promise<string[]> {
  await dropCodes(trx, owner)
  const codes = Array.from({ length: COUNT }, newCode)
  const createdAt = clock.now().toMillis()
  await trx
    .insertQuery()
    .table('recovery_codes')
    .multiInsert(
      codes.map((code) => ({
        user_kind: owner.kind,
        user_id: owner.id,
        code_hash: hashOf(owner, code),
        created_at: createdAt,
        used_at: null,
      }))
    )
  return codes
}

/** Uses a code up, as it was typed: case, blanks and dashes aside. Of two at once with the same one, one gets false. */
export async function useCode(trx: Trx, owner: CodeOwner, typed: string): Promise<boolean> {
  const used = await trx
    .from('recovery_codes')
    .where({ user_kind: owner.kind, user_id: owner.id, code_hash: hashOf(owner, typed) })
    .whereNull('used_at')
    .update({ used_at: clock.now().toMillis() })
  return Number(used) === 1
}

/** How many an account has left. */
export async function codesLeft(client: Client, owner: CodeOwner): Promise<number> {
  const rows = await client
    .from('recovery_codes')
    .where({ user_kind: owner.kind, user_id: owner.id })
    .whereNull('used_at')
    .select('id')
  return rows.length
}

export async function dropCodes(trx: Trx, owner: CodeOwner): Promise<void> {
  await trx.from('recovery_codes').where({ user_kind: owner.kind, user_id: owner.id }).delete()
}

function newCode(): string {
  const group = () =>
    Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

function hashOf({ kind, id }: CodeOwner, typed: string): string {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return createHash('sha256').update(`recovery:${kind}:${id}:${plain}`).digest('hex')
}
