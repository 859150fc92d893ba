/**
 * Finds the one S/MIME signature over a whole message (RFC 8551 §3.5) and hands over exactly the bytes that it covers. Every
 * other shape is refused with a name of its own, so that its sender can be told what happened to the mail.
 */
import { OID } from '#pki/asn1/oids'
import { cmsType } from '#pki/cms/parse'
import {
  contentType,
  decodeBody,
  fileName,
  LIMITS,
  MalformedMime,
  parseEntity,
  splitMultipart,
  transferEncoding,
  type Entity,
} from '#pki/mime/entity'

export const SHAPE_REASONS = [
  'structure.unsigned',
  'structure.encrypted',
  'structure.compressed',
  'structure.pgp',
  'structure.tnef',
  'structure.wrapped',
  'structure.footer',
  'structure.extra_parts',
  'structure.nested',
] as const
export type ShapeReason = (typeof SHAPE_REASONS)[number]

export type SignedMessage =
  | { readonly kind: 'detached'; readonly content: Buffer; readonly cms: Buffer }
  | { readonly kind: 'opaque'; readonly cms: Buffer }

const SIGNATURE = /^application\/(x-)?pkcs7-signature$/
const ENVELOPE = /^application\/(x-)?pkcs7-mime$/
const TNEF = /^application\/(vnd\.)?ms-tnef$/

/** Mail programs say there that the message is signed; nobody shows it, so it may not grow into a message. */
const LONGEST_PREAMBLE = 1000

/** The signature of a whole message, or what else the message is; throws MalformedMime. */
export function findSignedMessage(message: Entity): SignedMessage | ShapeReason {
  const { type, parameters } = contentType(message)
  if (type === 'multipart/signed') {
    const protocol = parameters.get('protocol')?.toLowerCase() ?? ''
    if (protocol.includes('pgp')) return 'structure.pgp'
    return openDetached(message)
  }
  if (isEnvelope(message)) return openOpaque(message)
  return describe(message, 0) ?? 'structure.unsigned'
}

function openDetached(message: Entity): SignedMessage | ShapeReason {
  if (!['7bit', '8bit', 'binary'].includes(transferEncoding(message))) {
    throw new MalformedMime('encoded multipart')
  }
  const { preamble, parts, epilogue } = splitMultipart(message.body, contentType(message))
  if (preamble.length > LONGEST_PREAMBLE || !isBlank(epilogue)) return 'structure.footer'
  const [content, second] = parts
  if (!content || !second) return 'structure.unsigned'
  if (parts.length > 2) return 'structure.extra_parts'
  const signature = parseEntity(second)
  if (!isSignature(signature)) return 'structure.unsigned'
  return { kind: 'detached', content, cms: decodeBody(signature) }
}

function openOpaque(message: Entity): SignedMessage | ShapeReason {
  const cms = decodeBody(message)
  switch (cmsType(cms)) {
    case OID.signedData:
      return { kind: 'opaque', cms }
    case OID.envelopedData:
    case OID.authEnvelopedData:
    case OID.encryptedData:
      return 'structure.encrypted'
    case OID.compressedData:
      return 'structure.compressed'
    default:
      throw new MalformedMime('no CMS in a pkcs7-mime part')
  }
}

function isSignature(entity: Entity): boolean {
  const { type } = contentType(entity)
  return (
    SIGNATURE.test(type) ||
    (type === 'application/octet-stream' && fileName(entity).endsWith('.p7s'))
  )
}

function isEnvelope(entity: Entity): boolean {
  const { type } = contentType(entity)
  return (
    ENVELOPE.test(type) ||
    (type === 'application/octet-stream' && fileName(entity).endsWith('.p7m'))
  )
}

function isTnef(entity: Entity): boolean {
  return TNEF.test(contentType(entity).type) || fileName(entity) === 'winmail.dat'
}

/** What a message without a signature over its whole is, or null for nothing special. */
function describe(entity: Entity, depth: number): ShapeReason | null {
  if (isTnef(entity)) return 'structure.tnef'
  const type = contentType(entity)
  if (depth > 0 && (type.type === 'multipart/signed' || isEnvelope(entity)))
    return 'structure.wrapped'
  if (!type.type.startsWith('multipart/')) return null
  if (depth >= LIMITS.depth) throw new MalformedMime('nested too deeply', 'structure.too_complex')
  for (const part of splitMultipart(entity.body, type).parts) {
    const found = describe(parseEntity(part), depth + 1)
    if (found) return found
  }
  return null
}

/** Every leaf of the signed content; a signature, an envelope or TNEF inside it is refused. */
export function signedLeaves(content: Buffer): Entity[] | ShapeReason {
  const leaves: Entity[] = []
  let entities = 0

  const walk = (entity: Entity, depth: number): ShapeReason | null => {
    if (depth > LIMITS.depth || ++entities > LIMITS.parts) {
      throw new MalformedMime('too complex', 'structure.too_complex')
    }
    const type = contentType(entity)
    if (type.type === 'multipart/signed' || isSignature(entity) || isEnvelope(entity)) {
      return 'structure.nested'
    }
    if (isTnef(entity)) return 'structure.tnef'
    if (!type.type.startsWith('multipart/')) {
      leaves.push(entity)
      return null
    }
    for (const part of splitMultipart(entity.body, type).parts) {
      const refused = walk(parseEntity(part), depth + 1)
      if (refused) return refused
    }
    return null
  }

  return walk(parseEntity(content), 0) ?? leaves
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a)
}
