/**
 * What a mail says, read by other programs than ours: who it is from, its codes, the bytes that are signed, the certificate that
 * signs, the document. An accepted mail must say exactly what an honest one says.
 */
import { createHash } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'
import { ContentInfo, IssuerAndSerialNumber, SignedData } from 'pkijs'

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
  const signed = new SignedData({ schema: ContentInfo.fromBER(cms).content })
  const signature = content ?? embedded(signed)
  const inner = await PostalMime.parse(signature)
  const documents = inner.attachments
    .map((item) => Buffer.from(item.content as ArrayBuffer))
    .filter((item) => item.subarray(0, 1024).includes('%PDF-'))
  if (documents.length !== 1) throw new Error('not one document')
  const words = (email.subject ?? '').split(/[^A-Za-z0-9]+/)
  return meaningOf({
    from: email.from?.address ?? '',
    code: words.includes(code) ? code : 'none',
    content: signature,
    certificate: signerOf(signed),
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

function embedded(signed: SignedData): Buffer {
  const content = signed.encapContentInfo.eContent?.getValue()
  if (!content) throw new Error('no content')
  return Buffer.from(content)
}

function signerOf(signed: SignedData): Buffer {
  const [info, ...more] = signed.signerInfos
  if (!info || more.length > 0) throw new Error('not one signer')
  const certificates = (signed.certificates ?? []).filter((item) => 'serialNumber' in item)
  const found = certificates.find((item) => {
    if (!('subjectPublicKeyInfo' in item)) return false
    if (info.sid instanceof IssuerAndSerialNumber) {
      return (
        info.sid.serialNumber.isEqual(item.serialNumber) && info.sid.issuer.isEqual(item.issuer)
      )
    }
    const keyId = item.extensions?.find(({ extnID }) => extnID === '2.5.29.14')
    const wanted = Buffer.from(info.sid.valueBlock.valueHexView)
    return keyId && Buffer.from(keyId.extnValue.valueBlock.valueHexView).subarray(2).equals(wanted)
  })
  if (!found) throw new Error('no certificate')
  return Buffer.from(found.toSchema().toBER())
}
