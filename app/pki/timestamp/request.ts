/** Asking for a time stamp (RFC 3161 §2.4.1) and opening what comes back (§2.4.2). */
import { DerReader, encode, MalformedAsn1, readOne, readSmallInteger, TAG } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { algorithm, integer, nullValue, octetString, oid, sequence } from '#pki/asn1/write'

export interface TimestampQuery {
  /** What is stamped: a SHA-256 digest. */
  readonly digest: Uint8Array
  /** Content octets of a positive INTEGER that was never used before. */
  readonly nonce: Uint8Array
  /** The only policy that will do; any when left out. */
  readonly policy?: string
}

/** DER TimeStampReq; the authority's certificates are asked for. */
export function timestampRequest({ digest, nonce, policy }: TimestampQuery): Uint8Array {
  return sequence(
    integer(1),
    sequence(algorithm(OID.sha256, nullValue()), octetString(digest)),
    ...(policy ? [oid(policy)] : []),
    encode(TAG.integer, [nonce]),
    encode(TAG.boolean, [Uint8Array.of(0xff)])
  )
}

/** PKIStatus: granted, and granted with modifications; all others bring no token. */
const GRANTED = [0, 1]

/** The token of a DER TimeStampResp; null when the authority refused. Throws MalformedAsn1. */
export function openTimestampResponse(der: Uint8Array): Uint8Array | null {
  const reader = DerReader.inside(readOne(der))
  const status = readSmallInteger(reader.sequence().next())
  const token = reader.optional(TAG.sequence)
  reader.end()
  if (!GRANTED.includes(status)) return null
  if (!token) throw new MalformedAsn1('granted without a token')
  return token.raw
}
