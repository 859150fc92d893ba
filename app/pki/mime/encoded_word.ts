/** Encoded words in headers (RFC 2047), decoded for reading; what cannot be decoded stays as it is. */
const WORD = /=\?([!-<>@-~]{1,40})\?([bq])\?([!->@-~]*)\?=/gi
const GAP = /(=\?[!-<>@-~]{1,40}\?[bq]\?[!->@-~]*\?=)[ \t]+(?==\?)/gi

/** More than the longest honest subject has; what comes after stays as it is. */
const MOST_WORDS = 500

export function decodeWords(text: string): string {
  let words = 0
  return text
    .replace(GAP, '$1')
    .replace(WORD, (whole, charset: string, kind: string, data: string) => {
      if (++words > MOST_WORDS) return whole
      const bytes = kind.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : fromQ(data)
      try {
        return new TextDecoder(charset.replace(/\*.*$/, '')).decode(bytes)
      } catch {
        return whole
      }
    })
}

/** A header's value as text: raw UTF-8 (RFC 6532) or encoded words. */
export function headerText(value: string): string {
  const raw = Buffer.from(value, 'latin1')
  return decodeWords(new TextDecoder('utf-8').decode(raw))
}

function fromQ(data: string): Buffer {
  const text = data
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16))
    )
  return Buffer.from(text, 'latin1')
}
