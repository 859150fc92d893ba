/** OCSP answers for tests (RFC 6960 §4.2.1), honest and not. */
import { createHash, sign } from 'node:crypto'
import { day, type Identity } from '#tests/support/pki/certificates'
import { children, contentOf, nil, octets, oid, seq, tlv } from '#tests/support/pki/der'

/** Extended key usage of a responder that an authority appointed. */
export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'

const time = (date: Date) =>
  tlv(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest()
const keyBits = (identity: Identity) => {
  const spki = children(children(identity.der)[0]!)[6]!
  return contentOf(children(spki)[1]!).subarray(1)
}

export interface OcspShape {
  readonly status?: 'good' | 'revoked' | 'unknown'
  readonly signer?: Identity
  readonly certificates?: Uint8Array[]
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date | null
  readonly about?: Identity
  /** More answers, about the same certificate. */
  readonly also?: readonly ('good' | 'revoked' | 'unknown')[]
  readonly producedAt?: Date
  /** The responder by its name in place of its key. */
  readonly byName?: boolean
  /** Names of the issuer that are not its own. */
  readonly hashes?: { readonly name?: Uint8Array; readonly key?: Uint8Array }
  readonly hash?: keyof typeof HASHES
  /** Extensions of the answer: identifier and criticality. */
  readonly extensions?: readonly (readonly [string, boolean])[]
  readonly tail?: Uint8Array
  readonly code?: number
}

const HASHES = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  md5: '1.2.840.113549.2.5',
}

export function ocspResponse(subject: Identity, issuer: Identity, shape: OcspShape = {}): Buffer {
  const { status = 'good', signer = issuer, thisUpdate = day(-1), nextUpdate = day(1) } = shape
  const { hash = 'sha1', code = 0 } = shape
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest()
  const fields = children(children((shape.about ?? subject).der)[0]!)
  const issuerName = children(children(issuer.der)[0]!)[5]!
  const id = seq(
    seq(oid(HASHES[hash]), nil),
    octets(shape.hashes?.name ?? digest(issuerName)),
    octets(shape.hashes?.key ?? digest(keyBits(issuer))),
    fields[1]!
  )
  const states = { good: tlv(0x80), revoked: tlv(0xa1, time(day(-3))), unknown: tlv(0x82) }
  const singles = [status, ...(shape.also ?? [])].map((state) =>
    seq(id, states[state], time(thisUpdate), ...(nextUpdate ? [tlv(0xa0, time(nextUpdate))] : []))
  )
  const responder = shape.byName
    ? tlv(0xa1, children(children(signer.der)[0]!)[5]!)
    : tlv(0xa2, octets(sha1(keyBits(signer))))
  const extensions = (shape.extensions ?? []).map(([type, critical]) =>
    seq(oid(type), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), octets(nil))
  )
  const data = seq(
    responder,
    time(shape.producedAt ?? thisUpdate),
    seq(...singles),
    ...(extensions.length > 0 ? [tlv(0xa1, seq(...extensions))] : [])
  )
  const signature = sign('sha256', data, signer.privateKey)
  const basic = seq(
    data,
    seq(oid('1.2.840.10045.4.3.2')),
    tlv(0x03, Buffer.from([0]), signature),
    ...(shape.certificates ? [tlv(0xa0, seq(...shape.certificates))] : [])
  )
  return seq(
    tlv(0x0a, Buffer.from([code])),
    tlv(0xa0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))),
    ...(shape.tail ? [shape.tail] : [])
  )
}
