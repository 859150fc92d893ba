/** Does a text hold what nobody types: NUL, escape codes, line breaks? */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

/** A text without what nobody types; tabs and line breaks stay. */
export function withoutControlCharacters(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n]/gu, '')
}
