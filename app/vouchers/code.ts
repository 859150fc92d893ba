import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'
import type { Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import VoucherKey from '#vouchers/models/voucher_key'

const NAME = 'codes'

/** A code of the form `sixteenDigits`, without blanks. */
export function newCode(): string {
  return Array.from({ length: 16 }, () => randomInt(10)).join('')
}

/** What is kept of a code: a copy of the database pays for nothing, and without the key nothing can be tried against it. */
export type HashCode = (code: string) => string

/** The way to hash codes; its key is made when it is first asked for, and lies sealed under the application's. */
export async function codeHasher(trx: Trx): Promise<HashCode> {
  const { secret } = (await findKey(trx)) ?? (await makeKey(trx))
  return (code) => keyed(secret, plainHash(code))
}

function findKey(trx: Trx): Promise<VoucherKey | null> {
  return VoucherKey.query({ client: trx }).where('name', NAME).first()
}

/** The first one to ask makes it; who asks at the same moment waits for that and takes it. */
async function makeKey(trx: Trx): Promise<VoucherKey> {
  try {
    const secret = randomBytes(32).toString('base64url')
    const made = await trx.transaction((inner) =>
      VoucherKey.create({ name: NAME, secret }, { client: inner })
    )
    await keyOlderHashes(trx, secret)
    return made
  } catch (error) {
    const others = isUniqueViolation(error) ? await findKey(trx) : null
    if (!others) throw error
    return others
  }
}

/** Hashes from before there was a key are put under it: the key goes over the hash, so no code is needed. */
export async function keyOlderHashes(trx: Trx, secret: string): Promise<void> {
  const older = await trx.from('vouchers').where('is_keyed', 0).select('id', 'code_hash')
  for (const { id, code_hash: hash } of older)
    await trx
      .from('vouchers')
      .where('id', id)
      .update({ code_hash: keyed(secret, hash), is_keyed: 1 })
}

function plainHash(code: string): string {
  return createHash('sha256').update(`voucher:${code}`).digest('hex')
}

function keyed(secret: string, hash: string): string {
  return createHmac('sha256', secret).update(hash).digest('hex')
}
