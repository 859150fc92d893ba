/** PEM (RFC 7468), leniently as people's files are: several blocks, text around them. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g

/** The DER of every block with one of the labels; a file that holds no PEM at all is taken to be one DER. */
export function derBlocks(file: Uint8Array, ...labels: readonly string[]): Uint8Array[] {
  const text = Buffer.from(file).toString('latin1')
  if (!text.includes('-----BEGIN ')) return file[0] === 0x30 ? [file] : []
  return [...text.matchAll(BLOCK)]
    .filter(([, label]) => labels.includes(label!))
    .map(([, , body]) => Buffer.from(body!, 'base64'))
}

/** A block as RFC 7468 §2 writes it, lines of 64 characters. */
export function pemBlock(label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
