/** Making a detached CMS signature for PAdES (ETSI EN 319 142-1, EN 319 122-1): DER, ESS binding, the whole chain. */
import { createHash } from 'node:crypto'
import { context, encode, MalformedAsn1, readOne, TAG } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { algorithm, integer, nullValue, octetString, oid, sequence, setOf } from '#pki/asn1/write'
import type { SignerPort, SigningAlgorithm, Timestamp, TimestampClient } from '#pki/contract'
import {
  parseAlgorithm,
  schemeOf,
  UnsupportedAlgorithm,
  verifySignature,
} from '#pki/x509/algorithm'
import { parseCertificate, publicKeyOf, type Certificate } from '#pki/x509/certificate'

const ALGORITHMS: Record<SigningAlgorithm, Uint8Array> = {
  'rsa-sha256': algorithm(OID.sha256WithRsa, nullValue()),
  'ecdsa-sha256': algorithm(OID.ecdsaWithSha256),
}
const SCHEMES = {
  'rsa-sha256': schemeOf(parseAlgorithm(readOne(ALGORITHMS['rsa-sha256']))),
  'ecdsa-sha256': schemeOf(parseAlgorithm(readOne(ALGORITHMS['ecdsa-sha256']))),
}
const DIGEST_ALGORITHM = algorithm(OID.sha256)
const CONTENT_TYPE = attribute(OID.contentType, oid(OID.data))

/** Room for a time stamp token, whose size only the authority knows. */
export const TIMESTAMP_ROOM = 12_288

/** The key answered with a signature that its own certificate does not verify: another key, or a broken device. */
export class WrongSignature extends Error {
  constructor() {
    super('the key gave a signature that does not fit its certificate')
    this.name = 'WrongSignature'
  }
}

export interface DetachedSignature {
  /** DER ContentInfo. */
  readonly cms: Uint8Array
  readonly timestamp: Timestamp | null
}

/**
 * Signs content whose SHA-256 is `digest`. No signing-time attribute: in a PDF the dictionary's `M` holds it (EN 319 142-1 §6.3).
 * The signature is verified with the certificate before anybody gets it. Rejects with WrongSignature, or with what the signer or
 * the time stamp authority rejects with.
 */
export async function signDetached(
  digest: Uint8Array,
  signer: SignerPort,
  timestamp?: TimestampClient
): Promise<DetachedSignature> {
  const frame = frameOf(signer)
  const attributes = signedAttributes(digest, frame)
  const signature = await signer.sign(attributes)
  if (!isSignedBy(frame, signer.algorithm, attributes, signature)) throw new WrongSignature()
  const stamp = timestamp ? await timestamp.timestamp(sha256(signature)) : null
  const unsigned = stamp ? [attribute(OID.timeStampToken, stamp.token)] : []
  return { cms: assemble(signer, frame, attributes, signature, unsigned), timestamp: stamp }
}

/** Upper bound in bytes of what `signDetached` will give, to reserve room before the content is known. */
export function estimateLength(signer: SignerPort, withTimestamp: boolean): number {
  const frame = frameOf(signer)
  const attributes = signedAttributes(new Uint8Array(32), frame)
  const draft = assemble(signer, frame, attributes, new Uint8Array(signer.signatureLength), [])
  return draft.length + 64 + (withTimestamp ? TIMESTAMP_ROOM : 0)
}

/** What is the same in every signature of one key. */
interface Frame {
  readonly leaf: Certificate
  readonly issuerAndSerial: Uint8Array
  /** The ESS attribute that binds the certificate. */
  readonly binding: Uint8Array
  /** Retagged SET of the chain. */
  readonly certificates: Uint8Array
}

const frames = new WeakMap<readonly Uint8Array[], Frame>()

/** Made once per chain, by its identity: a signer hands the same one out each time. */
function frameOf({ chain }: SignerPort): Frame {
  let frame = frames.get(chain)
  if (!frame) {
    const der = chain[0]!
    const leaf = parseCertificate(der)
    const serial = encode(TAG.integer, [leaf.serial])
    // ESSCertIDv2 leaves the default SHA-256 out, as DER wants.
    const issuerSerial = sequence(sequence(encode(context(4, true), [leaf.issuer.raw])), serial)
    const certificateId = sequence(octetString(sha256(der)), issuerSerial)
    frame = {
      leaf,
      issuerAndSerial: sequence(leaf.issuer.raw, serial),
      binding: attribute(OID.signingCertificateV2, sequence(sequence(certificateId))),
      certificates: retag(context(0, true), setOf(...chain)),
    }
    frames.set(chain, frame)
  }
  return frame
}

/** DER of the SET that is signed. */
function signedAttributes(digest: Uint8Array, { binding }: Frame): Uint8Array {
  return setOf(CONTENT_TYPE, attribute(OID.messageDigest, octetString(digest)), binding)
}

function isSignedBy(
  { leaf }: Frame,
  algorithmName: SigningAlgorithm,
  content: Uint8Array,
  signature: Uint8Array
): boolean {
  try {
    return verifySignature(SCHEMES[algorithmName], publicKeyOf(leaf), content, signature)
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1) return false
    throw error
  }
}

function assemble(
  signer: SignerPort,
  frame: Frame,
  attributes: Uint8Array,
  signature: Uint8Array,
  unsigned: readonly Uint8Array[]
): Uint8Array {
  const signerInfo = sequence(
    integer(1),
    frame.issuerAndSerial,
    DIGEST_ALGORITHM,
    retag(context(0, true), attributes),
    ALGORITHMS[signer.algorithm],
    octetString(signature),
    ...(unsigned.length > 0 ? [retag(context(1, true), setOf(...unsigned))] : [])
  )
  const signedData = sequence(
    integer(1),
    setOf(DIGEST_ALGORITHM),
    sequence(oid(OID.data)),
    frame.certificates,
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
