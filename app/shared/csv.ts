/** Begins a sheet: UTF-8 with its mark, so that spreadsheets read the accents. */
export const CSV_MARK = '\u{FEFF}'

/** A sheet as text, with its mark and CRLF (RFC 4180). */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `${CSV_MARK}${rows.map(csvRow).join('')}`
}

/** One row with its end: for sheets that are too long to be made at once. */
export function csvRow(row: readonly (string | number)[]): string {
  return `${row.map(cell).join(',')}\r\n`
}

/** Numbers stay numbers; a text that a spreadsheet would take for a formula is made harmless. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== value ? `"${text.replaceAll('"', '""')}"` : text
}
