/** What a received message says about itself, for finding the agreement it answers; nothing of it is proven. */
import {
  contentType,
  headerValues,
  MalformedMime,
  openMessage,
  type Entity,
} from '#pki/mime/entity'
import { parseMailbox } from '#pki/mime/address'
import { headerText } from '#pki/mime/encoded_word'

export interface Envelope {
  /** The one address of From, or null where it has none that is unambiguous. */
  readonly from: string | null
  readonly subject: string
  readonly messageId: string | null
  /** The most likely reply code, or null. */
  readonly code: string | null
  /** Every word of the subject that may be a code: 16 letters and digits. */
  readonly codes: readonly string[]
  /** An automatic answer, a bounce or a report: ignored, and never answered. */
  readonly automatic: boolean
}

const NOTHING: Envelope = {
  from: null,
  subject: '',
  messageId: null,
  code: null,
  codes: [],
  automatic: false,
}

/** Reads the header of any bytes; what cannot be read comes back empty. */
export function readEnvelope(raw: Uint8Array): Envelope {
  const message = openHeader(raw)
  if (!message) return NOTHING
  const [from] = headerValues(message, 'from')
  const [subject = ''] = headerValues(message, 'subject')
  const [messageId = null] = headerValues(message, 'message-id')
  const text = headerText(subject)
    .replace(/[\p{Cc}]/gu, '')
    .slice(0, 1000)
  const codes = codesIn(text)
  return {
    from: from === undefined ? null : (parseMailbox(from)?.address ?? null),
    subject: text,
    messageId: messageId && messageId.slice(0, 998),
    code: codes.find((code) => /\d/.test(code)) ?? codes[0] ?? null,
    codes,
    automatic: isAutomatic(message),
  }
}

/** The most likely reply code of the subject, or null. */
export function extractCode(raw: Uint8Array): string | null {
  return readEnvelope(raw).code
}

/** Whether the message came from a program and must not be judged or answered (RFC 3834, RFC 3464). */
export function isAutomaticReply(raw: Uint8Array): boolean {
  const message = openHeader(raw)
  return message !== null && isAutomatic(message)
}

/** Words of exactly 16 letters and digits, each once. */
export function codesIn(subject: string): string[] {
  const words = subject.match(/(?<![\p{L}\p{N}])[A-Za-z0-9]{16}(?![\p{L}\p{N}])/gu) ?? []
  return [...new Set(words)].slice(0, 20)
}

function isAutomatic(message: Entity): boolean {
  const first = (name: string) => (headerValues(message, name)[0] ?? '').trim().toLowerCase()
  const submitted = first('auto-submitted').split(/[;\s]/)[0]
  if (submitted && submitted !== 'no') return true
  const marks = ['x-autoreply', 'x-autorespond'].flatMap((name) => headerValues(message, name))
  if (marks.some((mark) => mark.trim().toLowerCase() !== 'no')) return true
  if (/^(auto_reply|bulk|junk)$/.test(first('precedence'))) return true
  if (first('return-path') === '<>') return true
  if (
    /^(mailer-daemon|postmaster)@/i.test(
      parseMailbox(headerValues(message, 'from')[0] ?? '')?.address ?? ''
    )
  )
    return true
  try {
    return contentType(message).type === 'multipart/report'
  } catch {
    return false
  }
}

/** Only the header is looked at, so that a large body costs nothing. */
function openHeader(raw: Uint8Array): Entity | null {
  try {
    return openMessage(headerOf(raw))
  } catch (error) {
    if (error instanceof MalformedMime) return null
    throw error
  }
}

function headerOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, 256 * 1024))
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter((end) => end >= 0)
  return ends.length > 0 ? bytes.subarray(0, Math.min(...ends) + 2) : bytes
}
