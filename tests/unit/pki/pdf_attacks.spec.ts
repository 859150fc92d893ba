import { test } from '@japa/runner'
import { createHash, sign } from 'node:crypto'
import { PDFDocument, rgb } from '@cantoo/pdf-lib'
import { crlsFrom } from '#pki/folder_revocation'
import { inspectSealedPdf, type SealReason } from '#pki/pdf/inspect'
import { MalformedPdf, PdfFile, PdfReference } from '#pki/pdf/reader'
import { sealPdf } from '#pki/pdf/seal'
import { trustFrom } from '#pki/trust_store'
import { AT, DOCUMENT, makeIdentity } from '#tests/support/pki/certificates'
import { children, contentOf, seq, set, tlv } from '#tests/support/pki/der'
import { makeStamps } from '#tests/support/pki/stamps'
import { makePartner, plainPdf, sealing, signerOf, world } from '#tests/support/pki/world'

/*
 * The published ways to alter a signed PDF without its reader noticing: universal signature forgery, incremental saving and
 * signature wrapping ("1 Trillion Dollar Refund", CCS 2019), shadow attacks (NDSS 2021), evil annotations and sneaky signatures
 * on certified files (S&P 2021), and what lies between them. Each begins with a file that is valid.
 */

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const bytes = (value: string) => Buffer.from(value, 'latin1')

async function inspect(pdf: Uint8Array, changes = {}) {
  const { root, crls } = await world()
  return inspectSealedPdf(pdf, {
    trust: trustFrom([root.der]),
    at: AT,
    revocation: crlsFrom(crls),
    ...changes,
  })
}

type Make = (pdf: string) => string | Uint8Array | Promise<string | Uint8Array>

function refuses(title: string, make: Make, ...reasons: SealReason[]): void {
  test(`[R6.4] refused: ${title}`, async ({ assert }) => {
    const original = text((await world()).pdf)
    assert.isTrue((await inspect(bytes(original))).valid)
    const made = await make(original)
    const attacked = typeof made === 'string' ? bytes(made) : made
    assert.notEqual(text(attacked), original, 'the attack changes nothing')
    const report = await inspect(attacked)
    assert.isFalse(report.valid)
    assert.notEqual(report.outcome, 'accepted')
    const failed = report.checks.filter(({ status }) => status === 'failed')
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      reasons
    )
  })
}

/** Exchanges a text for one of the same length, so that nothing moves. */
function swap(pdf: string, from: string | RegExp, to: string): string {
  const found = typeof from === 'string' ? from : from.exec(pdf)?.[0]
  if (!found || !pdf.includes(found)) throw new Error(`no ${String(from)} in the file`)
  if (to.length > found.length) throw new Error('longer than what it replaces')
  return pdf.replace(found, () => to.padEnd(found.length))
}

const hexOf = (pdf: string) => /<([0-9a-f]{1000,})>/.exec(pdf)![1]!
const cmsOf = (pdf: string) => {
  const all = Buffer.from(hexOf(pdf), 'hex')
  return all.subarray(0, 4 + all.readUInt16BE(2))
}
const withHex = (pdf: string, hex: string) =>
  pdf.replace(hexOf(pdf), () => hex.padEnd(hexOf(pdf).length, '0'))
const numberOf = (pdf: string, inside: RegExp) => {
  for (const match of pdf.matchAll(/(\d+) 0 obj\b([^]*?)endobj/g)) {
    if (inside.test(match[2]!)) return Number(match[1])
  }
  throw new Error(`no object with ${inside}`)
}
const bodyOf = (pdf: string, number: number) =>
  new RegExp(`\\n${number} 0 obj\\n([^]*?)\\nendobj`).exec(pdf)![1]!

/** A later revision that is right in every detail (ISO 32000-1 §7.5.6). */
function revise(pdf: string, objects: Readonly<Record<number, string>>): string {
  const start = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf)![1]
  const root = /\/Root (\d+ 0 R)/.exec(pdf)![1]
  let body = ''
  let table = 'xref\n'
  for (const [number, value] of Object.entries(objects)) {
    table += `${number} 1\n${String(pdf.length + body.length).padStart(10, '0')} 00000 n \n`
    body += `${number} 0 obj\n${value}\nendobj\n`
  }
  const end = pdf.length + body.length
  return `${pdf}${body}${table}trailer\n<< /Size 500 /Root ${root} /Prev ${start} >>\nstartxref\n${end}\n%%EOF\n`
}

