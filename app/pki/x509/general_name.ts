/** GeneralName (RFC 5280 §4.2.1.6), as far as its forms are compared. */
import { context, DerReader, MalformedAsn1, readOid, readOne, TAG, type Tlv } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { parseName, type Name } from '#pki/x509/name'

export type GeneralName =
  | { readonly kind: 'rfc822' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'smtpUtf8'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  | { readonly kind: 'other'; readonly type: string }

const IA5: Record<number, 'rfc822' | 'dns' | 'uri'> = { 0x81: 'rfc822', 0x82: 'dns', 0x86: 'uri' }

export function parseGeneralName(tlv: Tlv): GeneralName {
  const ia5 = IA5[tlv.tag]
  if (ia5) return { kind: ia5, value: asciiText(tlv.content) }
  if (tlv.tag === context(4, true))
    return { kind: 'directory', name: parseName(readOne(tlv.content)) }
  if (tlv.tag === context(7, false)) return { kind: 'ip', value: tlv.content }
  if (tlv.tag === context(0, true)) return parseOtherName(tlv)
  if ((tlv.tag & 0xc0) === 0x80) return { kind: 'other', type: `tag ${tlv.tag & 0x1f}` }
  throw new MalformedAsn1('bad general name')
}

export function parseGeneralNames(tlv: Tlv, tag: number = TAG.sequence): GeneralName[] {
  const names = DerReader.inside(tlv, tag).rest(1024).map(parseGeneralName)
  if (names.length === 0) throw new MalformedAsn1('empty general names')
  return names
}

function parseOtherName(tlv: Tlv): GeneralName {
  const reader = new DerReader(tlv.content)
  const type = readOid(reader.next())
  const value = reader.next(context(0, true))
  reader.end()
  if (type !== OID.smtpUtf8Mailbox) return { kind: 'other', type }
  const text = readOne(value.content, TAG.utf8String).content
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)
    return { kind: 'smtpUtf8', value: refuseControls(decoded) }
  } catch {
    throw new MalformedAsn1('bad SmtpUTF8Mailbox')
  }
}

function asciiText(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7f)) throw new MalformedAsn1('not ASCII')
  return refuseControls(Buffer.from(bytes).toString('latin1'))
}

/** A NUL or a line break in a name is there to make two programs read different names. */
function refuseControls(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new MalformedAsn1('control character in a name')
  return text
}
