/** Making a detached CMS signature for PAdES (ETSI EN 319 142-1, EN 319 122-1): DER, ESS binding, the whole chain. */
import { createHash } from 'node:crypto'
import { context, encode, TAG } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { algorithm, integer, nullValue, octetString, oid, sequence, setOf } from '#pki/asn1/write'
import type { SignerPort, TimestampClient } from '#pki/contract'
import { parseCertificate } from '#pki/x509/certificate'

const ALGORITHMS = {
  'rsa-sha256': () => algorithm(OID.sha256WithRsa, nullValue()),
  'ecdsa-sha256': () => algorithm(OID.ecdsaWithSha256),
}

/** Room for a time stamp token, whose size only the authority knows. */
const TIMESTAMP_ROOM = 12_288

/**
 * DER ContentInfo over content whose SHA-256 is `digest`. No signing-time attribute: in a PDF the dictionary's `M` holds
 * it (EN 319 142-1 §6.3). Rejects when the signer or the time stamp authority does.
 */
export async function signDetached(
  digest: Uint8Array,
  signer: SignerPort,
  timestamp?: TimestampClient
): Promise<Uint8Array> {
  const attributes = signedAttributes(digest, signer)
  const signature = await signer.sign(attributes)
  const unsigned = timestamp
    ? [attribute(OID.timeStampToken, await timestamp.timestamp(sha256(signature)))]
    : []
  return assemble(signer, attributes, signature, unsigned)
}

/** Upper bound in bytes of what `signDetached` will give, to reserve room before the content is known. */
export function estimateLength(signer: SignerPort, withTimestamp: boolean): number {
  const attributes = signedAttributes(new Uint8Array(32), signer)
  const draft = assemble(signer, attributes, new Uint8Array(signer.signatureLength), [])
  return draft.length + 64 + (withTimestamp ? TIMESTAMP_ROOM : 0)
}

/** DER of the SET that is signed. */
function signedAttributes(digest: Uint8Array, signer: SignerPort): Uint8Array {
  const leaf = signer.chain[0]!
  const { issuer, serial } = parseCertificate(leaf)
  const issuerSerial = sequence(
    sequence(encode(context(4, true), [issuer.raw])),
    encode(TAG.integer, [serial])
  )
  // ESSCertIDv2 leaves the default SHA-256 out, as DER wants.
  const certificateId = sequence(octetString(sha256(leaf)), issuerSerial)
  return setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(digest)),
    attribute(OID.signingCertificateV2, sequence(sequence(certificateId)))
  )
}

function assemble(
  signer: SignerPort,
  attributes: Uint8Array,
  signature: Uint8Array,
  unsigned: readonly Uint8Array[]
): Uint8Array {
  const { issuer, serial } = parseCertificate(signer.chain[0]!)
  const digestAlgorithm = algorithm(OID.sha256)
  const signerInfo = sequence(
    integer(1),
    sequence(issuer.raw, encode(TAG.integer, [serial])),
    digestAlgorithm,
    retag(context(0, true), attributes),
    ALGORITHMS[signer.algorithm](),
    octetString(signature),
    ...(unsigned.length > 0 ? [retag(context(1, true), setOf(...unsigned))] : [])
  )
  const signedData = sequence(
    integer(1),
    setOf(digestAlgorithm),
    sequence(oid(OID.data)),
    retag(context(0, true), setOf(...signer.chain)),
    setOf(signerInfo)
  )
  return sequence(oid(OID.signedData), encode(context(0, true), [signedData]))
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value))
}

function retag(tag: number, der: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(der)
  changed[0] = tag
  return changed
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