test.group('pki / PDF attacks: universal signature forgery', () => {
  const contents: Record<string, [Make, SealReason]> = {
    'no Contents': [(pdf) => swap(pdf, '/Contents <', '/Kontents <'), 'seal.malformed'],
    'Contents null': [
      (pdf) => pdf.replace(`<${hexOf(pdf)}>`, 'null'.padEnd(hexOf(pdf).length + 2)),
      'seal.malformed',
    ],
    'empty Contents': [
      (pdf) => pdf.replace(`<${hexOf(pdf)}>`, '<>'.padEnd(hexOf(pdf).length + 2)),
      'seal.not_covered',
    ],
    'Contents of zeros': [(pdf) => withHex(pdf, '00'), 'seal.signature'],
    'Contents that are no CMS': [(pdf) => withHex(pdf, '3003020100'), 'seal.signature'],
    'Contents of another file of ours': [
      async (pdf) => {
        const { signer } = await world()
        const other = await sealPdf(await plainPdf('PKS nomor 2'), sealing(signer))
        return withHex(pdf, cmsOf(text(other)).toString('hex'))
      },
      'seal.altered',
    ],
    'no ByteRange': [(pdf) => swap(pdf, '/ByteRange', '/Byterange'), 'seal.unsigned'],
    'a ByteRange by an escaped name': [
      (pdf) => pdf.replace('/ByteRange [', '/Byt#65Range ['),
      'seal.unsigned',
    ],
    'ByteRange null': [
      (pdf) => swap(pdf, /\/ByteRange \[[^\]]*\]/, '/ByteRange null'),
      'seal.malformed',
    ],
    'an empty ByteRange': [
      (pdf) => swap(pdf, /\/ByteRange \[[^\]]*\]/, '/ByteRange [ ]'),
      'seal.not_covered',
    ],
    'another kind of signature': [
      (pdf) => swap(pdf, '/ETSI.CAdES.detached', '/adbe.pkcs7.sha1'),
      'seal.malformed',
    ],
    'no signature value in the field': [
      (pdf) => swap(pdf, /\/V \d+ 0 R/, '/V null'),
      'seal.malformed',
    ],
    'the field gone': [(pdf) => swap(pdf, /\/Fields \[[^\]]*\]/, '/Fields []'), 'seal.unsigned'],
    'the form gone': [(pdf) => swap(pdf, '/AcroForm', '/AcroFarm'), 'seal.unsigned'],
  }
  for (const [title, [make, reason]] of Object.entries(contents)) refuses(title, make, reason)

  const ranges: Record<string, (begin: number, end: number, rest: number) => number[]> = {
    'of zeros': () => [0, 0, 0, 0],
    'that is negative': (begin, end, rest) => [0, begin, end, -rest],
    'of one pair': (begin) => [0, begin],
    'of three pairs': (begin, end, rest) => [0, begin, end, 9, end + 9, rest - 9],
    'that overlaps the signature': (begin, end, rest) => [0, begin + 40, end, rest],
    'that overlaps itself': (begin, _end, rest) => [0, begin, begin - 9, rest + 9],
    'that leaves out the beginning': (begin, end, rest) => [9, begin - 9, end, rest],
    'that leaves out the end': (begin, end, rest) => [0, begin, end, rest - 9],
    'beyond the end': (begin, end, rest) => [0, begin, end, rest + 9],
    'with a gap before the signature': (begin, end, rest) => [0, begin - 9, end, rest],
    'with a gap behind the signature': (begin, end, rest) => [0, begin, end + 9, rest - 9],
    'with fractions': (begin, end, rest) => [0, begin + 0.5, end, rest],
  }
  for (const [title, range] of Object.entries(ranges)) {
    refuses(
      `a ByteRange ${title}`,
      (pdf) => {
        const pattern = /\/ByteRange \[ 0 (\d+) (\d+) (\d+) *\]\s*/
        const [begin, end, rest] = pattern.exec(pdf)!.slice(1).map(Number) as [
          number,
          number,
          number,
        ]
        return swap(pdf, pattern, `/ByteRange [${range(begin, end, rest).join(' ')}]`)
      },
      'seal.not_covered'
    )
  }
})

