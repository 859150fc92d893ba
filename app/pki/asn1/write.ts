/** Writers of the few DER types that sealing, OCSP requests and the development CA need (X.690 §10). */
import { encode, TAG } from '#pki/asn1/der'

export function sequence(...items: readonly Uint8Array[]): Uint8Array {
  return encode(TAG.sequence, items)
}

/** SET OF: the elements in ascending order of their encodings, as DER wants (X.690 §11.6). */
export function setOf(...items: readonly Uint8Array[]): Uint8Array {
  return encode(TAG.set, items.toSorted(Buffer.compare))
}

export function oid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [top * 40 + second, ...rest]) {
    const group = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      group.unshift((left % 128) | 0x80)
    }
    bytes.push(...group)
  }
  return encode(TAG.oid, [Uint8Array.from(bytes)])
}

/** A small, non-negative INTEGER. */
export function integer(value: number): Uint8Array {
  const bytes = [value % 256]
  for (let left = Math.floor(value / 256); left > 0; left = Math.floor(left / 256)) {
    bytes.unshift(left % 256)
  }
  if (bytes[0]! & 0x80) bytes.unshift(0)
  return encode(TAG.integer, [Uint8Array.from(bytes)])
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return encode(TAG.octetString, [bytes])
}

export function nullValue(): Uint8Array {
  return Uint8Array.of(TAG.null, 0)
}

/** AlgorithmIdentifier; `parameters` absent for ECDSA, NULL for RSA. */
export function algorithm(dotted: string, parameters?: Uint8Array): Uint8Array {
  return sequence(oid(dotted), ...(parameters ? [parameters] : []))
}
