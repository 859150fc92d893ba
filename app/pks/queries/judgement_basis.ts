import { createHash } from 'node:crypto'
import ContentVersion from '#catalogue/models/content_version'
import { readEnvelope, type ReplyToJudge } from '#pki/judge'
import { revocation, sealTrust, trustStore } from '#pki/main'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import { activePins } from '#pks/queries/pins'
import { sealFingerprints } from '#pks/queries/seal_keys'

/** All that a reply is judged by, but for itself and the time. */
export type JudgementBasis = Omit<ReplyToJudge, 'raw' | 'receivedAt' | 'now'>

/**
 * What the PKS expects of its reply, whom we trust for its partner and for our own seal, and where revocation data comes
 * from.
 *
 * @param wasAccepted the reply in question is the one that used the code up
 */
export async function basisOf(agreement: Agreement, wasAccepted: boolean): Promise<JudgementBasis> {
  const version = await ContentVersion.findOrFail(agreement.versionId)
  const waits = agreement.awaitsReply && version.status === 'pks_sent'
  return {
    expected: {
      email: agreement.email,
      code: agreement.code,
      documentSha256: agreement.documentSha256,
      codeUsed: !waits && !wasAccepted,
      ...(agreement.issuedAt && { issuedAt: agreement.issuedAt.toJSDate() }),
    },
    trust: await trustStore(),
    pinned: await activePins(agreement.partnerId),
    sealTrust: await sealTrust(),
    ...(agreement.sealKeyId && { sealSigners: await sealFingerprints() }),
    revocation: await revocation(),
  }
}

/** The same for a mail that need not have come in: its PKS is found by the code, and without one nothing is expected. */
export async function basisOfMail(raw: Buffer): Promise<JudgementBasis> {
  const { codes } = readEnvelope(raw)
  const hashes = codes.map((code) => Agreement.hashOfCode(code))
  const agreement =
    hashes.length > 0 ? await Agreement.query().whereIn('code_hash', hashes).first() : null
  if (!agreement) {
    return {
      expected: { email: null, code: null, documentSha256: null },
      trust: await trustStore(),
      sealTrust: await sealTrust(),
      revocation: await revocation(),
    }
  }
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const reply = await PksReply.findBy('raw_sha256', sha256)
  const wasAccepted = reply?.status === 'accepted' && reply.agreementId === agreement.id
  return basisOf(agreement, agreement.status === 'accepted' && wasAccepted)
}