test.group('pki / PDF attacks: incremental saving', () => {
  const page = (pdf: string) => numberOf(pdf, /\/Type \/Page\b(?!s)/)
  const catalog = (pdf: string) => numberOf(pdf, /\/Type \/Catalog/)

  refuses(
    'a page replaced',
    (pdf) => revise(pdf, { [page(pdf)]: '<< /Type /Page /MediaBox [0 0 595 842] >>' }),
    'seal.later_revision'
  )
  refuses(
    'a page added',
    (pdf) => {
      const pages = numberOf(pdf, /\/Type \/Pages/)
      const kids = `<< /Type /Pages /Kids [${page(pdf)} 0 R 400 0 R] /Count 2 >>`
      const added = `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 595 842] >>`
      return revise(pdf, { [pages]: kids, 400: added })
    },
    'seal.later_revision'
  )
  refuses(
    'a script that runs when the file is opened',
    (pdf) => {
      const body = bodyOf(pdf, catalog(pdf)).replace(/>>$/, '/OpenAction 400 0 R >>')
      return revise(pdf, {
        [catalog(pdf)]: body,
        400: '<< /S /JavaScript /JS (app.alert\\(1\\)) >>',
      })
    },
    'seal.later_revision'
  )
  refuses(
    'an object without a table',
    (pdf) => `${pdf}${page(pdf)} 0 obj\n<< /Type /Page >>\nendobj\n`,
    'seal.padding'
  )
  refuses(
    'an object and a trailer without a table',
    (pdf) => `${pdf}${page(pdf)} 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n`,
    'seal.padding'
  )
  refuses('a revision that changes nothing', (pdf) => revise(pdf, {}), 'seal.later_revision')
  refuses(
    'a revision with a copy of the signature in it',
    (pdf) => {
      const number = numberOf(pdf, /\/Type \/Sig\b/)
      return revise(pdf, { [page(pdf)]: '<< /Type /Page >>', [number]: bodyOf(pdf, number) })
    },
    'seal.later_revision'
  )
  refuses(
    'a revision whose startxref is hidden from a reader that looks backwards',
    (pdf) => `${revise(pdf, { [page(pdf)]: '<< >>' })}${' '.repeat(2000)}`,
    'seal.later_revision'
  )
  refuses('a second end of file', (pdf) => `${pdf}%%EOF\n`, 'seal.padding')
  refuses('bytes before the header', (pdf) => `\n${pdf}`, 'seal.not_pdf')
  refuses('the file twice', (pdf) => pdf + pdf, 'seal.later_revision')
})

