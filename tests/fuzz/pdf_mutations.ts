/** Changes that know what a sealed PDF is: objects, table, trailer, byte range, the signature's place, revisions. */
import { createHash } from 'node:crypto'
import { BYTE_MUTATIONS } from '#tests/fuzz/byte_mutations'
import { mutateDer } from '#tests/fuzz/der_mutations'
import { children, contentOf, oid, seq, set, tlv } from '#tests/support/pki/der'
import type { Random } from '#tests/fuzz/random'

type Stamp = (digest: Uint8Array) => Buffer
type PdfMutation = (pdf: Buffer, random: Random, donor: Buffer, stamp: Stamp) => Buffer

const text = (bytes: Buffer) => bytes.toString('latin1')
const bytes = (value: string) => Buffer.from(value, 'latin1')

const OBJECT = /\d+ 0 obj\b[^]*?\bendobj\n?/g

/** Objects left out, twice, exchanged, or taken from another file; the table then lies, as an attacker's might. */
const objects: PdfMutation = (pdf, random, donor) => {
  const whole = text(pdf)
  const found = [...whole.matchAll(OBJECT)]
  const foreign = [...text(donor).matchAll(OBJECT)]
  if (found.length === 0) return pdf
  const { index, 0: object } = random.pick(found)
  const other =
    random.chance(2) && foreign.length > 0 ? random.pick(foreign)[0] : random.pick(found)[0]
  const [before, after] = [whole.slice(0, index), whole.slice(index + object.length)]
  return bytes(
    random.pick([before + after, before + object + other + after, before + other + after])
  )
}

/** Something changed within its own length, so that every offset still fits. */
const inPlace: PdfMutation = (pdf, random) => {
  const whole = text(pdf)
  const [from, to] = random.pick([
    ['/Perms', '/Xerms'],
    ['/SigFlags 3', '/SigFlags 1'],
    ['/DocMDP', '/FieldM'],
    ['/P 1', '/P 3'],
    ['/AcroForm', '/XcroForm'],
    ['/Sig', '/sig'],
    ['/ByteRange', '/Byt#52ang'],
    ['/Contents <', '/Contenta <'],
    ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'],
    ['0 R', '1 R'],
    ['endobj', 'endobk'],
    ['stream', 'strean'],
    ['%%EOF', '%%EOE'],
    ['trailer', 'trai1er'],
    ['/Root', '/Info'],
    ['/Type', '/Tipe'],
    ['/F 132', '/F 130'],
    ['/Rect', '/Rekt'],
  ])
  const places = [...whole.matchAll(new RegExp(from!.replace(/[^A-Za-z0-9]/g, '\\$&'), 'g'))]
  if (places.length === 0) return pdf
  const { index } = random.pick(places)
  return bytes(whole.slice(0, index) + to + whole.slice(index + from!.length))
}

/** Numbers of the byte range, of the table and of `startxref`, with as many digits as before. */
const numbers: PdfMutation = (pdf, random) => {
  const pattern = random.pick([
    /ByteRange \[([^\]]*)\]/,
    /xref\n([^]*?)trailer/,
    /startxref\n(\d+)/,
    /\/(?:Size|Root|Prev) (\d+)/,
  ])
  const whole = text(pdf)
  const match = pattern.exec(whole)
  if (!match) return pdf
  const offset = match.index + match[0].indexOf(match[1]!)
  const digits = [...match[1]!.matchAll(/[\d*]/g)]
  if (digits.length === 0) return pdf
  const changed = [...whole]
  for (let rounds = random.between(1, 2); rounds > 0; rounds--) {
    changed[offset + random.pick(digits).index] = random.pick([...'0123456789-. '])
  }
  return bytes(changed.join(''))
}

/** A later revision, right in every detail, that redefines an object, adds a page, a form field or a script. */
const revision: PdfMutation = (pdf, random) => {
  const whole = text(pdf)
  const start = /startxref\s+(\d+)/.exec(whole)?.[1] ?? '0'
  const numbersOf = [...whole.matchAll(/(\d+) 0 obj/g)].map((match) => match[1]!)
  const number = numbersOf.length > 0 ? random.pick(numbersOf) : '1'
  const body = random.pick([
    '<< >>',
    '<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>',
    '<< /Type /Page /MediaBox [0 0 595 842] >>',
    '<< /FT /Sig /V null >>',
    'null',
  ])
  const object = `${number} 0 obj\n${body}\nendobj\n`
  const table = `xref\n${number} 1\n${String(pdf.length).padStart(10, '0')} 00000 n \n`
  const trailer = `trailer\n<< /Prev ${start} /Size 99 /Root ${number} 0 R >>\nstartxref\n${pdf.length + object.length}\n%%EOF\n`
  const kind = random.below(3)
  if (kind === 0) return Buffer.concat([pdf, bytes(object)])
  if (kind === 1) return Buffer.concat([pdf, bytes(table + trailer)])
  return Buffer.concat([pdf, bytes(object + table + trailer)])
}

