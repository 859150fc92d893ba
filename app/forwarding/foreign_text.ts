/** Control and format characters, halves of surrogate pairs, and what has no meaning: databases refuse some, readers are misled by others. */
const UNREADABLE = /\p{C}/gu
const UNREADABLE_BUT_LINES = /[^\P{C}\t\r\n]/gu

/**
 * One line of what a partner wrote, fit to be kept and shown: PostgreSQL takes no NUL in a text column,
 * and a row that cannot be written would have the partner called again and again.
 *
 * @param length in UTF-16 units
 */
export function foreignLine(text: string, length: number): string {
  return text.slice(0, length).replace(UNREADABLE, '')
}

/** Several lines for a trace: what cannot be read is seen to be there, as U+FFFD. */
export function foreignText(text: string, length: number): string {
  return text.slice(0, length).replace(UNREADABLE_BUT_LINES, '\ufffd')
}
