/**
 * The one address of a From header (RFC 5322 §3.4, RFC 6532), by a grammar so small that no two programs read it
 * differently, and the comparison of mail addresses.
 */
import { asciiDomain } from '#pki/mime/domain'
import { decodeWords } from '#pki/mime/encoded_word'

export interface Mailbox {
  readonly address: string
  /** Decoded, empty when there is none. */
  readonly display: string
}

const ATEXT = "A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10ffff}-"
const DOT_ATOM = `[${ATEXT}]+(?:\\.[${ATEXT}]+)*`
const ADDRESS = new RegExp(`^${DOT_ATOM}@${DOT_ATOM}$`, 'u')
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"'
/**
 * Words of a display name: atoms with dots, as all programs send them although RFC 5322 calls that obsolete, and square brackets,
 * which mean nothing before the angle.
 */
const PHRASE = `(?:${QUOTED}|[${ATEXT}. \\t[\\]])*`
const NAMED = new RegExp(`^(${PHRASE})<([^<>\\s"]+)>$`, 'u')
/** The address itself for a name, without quotation marks: whichever of the two a program takes, it is the same. */
const ECHOED = /^'?([^\s<>"']+)'?[ \t]*<([^<>\s"]+)>$/u

/** Reads a header that must hold one mailbox and nothing else; null for groups, lists, comments, routes and the like. */
export function parseMailbox(value: string): Mailbox | null {
  const text = utf8(value)
  if (text === null || text.length > 2000 || /[^\P{Cc}\t]/u.test(text)) return null
  const trimmed = text.trim()
  if (ADDRESS.test(trimmed)) return { address: trimmed, display: '' }
  const [, shown = '', echoed = ''] = ECHOED.exec(trimmed) ?? []
  if (ADDRESS.test(shown) && ADDRESS.test(echoed) && sameAddress(shown, echoed)) {
    return { address: echoed, display: shown }
  }
  const match = NAMED.exec(trimmed)
  if (!match || !ADDRESS.test(match[2]!)) return null
  const unquoted = match[1]!.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) =>
    inner.replace(/\\(.)/g, '$1')
  )
  return { address: match[2]!, display: decodeWords(unquoted.replace(/[ \t]+/g, ' ')).trim() }
}

/** Longer than any name; letters of compatibility may stand for eighteen each. */
const LONGEST_NAME = 256
/** Joins the figures of one emoji: a family, a profession. */
const JOINED =
  /(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})/gu

/** A name that shows another address, or characters that hide something, is there to deceive. */
export function isDeceptive({ address, display }: Mailbox): boolean {
  if (display.length > LONGEST_NAME) return true
  const name = display.replace(JOINED, '').normalize('NFKC')
  if (name.length > LONGEST_NAME || /[\p{Cc}\p{Cf}\p{Co}\p{Cn}<>]/u.test(name)) return true
  return addressesIn(name).some((shown) => !sameAddress(shown, address))
}

/** What a reader takes for an address: something on both sides of the sign, and a dot in what follows it. */
function addressesIn(name: string): string[] {
  return name
    .split(/[\s"'(),;[\]]+/u)
    .map((word) => word.replace(/[.:!?]+$/u, ''))
    .filter((word) => /^[^@]+@.*[^.\u3002@][.\u3002][^.\u3002@]/u.test(word))
}

/** Case of ASCII letters aside, exactly the same; domains are compared as DNS would see them. */
export function sameAddress(a: string, b: string): boolean {
  const left = normal(a)
  return left !== null && left === normal(b)
}

function normal(address: string): string | null {
  const at = address.lastIndexOf('@')
  const domain = asciiDomain(address.slice(at + 1))
  if (at < 1 || domain === null || /[\p{Cc}\p{Cf}\s]/u.test(address)) return null
  const local = address.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return `${local}@${domain}`
}

function utf8(value: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return null
  }
}
