/** Changes that know what a mail is: its lines, headers, parts, delimiters, encodings and its signature. */
import { BYTE_MUTATIONS, type Mutation } from '#tests/fuzz/byte_mutations'
import { mutateDer } from '#tests/fuzz/der_mutations'
import type { Random } from '#tests/fuzz/random'

/** A change; `donor` is another mail, of another sender, code or document, to take pieces from. */
export type MailMutation = (mail: Buffer, random: Random, donor: Buffer) => Buffer

const text = (bytes: Buffer) => bytes.toString('latin1')
const bytes = (value: string) => Buffer.from(value, 'latin1')
const onLines =
  (change: (lines: string[], random: Random, donor: string[]) => void): MailMutation =>
  (mail, random, donor) => {
    const lines = text(mail).split('\n')
    change(lines, random, text(donor).split('\n'))
    return bytes(lines.join('\n'))
  }

/** Whole header fields of the message, folded lines with them; the rest of the mail after. */
const onHeader =
  (change: (fields: string[], random: Random, donor: string[]) => void): MailMutation =>
  (mail, random, donor) => {
    const parse = (source: Buffer) => {
      const whole = text(source)
      const end = /\r?\n\r?\n/.exec(whole)?.index ?? whole.length
      return { fields: whole.slice(0, end).split(/\r?\n(?![ \t])/), rest: whole.slice(end) }
    }
    const { fields, rest } = parse(mail)
    change(fields, random, parse(donor).fields)
    return bytes(fields.join('\r\n') + rest)
  }

const lineMutations: MailMutation[] = [
  onLines((lines, random) => lines.splice(random.below(lines.length), random.between(1, 3))),
  onLines((lines, random) => {
    const at = random.below(lines.length)
    lines.splice(random.below(lines.length), 0, ...lines.slice(at, at + random.between(1, 3)))
  }),
  onLines((lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)]
    const kept = lines[a]!
    lines[a] = lines[b]!
    lines[b] = kept
  }),
  onLines((lines, random, donor) => {
    const at = random.below(donor.length)
    const piece = donor.slice(at, at + random.between(1, 40))
    lines.splice(random.below(lines.length), random.chance(2) ? piece.length : 0, ...piece)
  }),
  onLines((lines, random) => {
    const place = random.below(lines.length)
    lines[place] =
      lines[place]!.replace(/\r$/, '') + random.pick(['', ' \r', '\t\r', '\r\r', '\0\r'])
  }),
]

const INJECTED = [
  'From: x@evil.example',
  'From: "budi@mitra.example" <x@evil.example>',
  'From : budi@mitra.example',
  'Sender: x@evil.example',
  'Reply-To: x@evil.example',
  'Resent-From: x@evil.example',
  'Subject: Re: PKS AAAAAAAAAAAAAAA1',
  'Content-Type: text/plain',
  'Content-Type: multipart/mixed; boundary="=_inner"',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'MIME-Version: 2.0',
  'X-Long: '.padEnd(4000, 'x'),
  ' folded further',
  '\t',
]

