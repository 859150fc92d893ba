import { encode } from 'uqr'

/** A QR code as one path for an SVG: dark modules, each row's runs in one box, with the quiet zone of four around them. */
export interface QrPath {
  /** Modules on a side, quiet zone included. */
  size: number
  path: string
}

const QUIET = 4

/** Draws `text` as a QR code (ISO/IEC 18004, level M): no inline style, so that the page's policy holds. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { border: QUIET, ecc: 'M' })
  const boxes: string[] = []
  for (const [y, row] of data.entries()) {
    for (let begin = 0; begin < row.length; begin++) {
      if (!row[begin]) continue
      let end = begin
      while (row[end + 1]) end++
      boxes.push(`M${begin} ${y}h${end - begin + 1}v1H${begin}z`)
      begin = end
    }
  }
  return { size, path: boxes.join('') }
}
