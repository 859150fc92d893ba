import { readFile } from 'node:fs/promises'
import { readEnvelope, type ReplyExpectation } from '#pki/judge'
import Agreement from '#pks/models/agreement'

/** What the agreement that a mail file answers expects of it; nothing known when its code belongs to none. */
export async function expectationFor(file: string): Promise<ReplyExpectation> {
  const { codes } = readEnvelope(await readFile(file))
  const hashes = codes.map((code) => Agreement.hashOfCode(code))
  const agreement =
    hashes.length > 0 ? await Agreement.query().whereIn('code_hash', hashes).first() : null
  if (!agreement) return { email: null, code: null, documentSha256: null }
  return {
    email: agreement.email,
    code: agreement.code,
    documentSha256: agreement.documentSha256,
    ...(agreement.issuedAt && { issuedAt: agreement.issuedAt.toJSDate() }),
  }
}
