/**
 * Which signatures count, and checking them with the platform's own code. RSA PKCS#1 v1.5 and PSS from 2048 bits,
 * ECDSA on P-256, P-384 and P-521, SHA-256 and longer (RFC 4055, 5754, 5758, 8017). All else is refused.
 */
import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto'
import {
  context,
  DerReader,
  MalformedAsn1,
  readBitStringBytes,
  readOid,
  readOne,
  readSmallInteger,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'

export type Hash = 'sha256' | 'sha384' | 'sha512'

export type SignatureScheme =
  | { readonly kind: 'rsa'; readonly hash: Hash }
  | { readonly kind: 'pss'; readonly hash: Hash; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly hash: Hash }

export interface PublicKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly type: 'rsa' | 'rsa-pss' | 'ec'
  readonly bits: number
  readonly object: KeyObject
}

export class UnsupportedAlgorithm extends Error {
  constructor(
    message: string,
    readonly reason: 'weak_hash' | 'weak_key' | 'unsupported' = 'unsupported'
  ) {
    super(message)
    this.name = 'UnsupportedAlgorithm'
  }
}

const HASHES: Record<string, Hash> = {
  [OID.sha256]: 'sha256',
  [OID.sha384]: 'sha384',
  [OID.sha512]: 'sha512',
}

const SIMPLE: Record<string, SignatureScheme> = {
  [OID.sha256WithRsa]: { kind: 'rsa', hash: 'sha256' },
  [OID.sha384WithRsa]: { kind: 'rsa', hash: 'sha384' },
  [OID.sha512WithRsa]: { kind: 'rsa', hash: 'sha512' },
  [OID.ecdsaWithSha256]: { kind: 'ecdsa', hash: 'sha256' },
  [OID.ecdsaWithSha384]: { kind: 'ecdsa', hash: 'sha384' },
  [OID.ecdsaWithSha512]: { kind: 'ecdsa', hash: 'sha512' },
}

/** MD2, MD4, MD5 and SHA-1, alone and in combinations: named so that the partner is told why. */
const WEAK = new Set([
  OID.sha1,
  '1.2.840.113549.2.2',
  '1.2.840.113549.2.5',
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
  '1.3.14.3.2.29',
])

export interface AlgorithmIdentifier {
  readonly oid: string
  readonly parameters: Tlv | undefined
  readonly raw: Uint8Array
}

export function parseAlgorithm(tlv: Tlv, tag: number = TAG.sequence): AlgorithmIdentifier {
  const reader = DerReader.inside(tlv, tag)
  const oid = readOid(reader.next())
  const parameters = reader.done ? undefined : reader.next()
  reader.end()
  return { oid, parameters, raw: tlv.raw }
}

export function hashOf(algorithm: AlgorithmIdentifier): Hash {
  if (WEAK.has(algorithm.oid)) throw new UnsupportedAlgorithm(algorithm.oid, 'weak_hash')
  const hash = HASHES[algorithm.oid]
  if (!hash) throw new UnsupportedAlgorithm(algorithm.oid)
  requireNullOrAbsent(algorithm.parameters)
  return hash
}

/**
 * The scheme that an AlgorithmIdentifier names. CMS may name the key's algorithm only (`rsaEncryption`); `digest` is
 * what its digestAlgorithm says, and must then agree with the scheme (RFC 5754 §3.2).
 */
export function schemeOf(algorithm: AlgorithmIdentifier, digest?: Hash): SignatureScheme {
  if (WEAK.has(algorithm.oid)) throw new UnsupportedAlgorithm(algorithm.oid, 'weak_hash')
  const scheme = baseScheme(algorithm, digest)
  if (digest && scheme.hash !== digest)
    throw new UnsupportedAlgorithm('digest differs from signature')
  return scheme
}

function baseScheme(algorithm: AlgorithmIdentifier, digest?: Hash): SignatureScheme {
  if (algorithm.oid === OID.rsassaPss) return parsePss(algorithm.parameters)
  if (algorithm.oid === OID.rsaEncryption && digest) {
    requireNullOrAbsent(algorithm.parameters)
    return { kind: 'rsa', hash: digest }
  }
  const scheme = SIMPLE[algorithm.oid]
  if (!scheme) throw new UnsupportedAlgorithm(algorithm.oid)
  if (scheme.kind === 'rsa') requireNullOrAbsent(algorithm.parameters)
  else if (algorithm.parameters) throw new UnsupportedAlgorithm('ECDSA with parameters')
  return scheme
}

