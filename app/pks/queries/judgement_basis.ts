import { createHash } from 'node:crypto'
import ContentVersion from '#catalogue/models/content_version'
import { readEnvelope, type Envelope, type ReplyToJudge } from '#pki/judge'
import { revocation, sealTrust, trustStore } from '#pki/main'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import { activePins } from '#pks/queries/pins'
import { sealFingerprints } from '#pks/queries/seal_keys'
import { clock } from '#shared/clock'

/** All that a reply is judged by, but for its bytes. */
export type JudgementBasis = Omit<ReplyToJudge, 'raw'>

/** The PKS that a mail answers: the one on whose page it was uploaded, else by the code in its subject, else the one that waits for its sender. */
export async function findAnswered(
  envelope: Envelope,
  reply: PksReply | null
): Promise<Agreement | null> {
  if (reply?.agreementId) return Agreement.find(reply.agreementId)
  const hashes = envelope.codes.map((code) => Agreement.hashOfCode(code))
  const byCode =
    hashes.length > 0
      ? await Agreement.query()
          .whereIn('code_hash', hashes)
          // A mail that names several: the one that waits for it.
          .orderByRaw(`case when status = 'sent' then 0 else 1 end`)
          .orderBy('id')
          .first()
      : null
  if (byCode || !envelope.from) return byCode
  return Agreement.query()
    .where('email', envelope.from.toLowerCase())
    .where('status', 'sent')
    .orderBy('id', 'desc')
    .first()
}

/**
 * What the PKS expects of its reply, whom we trust for its partner and for our own seal, where revocation data comes from, and the
 * times that count.
 *
 * @param reply as it is on record; null for a mail that is not, and comes in now
 */
export async function basisOf(
  agreement: Agreement,
  reply: PksReply | null
): Promise<JudgementBasis> {
  const version = await ContentVersion.findOrFail(agreement.versionId)
  const waits = agreement.awaitsReply && version.status === 'pks_sent'
  // The reply in question is the one that used the code up.
  const wasAccepted = agreement.status === 'accepted' && reply?.status === 'accepted'
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
    ...timesOf(reply),
  }
}

/** The same for a mail that need not have come in. One that answers no PKS is expected by nobody. */
export async function basisOfMail(raw: Buffer): Promise<JudgementBasis> {
  const reply = await PksReply.query()
    .where('raw_sha256', createHash('sha256').update(raw).digest('hex'))
    .orderByRaw(`case when status = 'accepted' then 0 else 1 end`)
    .orderBy('id', 'desc')
    .first()
  const agreement = await findAnswered(readEnvelope(raw), reply)
  if (agreement) return basisOf(agreement, reply)
  return {
    expected: { email: null, code: null, documentSha256: null },
    trust: await trustStore(),
    sealTrust: await sealTrust(),
    revocation: await revocation(),
    ...timesOf(reply),
  }
}

function timesOf(reply: PksReply | null) {
  const now = clock.now()
  return { receivedAt: (reply?.receivedAt ?? now).toJSDate(), now: now.toJSDate() }
}
