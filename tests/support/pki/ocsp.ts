/** OCSP answers for tests (RFC 6960 §4.2.1), honest and not. */
import { createHash, sign } from 'node:crypto'
import { day, type Identity } from '#tests/support/pki/certificates'
import { children, contentOf, nil, octets, oid, seq, tlv } from '#tests/support/pki/der'

/** Extended key usage of a responder that an authority appointed. */
export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'

const time = (date: Date) =>
  tlv(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest()
const keyHash = (identity: Identity) => {
  const spki = children(children(identity.der)[0]!)[6]!
  return sha1(contentOf(children(spki)[1]!).subarray(1))
}

export interface OcspShape {
  readonly status?: 'good' | 'revoked' | 'unknown'
  readonly signer?: Identity
  readonly certificates?: Uint8Array[]
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date | null
  readonly about?: Identity
}

export function ocspResponse(subject: Identity, issuer: Identity, shape: OcspShape = {}): Buffer {
  const { status = 'good', signer = issuer, thisUpdate = day(-1), nextUpdate = day(1) } = shape
  const fields = children(children((shape.about ?? subject).der)[0]!)
  const issuerName = children(children(issuer.der)[0]!)[5]!
  const id = seq(
    seq(oid('1.3.14.3.2.26'), nil),
    octets(sha1(issuerName)),
    octets(keyHash(issuer)),
    fields[1]!
  )
  const state = { good: tlv(0x80), revoked: tlv(0xa1, time(day(-3))), unknown: tlv(0x82) }[status]
  const single = seq(
    id,
    state,
    time(thisUpdate),
    ...(nextUpdate ? [tlv(0xa0, time(nextUpdate))] : [])
  )
  const responder = tlv(0xa2, octets(keyHash(signer)))
  const data = seq(responder, time(thisUpdate), seq(single))
  const signature = sign('sha256', data, signer.privateKey)
  const basic = seq(
    data,
    seq(oid('1.2.840.10045.4.3.2')),
    tlv(0x03, Buffer.from([0]), signature),
    ...(shape.certificates ? [tlv(0xa0, seq(...shape.certificates))] : [])
  )
  return seq(
    tlv(0x0a, Buffer.from([0])),
    tlv(0xa0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic)))
  )
}