/** RSASSA-PSS-params (RFC 4055 §3.1): the defaults mean SHA-1, so each field must be there and name SHA-2. */
function parsePss(parameters: Tlv | undefined): SignatureScheme {
  if (!parameters) throw new UnsupportedAlgorithm('PSS without parameters', 'weak_hash')
  const reader = DerReader.inside(parameters)
  const hashField = reader.optional(context(0, true))
  const maskField = reader.optional(context(1, true))
  if (!hashField || !maskField) throw new UnsupportedAlgorithm('PSS with SHA-1', 'weak_hash')
  const hash = hashOf(parseAlgorithm(readOne(hashField.content)))
  const mask = parseAlgorithm(readOne(maskField.content))
  if (mask.oid !== OID.mgf1 || !mask.parameters) throw new UnsupportedAlgorithm('PSS mask')
  if (hashOf(parseAlgorithm(mask.parameters)) !== hash)
    throw new UnsupportedAlgorithm('PSS mask hash')
  const saltField = reader.optional(context(2, true))
  const saltLength = saltField ? readSmallInteger(readOne(saltField.content)) : 20
  const trailer = reader.optional(context(3, true))
  if (trailer && readSmallInteger(readOne(trailer.content)) !== 1) {
    throw new UnsupportedAlgorithm('PSS trailer')
  }
  reader.end()
  if (saltLength > 512) throw new UnsupportedAlgorithm('PSS salt')
  return { kind: 'pss', hash, saltLength }
}

function requireNullOrAbsent(parameters: Tlv | undefined): void {
  if (parameters && (parameters.tag !== TAG.null || parameters.content.length !== 0)) {
    throw new UnsupportedAlgorithm('unexpected parameters')
  }
}

const CURVES: Record<string, number> = { [OID.p256]: 256, [OID.p384]: 384, [OID.p521]: 521 }
const LARGEST_RSA = 8192
const LARGEST_EXPONENT = 0xffffffffn

/** Reads a SubjectPublicKeyInfo; throws UnsupportedAlgorithm for keys that are too weak, too costly or of other kinds. */
export function parsePublicKey(spki: Uint8Array): PublicKey {
  const reader = DerReader.inside(readOne(spki))
  const algorithm = parseAlgorithm(reader.next())
  const bits = readBitStringBytes(reader.next(TAG.bitString))
  reader.end()
  const { oid, parameters } = algorithm
  if (oid === OID.ecPublicKey) {
    const curve = parameters?.tag === TAG.oid ? CURVES[readOid(parameters)] : undefined
    if (!curve) throw new UnsupportedAlgorithm('elliptic curve')
    // RFC 5480 §2.2: compressed or not; the hybrid form must not be used.
    if (bits[0]! < 2 || bits[0]! > 4) throw new MalformedAsn1('point of an odd form')
    return { spki, type: 'ec', bits: curve, object: importKey(spki) }
  }
  if (oid !== OID.rsaEncryption && oid !== OID.rsassaPss) throw new UnsupportedAlgorithm(oid)
  if (oid === OID.rsaEncryption) requireNullOrAbsent(parameters)
  if (spki.length > 1300) throw new UnsupportedAlgorithm('key too large')
  const object = importKey(spki)
  const { modulusLength = 0, publicExponent = 0n } = object.asymmetricKeyDetails ?? {}
  if (modulusLength < 2048) throw new UnsupportedAlgorithm('RSA key too short', 'weak_key')
  if (modulusLength > LARGEST_RSA) throw new UnsupportedAlgorithm('RSA key too long')
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent > LARGEST_EXPONENT) {
    throw new UnsupportedAlgorithm('RSA exponent', 'weak_key')
  }
  const type = oid === OID.rsassaPss ? 'rsa-pss' : 'rsa'
  return { spki, type, bits: modulusLength, object }
}

function importKey(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    throw new MalformedAsn1('bad public key')
  }
}

/** Whether `signature` over `data` is good; false for every mismatch, also of key and scheme. */
export function verifySignature(
  scheme: SignatureScheme,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array
): boolean {
  try {
    if (scheme.kind === 'ecdsa') {
      return key.type === 'ec' && verify(scheme.hash, data, key.object, signature)
    }
    if (scheme.kind === 'pss') {
      if (key.type === 'ec') return false
      const padding = constants.RSA_PKCS1_PSS_PADDING
      const { saltLength } = scheme
      return verify(scheme.hash, data, { key: key.object, padding, saltLength }, signature)
    }
    const padding = constants.RSA_PKCS1_PADDING
    return key.type === 'rsa' && verify(scheme.hash, data, { key: key.object, padding }, signature)
  } catch {
    return false
  }
}