const headerMutations: MailMutation[] = [
  onHeader((fields, random) => fields.splice(random.below(fields.length), 1)),
  onHeader((fields, random) => {
    fields.splice(random.below(fields.length + 1), 0, random.pick(INJECTED))
  }),
  onHeader((fields, random) => {
    fields.splice(random.below(fields.length + 1), 0, fields[random.below(fields.length)]!)
  }),
  onHeader((fields, random, donor) => {
    fields.splice(random.below(fields.length), random.below(2), random.pick(donor))
  }),
  onHeader((fields) => fields.reverse()),
  // From and Subject, which nothing signs, by a character or as the other mail has them.
  onHeader((fields, random, donor) => {
    const name = random.pick(['from', 'subject'])
    const isNamed = (field: string) => field.toLowerCase().startsWith(`${name}:`)
    const place = fields.findIndex(isNamed)
    const field = fields[place]
    if (field === undefined) return
    const other = donor.find(isNamed)
    if (other && random.chance(3)) fields[place] = other
    else {
      const at = random.between(name.length + 1, field.length)
      const letter = random.pick([...'aZ5@.<>"(,: \u00e9'])
      fields[place] = field.slice(0, at) + letter + field.slice(at + random.below(2))
    }
  }),
  onHeader((fields, random) => {
    const at = random.below(fields.length)
    fields[at] = fields[at]!.replace(/ /g, () =>
      random.chance(2) ? ' ' : random.pick(['\r\n ', '\r\n\t', '  '])
    )
  }),
  onHeader((fields, random) => {
    const at = random.below(fields.length)
    fields[at] = random.chance(2) ? fields[at]!.toUpperCase() : fields[at]!.toLowerCase()
  }),
  onHeader((fields, random) => {
    const at = fields.findIndex((field) => /^(from|subject):/i.test(field))
    if (at < 0) return
    const [, name, value = ''] = /^([^:]*):([^]*)$/.exec(fields[at]!) ?? []
    const encoded = random.chance(2)
      ? `=?utf-8?B?${Buffer.from(value.trim(), 'latin1').toString('base64')}?=`
      : `=?iso-8859-1?Q?${value.trim().replace(/[^A-Za-z0-9]/g, (c) => `=${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}?=`
    fields[at] =
      `${name}: ${random.pick([encoded, `${encoded} ${value.trim()}`, `${value.trim()} ${encoded}`])}`
  }),
  onHeader((fields, random) => {
    const at = random.below(fields.length)
    fields[at] = fields[at]!.replace(
      /@mitra/,
      random.pick([
        '@mitra\0',
        '@\u00admitra',
        '@evil.example,@mitra',
        '%40mitra',
        '@mitra.',
        '(x)@mitra',
      ])
    )
  }),
]

const boundaryOf = (mail: string, random: Random) => {
  const all = [...mail.matchAll(/boundary="?([^";\r\n]+)"?/gi)].map((match) => match[1]!)
  return all.length > 0 ? random.pick(all) : null
}

const partMutations: MailMutation[] = [
  // Parts of one level in another order, twice, or left out.
  (mail, random, donor) => {
    const whole = text(mail)
    const boundary = boundaryOf(whole, random)
    if (!boundary) return mail
    const pieces = whole.split(`--${boundary}`)
    const place = random.between(1, Math.max(1, pieces.length - 2))
    const foreign = boundaryOf(text(donor), random)
    const donated = foreign ? text(donor).split(`--${foreign}`).slice(1, -1) : []
    const action = random.below(4)
    if (action === 0) pieces.splice(place, 1)
    else if (action === 1) pieces.splice(place, 0, pieces[place] ?? '')
    else if (action === 2) pieces.splice(1, 0, ...pieces.splice(place, 1))
    else if (donated.length > 0) pieces.splice(place, random.below(2), random.pick(donated))
    return bytes(pieces.join(`--${boundary}`))
  },
  // One delimiter, or the parameter alone, altered.
  (mail, random) => {
    const whole = text(mail)
    const boundary = boundaryOf(whole, random)
    if (!boundary) return mail
    const places = [...whole.matchAll(new RegExp(boundary.replace(/[^A-Za-z0-9]/g, '\\$&'), 'g'))]
    const { index } = random.pick(places)
    const other = random.pick([
      '',
      boundary.slice(1),
      `${boundary}x`,
      `${boundary}--`,
      ` ${boundary}`,
      boundary.toUpperCase(),
    ])
    return bytes(whole.slice(0, index) + other + whole.slice(index + boundary.length))
  },
  // The whole as part of another message.
  (mail, random) => {
    const whole = text(mail)
    const type = random.pick([
      'message/rfc822',
      'multipart/mixed; boundary="=_w"',
      'multipart/signed; boundary="=_w"',
    ])
    return bytes(
      `From: budi@mitra.example\r\nContent-Type: ${type}\r\n\r\n--=_w\r\n${whole}\r\n--=_w--\r\n`
    )
  },
  // The signed part of another mail under this one's header, and the other way round.
  (mail, random, donor) => {
    const [a, b] = [text(mail), text(donor)]
    const split = (whole: string) => whole.search(/\r?\n\r?\n/)
    return random.chance(2)
      ? bytes(a.slice(0, split(a)) + b.slice(split(b)))
      : bytes(b.slice(0, split(b)) + a.slice(split(a)))
  },
]

const encodingMutations: MailMutation[] = [
  (mail) => bytes(text(mail).replaceAll('\r\n', '\n')),
  (mail, random) =>
    bytes(
      text(mail).replace(/\r\n/g, (end) =>
        random.chance(50) ? random.pick(['\n', '\r', '\n\r']) : end
      )
    ),
  // Base64 in other lines, or with what decoders pass over.
  (mail, random) =>
    bytes(
      text(mail).replace(/(?:[A-Za-z0-9+/]{60,76}\r?\n){2,}[A-Za-z0-9+/=]*/g, (block) => {
        if (random.chance(2)) return block
        const joined = block.replace(/\s+/g, '')
        const width = random.pick([40, 60, 64, 72, 76, 200, 1_000_000])
        const lines = joined.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\r\n')
        const at = random.below(lines.length)
        return random.chance(2)
          ? lines
          : lines.slice(0, at) + random.pick([' ', '!', '=', '\t', '\0']) + lines.slice(at)
      })
    ),
  (mail, random) =>
    bytes(
      text(mail).replace(
        /charset="?[\w-]+"?/i,
        `charset=${random.pick(['utf-7', 'utf-16', 'iso-2022-jp', '""'])}`
      )
    ),
  (mail, random) =>
    bytes(
      text(mail).replace(
        /Content-Transfer-Encoding: \S+/i,
        `Content-Transfer-Encoding: ${random.pick(['7bit', '8bit', 'binary', 'base64', 'quoted-printable', 'x-uuencode'])}`
      )
    ),
  (mail, random) =>
    bytes(
      text(mail).replace(
        /application\/(x-)?pkcs7-(signature|mime)/gi,
        random.pick([
          'application/pkcs7-signature',
          'application/pkcs7-mime',
          'application/x-pkcs7-mime',
          'application/octet-stream',
        ])
      )
    ),
]

/** The CMS message, wherever it lies, changed as a tree. */
const signatureMutation: MailMutation = (mail, random, donor) => {
  const find = (whole: string) => /MI[A-Za-z0-9+/]{60,}(?:\r?\n[A-Za-z0-9+/=]+)+/.exec(whole)
  const whole = text(mail)
  const found = find(whole)
  if (!found) return mail
  const cms = Buffer.from(found[0], 'base64')
  const foreign = find(text(donor))
  const changed =
    random.chance(12) && foreign ? Buffer.from(foreign[0], 'base64') : mutateDer(cms, random)
  const written = changed.toString('base64').replace(/.{64}(?=.)/g, '$&\r\n')
  return bytes(whole.slice(0, found.index) + written + whole.slice(found.index + found[0].length))
}

const plain: MailMutation[] = BYTE_MUTATIONS.map((mutation: Mutation) => mutation)

const FAMILIES: readonly (readonly MailMutation[])[] = [
  plain,
  plain,
  lineMutations,
  headerMutations,
  headerMutations,
  partMutations,
  encodingMutations,
  [signatureMutation],
  [signatureMutation],
]

/** One to three changes. */
export function mutateMail(mail: Buffer, random: Random, donor: Buffer): Buffer {
  let changed = mail
  for (let rounds = random.pick([1, 1, 1, 2, 3]); rounds > 0; rounds--) {
    if (changed.length === 0) break
    changed = random.pick(random.pick(FAMILIES))(changed, random, donor)
  }
  return changed
}
