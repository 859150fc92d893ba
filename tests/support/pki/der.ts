/** A writer of DER for tests, on purpose not the project's own. */
export function tlv(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  const { length } = body
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 255]
          : [0x83, length >> 16, (length >> 8) & 255, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

/** The same element with an indefinite length, as streaming programs write it. */
export function streamed(tag: number, ...contents: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...contents, Buffer.from([0, 0])])
}

export const seq = (...contents: Uint8Array[]) => tlv(0x30, ...contents)
export const set = (...contents: Uint8Array[]) => tlv(0x31, ...contents.toSorted(Buffer.compare))
export const octets = (bytes: Uint8Array) => tlv(0x04, bytes)
export const int = (value: number) => tlv(0x02, Buffer.from([value]))
export const nil = Buffer.from([5, 0])

export function oid(dotted: string): Buffer {
  const [a = 0, b = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [a * 40 + b, ...rest].flatMap((arc) => {
    const group = [arc & 127]
    for (let left = arc >>> 7; left > 0; left >>>= 7) group.unshift((left & 127) | 128)
    return group
  })
  return tlv(0x06, Buffer.from(bytes))
}

export function utcTime(date: Date): Buffer {
  return tlv(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
}

/** Splits one element's content into its direct children. */
export function children(der: Uint8Array): Buffer[] {
  const bytes = Buffer.from(der)
  const found: Buffer[] = []
  const header = (at: number) => {
    const first = bytes[at + 1]!
    if (first < 0x80) return { start: at + 2, length: first }
    const count = first & 0x7f
    return { start: at + 2 + count, length: bytes.readUIntBE(at + 2, count) }
  }
  const outer = header(0)
  for (let at = outer.start; at < outer.start + outer.length;) {
    const { start, length } = header(at)
    found.push(bytes.subarray(at, start + length))
    at = start + length
  }
  return found
}

/** The content octets of one element. */
export function contentOf(der: Uint8Array): Buffer {
  const first = der[1]!
  return Buffer.from(der).subarray(first < 0x80 ? 2 : 2 + (first & 0x7f))
}

/** PEM (RFC 7468). */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