/** Only the place of the signature, which the signature itself cannot cover: the digits, the padding, the CMS in it. */
const signature: PdfMutation = (pdf, random, donor) => {
  const find = (whole: string) => /<[0-9a-f]{500,}>/i.exec(whole)
  const whole = text(pdf)
  const found = find(whole)
  if (!found) return pdf
  const hex = found[0].slice(1, -1)
  const put = (digits: string) =>
    bytes(whole.slice(0, found.index + 1) + digits + whole.slice(found.index + 1 + hex.length))
  const at = random.below(hex.length)
  const used = hex.replace(/(?:00)+$/, '')
  const cms = Buffer.from(used, 'hex')
  switch (random.below(7)) {
    case 0:
      return put(
        random.chance(2) ? hex.toUpperCase() : hex.slice(0, at) + hex.slice(at).toUpperCase()
      )
    case 1:
      return put(
        hex.slice(0, at) + random.pick([' ', '\n', '<', '>', '(', 'g']) + hex.slice(at + 1)
      )
    case 2:
      return put(hex.slice(0, at) + random.pick([...'0123456789abcdefABCDEF']) + hex.slice(at + 1))
    case 3:
      return put(hex.slice(0, -2 * random.between(1, 20)))
    case 4: {
      const foreign = find(text(donor))?.[0].slice(1, -1) ?? hex
      return put(
        foreign
          .replace(/(?:00)+$/, '')
          .padEnd(hex.length, '0')
          .slice(0, hex.length)
      )
    }
    default: {
      const changed = mutateDer(cms, random).toString('hex')
      return put(changed.length > hex.length ? changed : changed.padEnd(hex.length, '0'))
    }
  }
}

/** The CMS message put together anew: its certificates fewer, more or others, in DER's order; its time stamp another one, or gone. */
const message: PdfMutation = (pdf, random, donor, stamp) => {
  const [place, foreign] = [placeOf(pdf), placeOf(donor)]
  if (!place) return pdf
  let cms: Buffer
  try {
    const [type, body] = children(place.cms) as [Buffer, Buffer]
    const fields = children(children(body)[0]!)
    if (random.chance(3)) fields.push(restamped(fields.pop()!, random, stamp))
    else fields[3] = tlv(0xa0, ...exchanged(children(fields[3]!), foreign?.cms, random))
    cms = seq(type, tlv(0xa0, seq(...fields)))
  } catch {
    // What was changed before is no such message any more.
    return pdf
  }
  const hex = cms.toString('hex').padEnd(place.length, '0')
  return Buffer.concat([
    pdf.subarray(0, place.begin),
    bytes(hex),
    pdf.subarray(place.begin + place.length),
  ])
}

function exchanged(certificates: Buffer[], foreign: Buffer | undefined, random: Random): Buffer[] {
  const others = foreign ? children(children(children(children(foreign)[1]!)[0]!)[3]!) : []
  const changed = [...certificates]
  const at = random.below(changed.length)
  const more = random.pick([...others, ...certificates])
  const kind = random.below(3)
  changed.splice(
    kind === 0 ? changed.length : at,
    kind === 0 ? 0 : 1,
    ...(kind === 1 ? [] : [more])
  )
  return changed.toSorted(Buffer.compare)
}

function restamped(signers: Buffer, random: Random, stamp: Stamp): Buffer {
  const parts = children(children(signers)[0]!)
  if (parts.at(-1)![0] === 0xa1) parts.pop()
  const digest = createHash('sha256')
    .update(contentOf(parts.at(-1)!))
    .digest()
  const attribute = seq(oid('1.2.840.113549.1.9.16.2.14'), set(stamp(digest)))
  return tlv(0x31, seq(...parts, ...(random.chance(4) ? [] : [tlv(0xa1, attribute)])))
}

/** The CMS message of a file, and where its digits are. */
function placeOf(pdf: Buffer): { cms: Buffer; begin: number; length: number } | null {
  const found = /<([0-9a-f]{500,})>/i.exec(text(pdf))
  if (!found) return null
  const all = Buffer.from(found[1]!, 'hex')
  return {
    cms: all.subarray(0, 4 + all.readUInt16BE(2)),
    begin: found.index + 1,
    length: found[1]!.length,
  }
}

/** The whole file inside another, or another around it. */
const wrapping: PdfMutation = (pdf, random, donor) =>
  random.pick([
    Buffer.concat([pdf, pdf]),
    Buffer.concat([donor, pdf]),
    Buffer.concat([pdf, donor]),
    Buffer.concat([bytes('%PDF-1.7\n'), pdf]),
    Buffer.concat([pdf, bytes(random.pick(['\n', '\r\n', ' ', '\0', '%%EOF\n']))]),
    Buffer.concat([bytes(random.pick(['\n', ' ', '\0', 'x'])), pdf]),
  ])

const FAMILIES: readonly (readonly PdfMutation[])[] = [
  BYTE_MUTATIONS,
  BYTE_MUTATIONS,
  [objects],
  [inPlace],
  [numbers],
  [revision],
  [signature],
  [signature],
  [message],
  [wrapping],
]

/** One to three changes. */
export function mutatePdf(pdf: Buffer, random: Random, donor: Buffer, stamp: Stamp): Buffer {
  let changed = pdf
  for (let rounds = random.pick([1, 1, 1, 2, 3]); rounds > 0; rounds--) {
    if (changed.length === 0) break
    changed = random.pick(random.pick(FAMILIES))(changed, random, donor, stamp)
  }
  return changed
}
