/**
 * What a mail says, read by other programs than ours: who it is from, its codes, the bytes that are signed, the certificate that
 * signs, the document. An accepted mail must say exactly what an honest one says.
 */
import { createHash } from 'node:crypto'
import { fromBER, type AsnType } from 'asn1js'
import PostalMime, { type Email } from 'postal-mime'

/** Everything that an acceptance rests on, in one line of text that can be compared. */
export type Meaning = string

export interface Facts {
  readonly from: string
  readonly code: string
  readonly content: Uint8Array
  readonly certificate: Uint8Array
  readonly document: Uint8Array
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

export function meaningOf(facts: Facts): Meaning {
  const { from, code, content, certificate, document } = facts
  return [from.toLowerCase(), code, sha256(content), sha256(certificate), sha256(document)].join(
    ' '
  )
}

/** Reads a mail; throws where the other programs cannot. `code` is the one that must be in its subject. */
export async function readMeaning(raw: Buffer, code: string): Promise<Meaning> {
  const email = await PostalMime.parse(raw)
  const froms = email.headers.filter(({ key }) => key === 'from')
  if (froms.length !== 1) throw new Error('not one From')
  const { content, cms } = slice(raw, email)
  const message = new CmsMessage(cms)
  const signed = content ?? message.content()
  const inner = await PostalMime.parse(signed)
  const documents = inner.attachments
    .map((item) => Buffer.from(item.content as ArrayBuffer))
    .filter((item) => item.subarray(0, 1024).includes('%PDF-'))
  if (documents.length !== 1) throw new Error('not one document')
  const words = (email.subject ?? '').split(/[^A-Za-z0-9]+/)
  return meaningOf({
    from: email.from?.address ?? '',
    code: words.includes(code) ? code : 'none',
    content: signed,
    certificate: message.certificate(),
    document: documents[0]!,
  })
}

/** The signed part and the CMS message, cut out line by line. */
function slice(raw: Buffer, email: Email): { content: Buffer | null; cms: Buffer } {
  const lines = raw.toString('latin1').replace(/\r?\n/g, '\n').split('\n')
  const header = lines
    .slice(0, lines.indexOf(''))
    .join('\n')
    .replace(/\n[ \t]/g, ' ')
  const boundary = /multipart\/signed[^]*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(header)
  if (!boundary) {
    const [only] = email.attachments
    if (!only) throw new Error('no signature')
    return { content: null, cms: Buffer.from(only.content as ArrayBuffer) }
  }
  const delimiter = `--${boundary[1] ?? boundary[2]}`
  const places = lines.flatMap((line, index) =>
    line.trimEnd() === delimiter || line.trimEnd() === `${delimiter}--` ? [index] : []
  )
  const [first, second, third] = places
  if (first === undefined || second === undefined || third === undefined) throw new Error('parts')
  const part = lines.slice(second + 1, third)
  return {
    content: Buffer.from(lines.slice(first + 1, second).join('\r\n'), 'latin1'),
    cms: Buffer.from(part.slice(part.indexOf('') + 1).join(''), 'base64'),
  }
}

/** As much of SignedData (RFC 5652 §5) as is asked here, by asn1js. */
class CmsMessage {
  readonly #fields: readonly AsnType[]

  constructor(cms: Buffer) {
    const { offset, result } = fromBER(cms)
    if (offset !== cms.length) throw new Error('not one ASN.1 element')
    this.#fields = childrenOf(childrenOf(childrenOf(result)[1])[0])
  }

  content(): Buffer {
    const [, box] = childrenOf(this.#fields[2])
    return octetsOf(childrenOf(box)[0])
  }

  /** DER of the certificate that the only signer names. */
  certificate(): Buffer {
    const signers = childrenOf(this.#fields.at(-1))
    if (signers.length !== 1) throw new Error('not one signer')
    const identifier = childrenOf(signers[0])[1]!
    const box = this.#fields.find(
      ({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0
    )
    const named = childrenOf(box).filter((certificate) => names(identifier, certificate))
    // Names are compared loosely; where several fit, the one that has the very issuer is meant.
    const issuer = rawOf(childrenOf(identifier)[0] ?? identifier)
    const found = named.find((certificate) => rawOf(certificate).includes(issuer)) ?? named[0]
    if (!found) throw new Error('no certificate')
    return rawOf(found)
  }
}

function names(identifier: AsnType, certificate: AsnType): boolean {
  if (identifier.idBlock.tagClass === 3) {
    const keyId = Buffer.concat([Buffer.from([4, 20]), rawOf(identifier).subarray(2)])
    return rawOf(certificate).includes(keyId)
  }
  const fields = childrenOf(childrenOf(certificate)[0])
  const from = fields[0]?.idBlock.tagClass === 3 ? 1 : 0
  const [issuer, serial] = childrenOf(identifier)
  return rawOf(fields[from]).equals(rawOf(serial)) && textOf(fields[from + 2]) === textOf(issuer)
}

/** The values of a name one after the other, case aside, however they are encoded. */
function textOf(block: AsnType | undefined): string {
  const pieces = childrenOf(block)
  if (pieces.length > 0) return pieces.map(textOf).join('/')
  return block && 'valueHexView' in block.valueBlock
    ? Buffer.from(block.valueBlock.valueHexView as Uint8Array)
        .toString('latin1')
        .toLowerCase()
    : ''
}

function rawOf(block: AsnType | undefined): Buffer {
  if (!block) throw new Error('missing element')
  return Buffer.from(block.valueBeforeDecodeView)
}

function childrenOf(block: AsnType | undefined): readonly AsnType[] {
  if (!block?.idBlock.isConstructed || !('value' in block.valueBlock)) return []
  return block.valueBlock.value as AsnType[]
}

/** The octets of a string in one piece or in many. */
function octetsOf(block: AsnType | undefined): Buffer {
  if (!block) throw new Error('missing element')
  const pieces = childrenOf(block)
  if (pieces.length > 0) return Buffer.concat(pieces.map(octetsOf))
  const { valueBlock } = block
  if (!('valueHexView' in valueBlock)) throw new Error('no octets')
  return Buffer.from(valueBlock.valueHexView as Uint8Array)
}