test.group('pki / PDF attacks: signature wrapping', () => {
  refuses(
    'objects in the padding of the signature',
    (pdf) => {
      const hex = hexOf(pdf)
      const used = cmsOf(pdf).length * 2
      const injected = '>/X (y)'
      return pdf.replace(
        `${hex}>`,
        () => `${hex.slice(0, used)}${injected.padEnd(hex.length - used + 1)}`
      )
    },
    'seal.not_covered'
  )
  refuses(
    'a second Contents in the gap',
    (pdf) => {
      const hex = hexOf(pdf)
      const used = cmsOf(pdf).toString('hex')
      const both = `${used}> /Contents <00`
      return pdf.replace(hex, () => both.padEnd(hex.length, '0'))
    },
    'seal.malformed'
  )
  refuses(
    'white space between the digits of the signature',
    (pdf) => {
      const hex = hexOf(pdf)
      return pdf.replace(hex, () => `${hex.slice(0, 100)} \n${hex.slice(102)}`)
    },
    'seal.malformed'
  )
  refuses(
    'the second signed part moved, objects in between',
    (pdf) => {
      const [, begin, end, rest] = /\/ByteRange \[ 0 (\d+) (\d+) (\d+)/.exec(pdf)!.map(Number)
      const injected = '1 0 obj\n<< /Type /Catalog >>\nendobj\n'
      const range = `/ByteRange [ 0 ${begin} ${end! + injected.length} ${rest}`
      const first = pdf.slice(0, end).replace(/\/ByteRange \[ 0 \d+ \d+ \d+/, range)
      return first + injected + pdf.slice(end)
    },
    'seal.malformed'
  )
  for (const [title, change] of [
    ['capital letters', (hex: string) => hex.toUpperCase()],
    ['one capital letter', (hex: string) => hex.replace(/[a-f]/, (digit) => digit.toUpperCase())],
  ] as const) {
    refuses(
      `the signature in ${title}`,
      (pdf) => pdf.replace(hexOf(pdf), change(hexOf(pdf))),
      'seal.form'
    )
  }
  refuses(
    'a bit of the padding',
    (pdf) => pdf.replace(`${hexOf(pdf)}>`, `${hexOf(pdf).slice(0, -1)}1>`),
    'seal.padding'
  )
  refuses(
    'a shorter padding',
    (pdf) => pdf.replace(`${hexOf(pdf)}>`, `${hexOf(pdf).slice(0, -2)}>`),
    'seal.malformed'
  )
})

test.group('pki / PDF attacks: the CMS message that no signature covers', () => {
  /** The parts of SignedData, to put together otherwise. */
  const rebuilt = async (pdf: string, change: (fields: Buffer[]) => void | Promise<void>) => {
    const [type, body] = children(cmsOf(pdf)) as [Buffer, Buffer]
    const fields = children(children(body)[0]!)
    await change(fields)
    return withHex(pdf, seq(type, tlv(0xa0, seq(...fields))).toString('hex'))
  }
  const info = (fields: Buffer[], change: (parts: Buffer[]) => void) => {
    const parts = children(children(fields.at(-1)!)[0]!)
    change(parts)
    fields[fields.length - 1] = tlv(0x31, seq(...parts))
  }
  const attacks: Record<string, [(fields: Buffer[]) => void | Promise<void>, SealReason]> = {
    'another version': [(fields) => void (fields[0] = tlv(2, Buffer.from([3]))), 'seal.form'],
    'another digest named': [
      (fields) => void (fields[1] = tlv(0x31, seq(Buffer.from('0609608648016503040202', 'hex')))),
      'seal.form',
    ],
    'a NULL more': [
      (fields) =>
        void (fields[1] = tlv(
          0x31,
          seq(Buffer.from('0609608648016503040201', 'hex'), Buffer.from([5, 0]))
        )),
      'seal.form',
    ],
    'the certificates in another order': [
      (fields) => void (fields[3] = tlv(0xa0, ...children(fields[3]!).toReversed())),
      'seal.form',
    ],
    'a certificate twice': [
      (fields) => {
        const [root, , leaf] = children(fields[3]!)
        fields[3] = tlv(0xa0, root!, root!, leaf!)
      },
      'seal.form',
    ],
    'a flipped bit in the copy of the root': [
      (fields) => {
        const all = children(fields[3]!)
        const root = all.toSorted((a, b) => a.length - b.length)[0]!
        root[root.length - 1]! ^= 1
        fields[3] = tlv(0xa0, ...all.toSorted(Buffer.compare))
      },
      'seal.form',
    ],
    'a certificate cut out': [
      (fields) => {
        const [, ...others] = children(fields[3]!).toSorted((a, b) => a.length - b.length)
        fields[3] = tlv(0xa0, ...others.toSorted(Buffer.compare))
      },
      'seal.form',
    ],
    'every certificate but the signer cut out': [
      async (fields) => void (fields[3] = tlv(0xa0, (await world()).sealer.der)),
      'seal.form',
    ],
    'a certificate exchanged for one of the same name that signed itself': [
      async (fields) => {
        const other = await makeIdentity({ name: 'CN=Test Root', ca: true })
        const { root } = await world()
        const kept = children(fields[3]!).filter((der) => Buffer.compare(der, root.der) !== 0)
        fields[3] = tlv(0xa0, ...[...kept, other.der].toSorted(Buffer.compare))
      },
      'seal.form',
    ],
    'a revocation list': [(fields) => void fields.splice(4, 0, tlv(0xa1, seq())), 'seal.form'],
    'an unsigned attribute': [
      (fields) =>
        info(fields, (parts) => {
          parts.push(tlv(0xa1, seq(Buffer.from('06032a0304', 'hex'), tlv(0x31, tlv(5)))))
        }),
      'seal.timestamp',
    ],
    'a time stamp that is none': [
      (fields) =>
        info(fields, (parts) => {
          const type = Buffer.from('060b2a864886f70d010910020e', 'hex')
          parts.push(tlv(0xa1, seq(type, tlv(0x31, seq()))))
        }),
      'seal.timestamp',
    ],
    'embedded content': [
      (fields) => {
        const [type] = children(fields[2]!)
        fields[2] = seq(type!, tlv(0xa0, tlv(4, Buffer.from('x'))))
      },
      'seal.signature',
    ],
    'no signer': [(fields) => void (fields[fields.length - 1] = tlv(0x31)), 'seal.signature'],
    'the signer twice': [
      (fields) => {
        const [signer] = children(fields.at(-1)!)
        fields[3] = tlv(0xa0, children(fields[3]!).at(-1)!)
        fields[fields.length - 1] = tlv(0x31, signer!, signer!)
      },
      'seal.signature',
    ],
  }
  for (const [title, [change, reason]] of Object.entries(attacks)) {
    refuses(title, (pdf) => rebuilt(pdf, change), reason)
  }
})

test.group('pki / PDF attacks: the time stamp', () => {
  const ATTRIBUTE = Buffer.from('060b2a864886f70d010910020e', 'hex')

  /** The file with another token over the same signature, or with none. */
  function withStamp(pdf: string, token: ((digest: Uint8Array) => Buffer) | null): string {
    const [type, body] = children(cmsOf(pdf)) as [Buffer, Buffer]
    const fields = children(children(body)[0]!)
    const parts = children(children(fields.at(-1)!)[0]!).slice(0, -1)
    const digest = createHash('sha256')
      .update(contentOf(parts.at(-1)!))
      .digest()
    if (token) parts.push(tlv(0xa1, seq(ATTRIBUTE, set(token(digest)))))
    fields[fields.length - 1] = tlv(0x31, seq(...parts))
    return withHex(pdf, seq(type, tlv(0xa0, seq(...fields))).toString('hex'))
  }

  async function stamped(level: 'B-T' | 'B-LT') {
    const { signer, ca, root, crls } = await world()
    const stamps = await makeStamps()
    const certificates = [ca.der, root.der, ...stamps.certificates]
    const validation = { certificates, crls, ocsp: [] }
    const pdf = await sealPdf(await plainPdf('PKS nomor 1'), {
      ...sealing(signer),
      timestamp: stamps.client,
      ...(level === 'B-LT' && { validation }),
    })
    return { stamps, pdf: text(pdf) }
  }
  const signatureOf = async (pdf: string, changes = {}) =>
    (await inspect(bytes(pdf), changes)).checks.find(({ name }) => name === 'signature')!

  test('[R6.2] B-T holds where its authority is trusted, and is undecided elsewhere', async ({
    assert,
  }) => {
    const { stamps, pdf } = await stamped('B-T')
    assert.isTrue((await inspect(bytes(pdf), { stampTrust: stamps.trust })).valid)
    const elsewhere = await inspect(bytes(pdf))
    assert.isFalse(elsewhere.valid)
    assert.equal(elsewhere.outcome, 'indeterminate')
    const other = withStamp(pdf, (await makeStamps()).token)
    assert.isFalse((await inspect(bytes(other), { stampTrust: stamps.trust })).valid)
  })

  test('[R6.2] B-LT says itself whose stamp it has', async ({ assert }) => {
    const { stamps, pdf } = await stamped('B-LT')
    assert.isTrue((await inspect(bytes(pdf))).valid)
    const other = await makeStamps()
    const swapped = withStamp(pdf, other.token)
    for (const stampTrust of [stamps.trust, other.trust]) {
      const { status, reason } = await signatureOf(swapped, { stampTrust })
      assert.deepEqual([status, reason], ['failed', 'seal.timestamp'])
    }
    assert.isTrue((await inspect(bytes(withStamp(pdf, stamps.token)))).valid)
  })

  test('[R6.4] refused: the stamp taken out', async ({ assert }) => {
    for (const level of ['B-T', 'B-LT'] as const) {
      const { stamps, pdf } = await stamped(level)
      const without = withStamp(pdf, null)
      const { status, reason } = await signatureOf(without, { stampTrust: stamps.trust })
      assert.deepEqual([status, reason], ['failed', 'seal.form'])
    }
  })
})

test.group('pki / PDF attacks: shadows, annotations, second signatures', () => {
  /** A file prepared before it was sealed: a cover over the real text, as an attacker would bring it. */
  async function prepared(): Promise<string> {
    const { signer } = await world()
    const document = await PDFDocument.create()
    const page = document.addPage([595, 842])
    page.drawText('Bagian mitra 10 persen', { x: 60, y: 700 })
    page.drawRectangle({ x: 50, y: 690, width: 400, height: 30, color: rgb(1, 1, 1) })
    page.drawText('Bagian mitra 65 persen', { x: 60, y: 700 })
    const plain = await document.save({ useObjectStreams: false })
    return text(await sealPdf(plain, { ...sealing(signer), docMdp: 2 }))
  }
  const later: Record<string, (pdf: string) => Record<number, string>> = {
    'a shadow attack that hides: the covering content taken out': (pdf) => {
      const page = numberOf(pdf, /\/Type \/Page\b(?!s)/)
      return { [page]: bodyOf(pdf, page).replace(/\/Contents \[[^\]]*\]/, '/Contents []') }
    },
    'a shadow attack that replaces: a font redefined': (pdf) => ({
      [numberOf(pdf, /\/Type \/Font\b/)]: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
    }),
    'a shadow attack that hides and replaces: another page behind the same reference': (pdf) => ({
      [numberOf(pdf, /\/Type \/Pages/)]: '<< /Type /Pages /Kids [400 0 R] /Count 1 >>',
      400: '<< /Type /Page /MediaBox [0 0 595 842] >>',
    }),
    'an evil annotation over a certified text': (pdf) => {
      const page = numberOf(pdf, /\/Type \/Page\b(?!s)/)
      return {
        [page]: bodyOf(pdf, page).replace(/\/Annots \[/, '/Annots [ 400 0 R '),
        400: '<< /Type /Annot /Subtype /FreeText /Rect [50 690 450 720] /Contents (10 persen) >>',
      }
    },
    'a sneaky signature over a certified text': (pdf) => {
      const form = numberOf(pdf, /\/SigFlags 3/)
      return {
        [form]: bodyOf(pdf, form).replace(/\/Fields \[/, '/Fields [ 400 0 R '),
        400: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Two) /Rect [50 690 450 720] >>',
      }
    },
    'the document security store replaced': (pdf) => {
      const catalog = numberOf(pdf, /\/Type \/Catalog/)
      return { [catalog]: bodyOf(pdf, catalog).replace(/>>$/, '/DSS << /Certs [] >> >>') }
    },
  }
  for (const [title, objects] of Object.entries(later)) {
    refuses(
      title,
      async () => {
        const pdf = await prepared()
        return revise(pdf, objects(pdf))
      },
      'seal.later_revision'
    )
  }
  test('[R6.4] a file that was prepared is what was sealed as long as nothing is added', async ({
    assert,
  }) => {
    assert.isTrue((await inspect(bytes(await prepared()))).valid)
  })
})

test.group('pki / PDF attacks: certification and syntax', () => {
  const inPlace: Record<string, [Make, SealReason]> = {
    'no certification in the catalog': [
      (pdf) => swap(pdf, '/Perms', '/Parms'),
      'seal.not_certified',
    ],
    'certification by another object': [
      (pdf) => swap(pdf, /\/DocMDP \d+ 0 R/, '/DocMDP 1 0 R'),
      'seal.not_certified',
    ],
    'certification that allows annotations': [
      (pdf) => swap(pdf, /\/P 1\b/, '/P 3'),
      'seal.not_certified',
    ],
    'another transformation': [
      (pdf) => swap(pdf, '/TransformMethod /DocMDP', '/TransformMethod /UR3'),
      'seal.not_certified',
    ],
    'the form open to changes': [
      (pdf) => swap(pdf, '/SigFlags 3', '/SigFlags 1'),
      'seal.not_certified',
    ],
    'an encrypted file': [
      (pdf) => swap(pdf, /\/Info \d+ 0 R/, '/Encrypt 1 0'.slice(0, 11)),
      'seal.malformed',
    ],
    'a former table in the trailer': [
      (pdf) => swap(pdf, /\/Info \d+ 0 R/, '/Prev 9'),
      'seal.later_revision',
    ],
    'a hybrid table': [(pdf) => swap(pdf, /\/Info \d+ 0 R/, '/XRefStm 9'), 'seal.later_revision'],
    'a table that points elsewhere': [
      (pdf) =>
        pdf.replace(
          /(\d{10}) 00000 n/g,
          (_, at: string) => `${String(Number(at) + 1).padStart(10, '0')} 00000 n`
        ),
      'seal.malformed',
    ],
    'the same object twice in the table': [
      (pdf) => swap(pdf, /xref\n0 \d+\n0000000000/, 'xref\n1 2\n0000000000'),
      'seal.malformed',
    ],
    'a startxref that points nowhere': [
      (pdf) =>
        pdf.replace(/startxref\n(\d+)/, (_, at: string) => `startxref\n${'9'.repeat(at.length)}`),
      'seal.malformed',
    ],
    'a cut file': [(pdf) => pdf.slice(0, -200), 'seal.malformed'],
  }
  for (const [title, [make, reason]] of Object.entries(inPlace)) refuses(title, make, reason)

  refuses(
    'a table in a stream, as others write it',
    async () => {
      const { pdf } = await world()
      const document = await PDFDocument.load(pdf)
      return document.save({ useObjectStreams: true })
    },
    'seal.malformed'
  )
  refuses(
    'saved again by another program',
    async () => {
      const { pdf } = await world()
      const document = await PDFDocument.load(pdf)
      return document.save({ useObjectStreams: false })
    },
    'seal.not_covered'
  )
})

test.group('pki / PDF attacks: files that cost more than their size', () => {
  const row = (at: number) => `${String(at).padStart(10, '0')} 00000 n \n`

  /** A form with many fields, whose objects begin as `head` says and all have one long tail. */
  function sharing(fields: number, head: (number: number) => string): string {
    const numbers = Array.from({ length: fields }, (_, index) => index + 10)
    const places: number[] = []
    let body = `%PDF-1.7\n`
    const add = (object: string) => {
      places.push(body.length + object.search(/\d/))
      body += object
    }
    add('1 0 obj\n<</AcroForm 2 0 R>>\nendobj\n')
    const named = numbers.map((number) => `${number} 0 R`).join(' ')
    add(`2 0 obj\n%/ByteRange\n<</SigFlags 3/Fields [${named}]>>\nendobj\n`)
    for (const number of numbers) add(head(number))
    const tail = `<</FT /Sig /A [${'0 '.repeat(500)}]>>\nendobj\n`
    const table = `xref\n1 2\n${places.slice(0, 2).map(row).join('')}10 ${fields}\n${places.slice(2).map(row).join('')}`
    const trailer = `trailer\n<</Size 999/Root 1 0 R>>\n`
    return `${body}${tail}${table}${trailer}startxref\n${body.length + tail.length}\n%%EOF\n`
  }

  refuses(
    'objects that begin in comments and share one end',
    () => sharing(200, (number) => `%${number} 0 obj\n`),
    'seal.malformed'
  )
  refuses(
    'objects that begin in one another',
    () => sharing(2, (number) => `${number} 0 obj\n`),
    'seal.several_signatures'
  )
  refuses(
    'one object that begins in another',
    () => sharing(1, (number) => `${number} 0 obj\n1 0 obj\n`),
    'seal.malformed'
  )
  refuses(
    'an object that is not closed',
    (pdf) => {
      const catalog = numberOf(pdf, /\/Type \/Catalog/)
      const body = bodyOf(pdf, catalog)
      return swap(pdf, `${body}\nendobj`, `${body}\nendobk`)
    },
    'seal.malformed'
  )
  refuses(
    'something between an object and its end',
    (pdf) => {
      const catalog = numberOf(pdf, /\/Type \/Catalog/)
      const body = bodyOf(pdf, catalog)
      return swap(pdf, `${body}\nendobj`, `${body.replace('/Type ', '')} 0 0\nendobj`)
    },
    'seal.malformed'
  )

  test('[R6.4] no object is read whose bytes are another one’s', ({ assert }) => {
    const nested = sharing(1, () => '10 0 obj\n')
    assert.instanceOf(new PdfFile(bytes(nested)).resolve(new PdfReference(10, 0)), Map)
    for (const number of [1, 2, 10]) {
      // The table says that the object begins where another one has begun already.
      const places = [...nested.matchAll(/\d{10} 00000 n/g)].map(([entry]) => entry)
      const [first, second] = [places[0]!, number === 1 ? places[1]! : places[0]!]
      const own = places[[1, 2, 10].indexOf(number)]!
      const other = own === first ? second : first
      assert.throws(() => new PdfFile(bytes(nested.replace(own, other))), MalformedPdf)
    }
  })
})

test.group('pki / PDF attacks: honest seals that look odd', () => {
  test('[R6.2] a root that signed itself with SHA-1 in the chain is no attack', async ({
    assert,
  }) => {
    const root = await makeIdentity({ name: 'CN=Old Root', ca: true, kind: 'rsa' })
    const ca = await makeIdentity({ name: 'CN=New CA', ca: true, issuer: root })
    const shape = { name: 'CN=Webstore Telkom', issuer: ca, extendedKeyUsage: [DOCUMENT] }
    const sealer = await makeIdentity(shape)
    const [tbs] = children(root.der) as [Buffer]
    const sha1WithRsa = Buffer.from('300d06092a864886f70d0101050500', 'hex')
    const fields = children(tbs)
    const old = seq(...fields.with(2, sha1WithRsa))
    const signature = sign('sha1', old, root.privateKey)
    const der = seq(old, sha1WithRsa, tlv(3, Buffer.from([0]), signature))
    const signer = { ...signerOf(sealer), chain: [sealer.der, ca.der, der] }
    const pdf = await sealPdf(await plainPdf('PKS'), sealing(signer))
    const options = { trust: trustFrom([root.der]), at: AT }
    assert.isTrue((await inspectSealedPdf(pdf, options)).valid)
    const other = await makeIdentity({ name: 'CN=Old Root', ca: true })
    const report = await inspectSealedPdf(pdf, { ...options, trust: trustFrom([other.der]) })
    const failed = report.checks.find(({ status }) => status === 'failed')
    assert.equal(failed?.reason, 'seal.untrusted')
  })
})

test.group('pki / PDF attacks: sealed by somebody else', () => {
  const sealedBy = async (identity: Parameters<typeof signerOf>[0]) =>
    sealPdf(await plainPdf('PKS nomor 1'), sealing(signerOf(identity)))

  refuses(
    'by an authority of our name that nobody trusts',
    async () => {
      const root = await makeIdentity({ name: 'CN=Test Root', ca: true })
      const issuer = await makeIdentity({ name: 'CN=Test E-mail CA', ca: true, issuer: root })
      const shape = { name: 'CN=Webstore Telkom', issuer, extendedKeyUsage: [DOCUMENT] }
      return sealedBy(await makeIdentity(shape))
    },
    'seal.untrusted'
  )
  refuses(
    "with the partner's certificate for mail",
    async () => sealedBy(await makePartner((await world()).ca)),
    'seal.purpose'
  )
  refuses(
    'with a self-signed certificate',
    async () =>
      sealedBy(await makeIdentity({ name: 'CN=Webstore Telkom', extendedKeyUsage: [DOCUMENT] })),
    'seal.untrusted'
  )
  refuses('by an authority itself', async () => sealedBy((await world()).ca), 'seal.purpose')

  test('[R6.4] refused: a certificate that may be for anything, unless it is known as ours', async ({
    assert,
  }) => {
    const { ca } = await world()
    const shape = { name: 'CN=Webstore Telkom', issuer: ca, extendedKeyUsage: null }
    const open = await makeIdentity({ ...shape, crlUrl: 'http://crl.example/ca.crl' })
    const pdf = await sealedBy(open)
    const stranger = await inspect(pdf)
    assert.isFalse(stranger.valid)
    assert.equal(stranger.checks.find(({ status }) => status === 'failed')?.reason, 'seal.purpose')
    assert.isTrue((await inspect(pdf, { signers: [stranger.signer!.fingerprint] })).valid)
  })

  test('[R6.4] refused: by another customer of the same authority, where our certificates are known', async ({
    assert,
  }) => {
    const { ca, pdf, sealer } = await world()
    const shape = { name: 'CN=Webstore Telkom', issuer: ca, extendedKeyUsage: [DOCUMENT] }
    const theirs = await sealedBy(await makeIdentity(shape))
    const fingerprint = (await inspect(pdf)).signer!.fingerprint
    assert.equal(fingerprint.length, 64)
    assert.isTrue((await inspect(pdf, { signers: [fingerprint] })).valid)
    const report = await inspect(theirs, { signers: [fingerprint] })
    assert.isFalse(report.valid)
    assert.equal(
      report.checks.find(({ status }) => status === 'failed')?.reason,
      'seal.other_signer'
    )
    assert.equal(report.signer?.commonName, sealer.certificate.subjectName.getField('CN')[0])
  })
})
