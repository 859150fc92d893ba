/**
 * Finds the one S/MIME signature over a whole message (RFC 8551 §3.5) and hands over exactly the bytes that it covers. Every
 * other shape is refused with a name of its own, so that its sender can be told what happened to the mail.
 */
import { OID } from '#pki/asn1/oids'
import { cmsType } from '#pki/cms/parse'
import {
  contentType,
  decodeBody,
  fileNames,
  LIMITS,
  MalformedMime,
  parseEntity,
  splitMultipart,
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
    const protocol = parameters.get('protocol')?.toLowerCase()
    if (protocol?.includes('pgp')) return 'structure.pgp'
    if (protocol !== undefined && !SIGNATURE.test(protocol)) return 'structure.unsigned'
    return openDetached(message)
  }
  if (isEnvelope(message)) return openOpaque(message)
  return describe(message) ?? 'structure.unsigned'
}

function openDetached(message: Entity): SignedMessage | ShapeReason {
  const { preamble, parts, epilogue } = splitMultipart(message)
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
  return SIGNATURE.test(type) || (type === 'application/octet-stream' && hasName(entity, '.p7s'))
}

function isEnvelope(entity: Entity): boolean {
  const { type } = contentType(entity)
  return ENVELOPE.test(type) || (type === 'application/octet-stream' && hasName(entity, '.p7m'))
}

function isTnef(entity: Entity): boolean {
  return TNEF.test(contentType(entity).type) || hasName(entity, 'winmail.dat')
}

/** Whether any of its names ends so. */
export function hasName(entity: Entity, ending: string): boolean {
  return fileNames(entity).some((name) => name.endsWith(ending))
}

/** What a message without a signature over its whole is, or null for nothing special. */
function describe(message: Entity): ShapeReason | null {
  return walk(message, (entity, depth) => {
    if (isTnef(entity)) return 'structure.tnef'
    const isSigned = contentType(entity).type === 'multipart/signed' || isEnvelope(entity)
    return depth > 0 && isSigned ? 'structure.wrapped' : null
  })
}

/** Every leaf of the signed content; a signature, an envelope or TNEF inside it is refused. */
export function signedLeaves(content: Entity): Entity[] | ShapeReason {
  const leaves: Entity[] = []
  const refused = walk(content, (entity) => {
    const { type } = contentType(entity)
    if (type === 'multipart/signed' || isSignature(entity) || isEnvelope(entity)) {
      return 'structure.nested'
    }
    if (isTnef(entity)) return 'structure.tnef'
    if (!type.startsWith('multipart/')) leaves.push(entity)
    return null
  })
  return refused ?? leaves
}

/** Visits an entity and all that it holds, depth and number capped, until `visit` has an objection. */
function walk(
  root: Entity,
  visit: (entity: Entity, depth: number) => ShapeReason | null
): ShapeReason | null {
  let entities = 0
  const enter = (entity: Entity, depth: number): ShapeReason | null => {
    if (depth > LIMITS.depth || ++entities > LIMITS.parts) {
      throw new MalformedMime('too complex', 'structure.too_complex')
    }
    const refused = visit(entity, depth)
    if (refused || !contentType(entity).type.startsWith('multipart/')) return refused
    for (const part of splitMultipart(entity).parts) {
      const found = enter(parseEntity(part), depth + 1)
      if (found) return found
    }
    return null
  }
  return enter(root, 0)
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a)
}
