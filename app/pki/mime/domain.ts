/** Domains in addresses, read strictly: what a URL parser would mend or cut is refused instead. */
import { domainToASCII, domainToUnicode } from 'node:url'

const LONGEST_DOMAIN = 253
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const UNICODE_LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/**
 * A domain as DNS would be asked for it: lower case, A-labels (RFC 5890 §2.3.2.1). Null unless every label is letters,
 * digits and hyphens, in Unicode only in the one spelling that IDNA leaves as it is: `domainToASCII` alone cuts at `#`, `/`, `?`
 * and `\`, decodes `%2e` and drops what cannot be seen, so that another domain would pass for this one.
 */
export function asciiDomain(text: string): string | null {
  // In ASCII none is longer than 253 characters, and none gets shorter on its way there; reading a longer one is dear.
  if (text.length > LONGEST_DOMAIN) return null
  const domain = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const labels = domain.split('.')
  if (labels.every((label) => LABEL.test(label))) return domain
  if (!labels.every((label) => LABEL.test(label) || UNICODE_LABEL.test(label))) return null
  const ascii = domainToASCII(domain)
  const isAscii =
    ascii.length <= LONGEST_DOMAIN && ascii.split('.').every((label) => LABEL.test(label))
  return isAscii && domainToUnicode(ascii) === domain ? ascii : null
}
