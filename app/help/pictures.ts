import type { Language } from '#core/http/surfaces'
import { escapeHtml } from '#core/markup'

/**
 * Drawings of the windows that a help article speaks of: what matters is marked, the rest is only hinted at, so they
 * stay true when a program changes its looks.
 */

type Words = string | Record<Language, string>

/** A line of the window: words, the mark of what to press or look at, at the start or the end of the line. */
interface Line {
  text: Words
  kind?: 'text' | 'field' | 'button' | 'bar' | 'tick'
  marked?: boolean
  /** a button at the end of the same line */
  button?: { text: Words; marked?: boolean }
}

interface Screen {
  title: Words
  lines: Line[]
}

const both = (id: string, en: string): Words => ({ id, en })

const SCREENS: Record<string, Screen> = {
  'reader-bar': {
    title: 'PKS.pdf – Acrobat Reader',
    lines: [
      {
        kind: 'bar',
        text: 'Signed and all signatures are valid.',
        button: { text: 'Signature Panel', marked: true },
      },
      { text: both('PERJANJIAN KERJA SAMA', 'PERJANJIAN KERJA SAMA (cooperation agreement)') },
      { text: 'Pasal 1 …' },
      { text: 'Pasal 2 …' },
    ],
  },
  'reader-panel': {
    title: 'Signatures',
    lines: [
      { kind: 'tick', text: 'Rev. 1: Signed by Webstore Telkom', marked: true },
      { text: 'Signature is valid' },
      { text: 'Document has not been modified since this signature was applied', marked: true },
      { text: 'Signer\u2019s identity is valid' },
      { text: 'Validate Signature', kind: 'button' },
    ],
  },
  'reader-trust': {
    title: 'Certificate Viewer',
    lines: [
      { kind: 'bar', text: 'Summary | Details | Revocation | Trust', marked: true },
      { text: both('Cocokkan dulu sidik jarinya:', 'Compare the fingerprint first:') },
      {
        kind: 'field',
        text: both('SHA-256: (yang tampil di pembaca Anda)', 'SHA-256: (what your reader shows)'),
      },
      { kind: 'button', text: 'Add to Trusted Certificates…', marked: true },
    ],
  },
  'certificate-form': {
    title: both('Permohonan sertifikat S/MIME', 'S/MIME certificate application'),
    lines: [
      { text: both('Nama', 'Name') },
      { kind: 'field', text: 'Bagas Wirawan' },
      {
        text: both(
          'Alamat email: sama persis dengan akun mitra',
          'E-mail address: exactly that of the partner account'
        ),
      },
      { kind: 'field', text: 'bagas@nadapusaka.example', marked: true },
      { kind: 'button', text: both('Kirim', 'Send') },
    ],
  },
  'certificate-file': {
    title: both('Unduh sertifikat', 'Download the certificate'),
    lines: [
      { kind: 'tick', text: 'bagas-nadapusaka.p12', marked: true },
      {
        text: both(
          'Sandi berkas: catat di tempat aman',
          'Password of the file: keep it in a safe place'
        ),
      },
      { kind: 'field', text: '••••••••••••', marked: true },
      { kind: 'button', text: both('Unduh', 'Download') },
    ],
  },
  'outlook-trust': {
    title: 'Outlook – Trust Center',
    lines: [
      { kind: 'bar', text: 'Email Security', marked: true },
      { kind: 'tick', text: 'Add digital signature to outgoing messages', marked: true },
      { text: 'Digital IDs (Certificates)', button: { text: 'Import/Export…', marked: true } },
      {
        text: both(
          'Default Setting: Bagas Wirawan (SHA256)',
          'Default Setting: Bagas Wirawan (SHA256)'
        ),
      },
    ],
  },
  'thunderbird-import': {
    title: 'Thunderbird – Certificate Manager',
    lines: [
      { kind: 'bar', text: 'Your Certificates | People | Servers | Authorities', marked: true },
      { text: 'Bagas Wirawan – bagas@nadapusaka.example' },
      { text: '', button: { text: 'Import…', marked: true } },
    ],
  },
  'apple-sign': {
    title: both('Mail – Pesan baru', 'Mail – New message'),
    lines: [
      { text: both('Kepada: pks@webstore.example', 'To: pks@webstore.example') },
      { text: 'Subject: Re: PKS …', button: { text: '✓', marked: true } },
      { text: both('Biru berarti akan ditandatangani', 'Blue means that it will be signed') },
    ],
  },
  'reply-subject': {
    title: both('Balasan', 'Reply'),
    lines: [
      { text: both('Dari: bagas@nadapusaka.example', 'From: bagas@nadapusaka.example') },
      { kind: 'field', text: 'Re: PKS Webstore Telkom  TE5XluKjb531wzjt', marked: true },
      {
        text: both(
          'Kode di ujung subjek tidak boleh berubah',
          'The code at the end of the subject must not change'
        ),
      },
    ],
  },
  'reply-attach': {
    title: both('Balasan', 'Reply'),
    lines: [
      { kind: 'field', text: 'Re: PKS Webstore Telkom  TE5XluKjb531wzjt' },
      {
        kind: 'tick',
        text: both('Lampiran: PKS.pdf, tidak diubah', 'Attached: PKS.pdf, unchanged'),
        marked: true,
      },
      {
        kind: 'tick',
        text: both('Ditandatangani secara digital', 'Digitally signed'),
        marked: true,
      },
      { kind: 'button', text: both('Kirim', 'Send'), marked: true },
    ],
  },
  'check-page': {
    title: both('Toko – Periksa keaslian PKS', 'Store – Check a PKS'),
    lines: [
      { text: both('Nomor verifikasi', 'Verification number') },
      { kind: 'field', text: '7KQM-3WXE-RT9A', marked: true },
      { kind: 'button', text: both('Periksa nomor', 'Check the number') },
      { kind: 'tick', text: both('Berkas ini asli dan utuh', 'This file is genuine and whole') },
    ],
  },
  'certificate-proof': {
    title: both('Email dari penerbit sertifikat', 'Mail from the certificate’s issuer'),
    lines: [
      { text: both('Kepada: bagas@nadapusaka.example', 'To: bagas@nadapusaka.example') },
      {
        text: both(
          'Tekan untuk membuktikan bahwa alamat ini milik Anda',
          'Press to prove that this address is yours'
        ),
      },
      { kind: 'button', text: both('Ya, alamat saya', 'Yes, my address'), marked: true },
    ],
  },
  'program-choice': {
    title: both('Pengaturan S/MIME', 'S/MIME settings'),
    lines: [
      { text: both('Sertifikat untuk menandatangani', 'Certificate for signing') },
      { kind: 'field', text: 'Bagas Wirawan – bagas@nadapusaka.example', marked: true },
      { kind: 'tick', text: both('Algoritme: SHA-256', 'Algorithm: SHA-256'), marked: true },
      {
        kind: 'tick',
        text: both('Sertakan sertifikat dalam email', 'Send certificates with mail'),
        marked: true,
      },
      { text: both('☐  Enkripsi: biarkan mati', '☐  Encryption: leave it off') },
    ],
  },
  'outlook-import': {
    title: 'Outlook – Import/Export Digital ID',
    lines: [
      { text: both('Berkas impor', 'Import file') },
      { kind: 'field', text: 'bagas-nadapusaka.p12', marked: true },
      { text: both('Sandi berkas', 'Password of the file') },
      { kind: 'field', text: '••••••••••••', marked: true },
      { kind: 'button', text: 'OK', marked: true },
    ],
  },
  'outlook-choose': {
    title: 'Outlook – Change Security Settings',
    lines: [
      {
        text: both(
          'Sertifikat penandatanganan: Bagas Wirawan',
          'Signing certificate: Bagas Wirawan'
        ),
        button: { text: 'Choose…', marked: true },
      },
      { text: both('Algoritme hash', 'Hash algorithm') },
      { kind: 'field', text: 'SHA256', marked: true },
      {
        kind: 'tick',
        text: 'Send these certificates with signed messages',
        marked: true,
      },
    ],
  },
  'outlook-sign': {
    title: both('Outlook – Balasan', 'Outlook – Reply'),
    lines: [
      { kind: 'bar', text: both('Format Teks: HTML', 'Format Text: HTML'), marked: true },
      {
        kind: 'bar',
        text: both('Opsi', 'Options'),
        button: { text: both('Tanda Tangani', 'Sign'), marked: true },
      },
      { kind: 'field', text: 'Re: PKS Gamelan Saku [TE5XluKjb531wzjt]' },
    ],
  },
  'outlook-new': {
    title: both('Outlook baru – Opsi pesan', 'New Outlook – Message options'),
    lines: [
      {
        kind: 'tick',
        text: 'Digitally sign this message (S/MIME)',
        marked: true,
      },
      { text: '☐  Encrypt this message (S/MIME)' },
      { kind: 'button', text: both('Simpan', 'Save'), marked: true },
    ],
  },
  'thunderbird-settings': {
    title: both('Thunderbird – Pengaturan Akun', 'Thunderbird – Account Settings'),
    lines: [
      {
        kind: 'bar',
        text: both('Enkripsi Ujung-ke-Ujung', 'End-to-End Encryption'),
        marked: true,
      },
      {
        text: 'S/MIME',
        button: {
          text: both('Kelola Sertifikat S/MIME', 'Manage S/MIME Certificates'),
          marked: true,
        },
      },
    ],
  },
  'thunderbird-choose': {
    title: both('Thunderbird – Enkripsi Ujung-ke-Ujung', 'Thunderbird – End-to-End Encryption'),
    lines: [
      {
        text: both(
          'Sertifikat pribadi untuk tanda tangan digital',
          'Personal certificate for digital signing'
        ),
      },
      {
        kind: 'field',
        text: 'Bagas Wirawan [4C:91]',
        marked: true,
        button: { text: both('Pilih…', 'Select…'), marked: true },
      },
      {
        text: both('Teknologi pilihan: S/MIME', 'Preferred technology: S/MIME'),
      },
    ],
  },
  'thunderbird-sign': {
    title: both('Thunderbird – Balasan', 'Thunderbird – Reply'),
    lines: [
      { kind: 'bar', text: both('Keamanan  ▾', 'Security  ▾'), marked: true },
      { kind: 'tick', text: 'S/MIME', marked: true },
      {
        kind: 'tick',
        text: both('Tandatangani secara digital', 'Digitally sign'),
        marked: true,
      },
      { text: both('☐  Enkripsi', '☐  Encrypt') },
    ],
  },
  'apple-keychain': {
    title: both('Tambahkan Sertifikat', 'Add Certificates'),
    lines: [
      { text: 'bagas-nadapusaka.p12' },
      { text: both('Gantungan kunci', 'Keychain') },
      { kind: 'field', text: both('masuk', 'login'), marked: true },
      { kind: 'button', text: both('Tambah', 'Add'), marked: true },
    ],
  },
  'reply-verdict': {
    title: both('Ruang mitra – PKS', 'Partner room – PKS'),
    lines: [
      { kind: 'tick', text: both('Balasan diterima, PKS sah', 'Reply accepted, the PKS is valid') },
      { text: both('11 pemeriksaan, satu per satu', '11 checks, one by one'), marked: true },
      { kind: 'tick', text: both('Tanda tangan', 'Signature') },
      { kind: 'tick', text: both('Lampiran PKS', 'Attached PKS') },
    ],
  },
  'reply-upload': {
    title: both('Ruang mitra – PKS', 'Partner room – PKS'),
    lines: [
      { text: both('Berkas email (.eml)', 'Mail file (.eml)') },
      { kind: 'field', text: 'Re PKS Gamelan Saku.eml', marked: true },
      { kind: 'button', text: both('Unggah balasan', 'Upload the reply'), marked: true },
    ],
  },
}

export const HELP_PICTURES = Object.keys(SCREENS)

const INK = '#172033'
const QUIET = '#55607a'
const LINE = '#c9cfdb'
const MARK = '#b3492f'
const BUTTON = '#1b3f6b'
/** A phone shows a drawing some 240 px wide: letters of 17 in 320 stay above 12 px there. */
const WIDTH = 320
const SIZE = 17
const LEADING = 22
const EDGE = 16
/** Inside the window's own margins. */
const INNER = WIDTH - 2 * EDGE
/** Inside a box, left and right. */
const PAD = 10
const GAP = 16
const TITLE_X = 62
const TICK = 28

/**
 * How wide a letter is at most, in hundredths of its height: the bold of the wider ones among the fonts that `system-ui` stands for
 * (DejaVu Sans, Plus Jakarta Sans, Liberation Sans). Nothing narrower leaves its box.
 */
const ADVANCES: readonly (readonly [number, string])[] = [
  [35, " 'ijl’"],
  [40, ',I'],
  [45, '.:;f|'],
  [50, '!()[]`rt'],
  [55, '"/\\▾'],
  [60, '*Jsz'],
  [65, '-?Lcx'],
  [70, '$0123456789EFT_aekovy–•'],
  [75, 'PSYZbdghnpqu{}'],
  [80, 'ABCKRVX'],
  [85, '+<=>DGHNU^~✓'],
  [90, '&OQ☐'],
  [95, 'w'],
  [100, '#@M…'],
  [105, 'm'],
  [110, '%'],
]
const WIDEST = 120

const ADVANCE = new Map(
  ADVANCES.flatMap(([advance, alike]) => [...alike].map((letter) => [letter, advance]))
)

/** Units of the drawing that a text takes at most. */
function widthOf(text: string): number {
  const hundredths = [...text].reduce((sum, letter) => sum + (ADVANCE.get(letter) ?? WIDEST), 0)
  return Math.ceil((hundredths * SIZE) / 100)
}

/** The text in rows of at most `width`, cut between words; an address that is too long alone, before its @. */
function rowsOf(text: string, width: number): string[] {
  const rows: string[] = []
  const words = text
    .split(/\s+/)
    .flatMap((word) => (widthOf(word) > width ? word.split(/(?=@)/) : [word]))
  for (const word of words) {
    const longer = rows.length > 0 ? `${rows.at(-1)} ${word}` : word
    if (rows.length > 0 && widthOf(longer) <= width) rows[rows.length - 1] = longer
    else rows.push(word)
  }
  return rows
}

/** A part of the drawing, and where the next may begin. */
interface Drawn {
  svg: string
  bottom: number
}

/** The drawing of that name as SVG, or null where there is none. Colours of its own: it stands on any ground. */
export function helpPicture(name: string, language: Language): string | null {
  const screen = Object.hasOwn(SCREENS, name) ? SCREENS[name]! : null
  if (!screen) return null
  const word = (words: Words) => (typeof words === 'string' ? words : words[language])
  const title = rowsOf(word(screen.title), WIDTH - EDGE - TITLE_X)
  const bar = 18 + title.length * LEADING
  const lines: string[] = []
  let bottom = bar
  for (const line of screen.lines) {
    const drawn = drawLine(line, bottom + GAP, word)
    lines.push(drawn.svg)
    bottom = drawn.bottom
  }
  const height = bottom + EDGE
  const dots = [18, 32, 46].map((x) => `<circle cx="${x}" cy="20" r="4" fill="${LINE}"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="${SIZE}"><rect x="1" y="1" width="${WIDTH - 2}" height="${height - 2}" rx="8" fill="#fff" stroke="${LINE}" stroke-width="2"/><path d="M2 ${bar}h${WIDTH - 4}V10a8 8 0 0 0-8-8H10a8 8 0 0 0-8 8z" fill="#e8ecf3"/>${dots.join('')}${letters(title, { x: TITLE_X, y: 9, fill: INK, bold: true })}${lines.join('')}</svg>`
}

function drawLine(line: Line, y: number, word: (words: Words) => string): Drawn {
  const { kind = 'text', marked = false, button } = line
  const text = word(line.text)
  if (kind === 'button') return drawButton(text, EDGE, y, marked)
  if (!button) return drawText(text, { kind, marked, y, width: INNER })
  const beside = INNER - GAP - buttonWidth(word(button.text))
  const fits = widthOf(text) <= beside - insets(kind).sides
  const drawn = text
    ? drawText(text, { kind, marked, y, width: fits ? beside : INNER })
    : { svg: '', bottom: y - GAP }
  const pressed = fits
    ? drawButton(word(button.text), EDGE + beside + GAP, y, button.marked)
    : drawButton(word(button.text), EDGE, drawn.bottom + GAP, button.marked)
  return { svg: drawn.svg + pressed.svg, bottom: Math.max(drawn.bottom, pressed.bottom) }
}

/** Where the words of a kind begin, and what its box or its mark takes from them altogether. */
function insets(kind: NonNullable<Line['kind']>): { left: number; sides: number } {
  if (kind === 'tick') return { left: TICK, sides: TICK + PAD / 2 }
  if (kind === 'text') return { left: 4, sides: 8 }
  return { left: PAD, sides: 2 * PAD }
}

function drawText(
  text: string,
  {
    kind,
    marked,
    y,
    width,
  }: { kind: NonNullable<Line['kind']>; marked: boolean; y: number; width: number }
): Drawn {
  const { left, sides } = insets(kind)
  const rows = rowsOf(text, width - sides)
  const height = rows.length * LEADING + 14
  const out: string[] = []
  if (kind === 'field') out.push(box(EDGE, y, width, height, '#fff', LINE))
  if (kind === 'bar') out.push(box(EDGE, y, width, height, '#e3ebf4', 'none'))
  if (kind === 'tick') {
    const path = `M${EDGE + 2} ${y + 18}l6 6 12-13`
    out.push(`<path d="${path}" fill="none" stroke="#2f6b4c" stroke-width="3"/>`)
  }
  const fill = kind === 'text' && !marked ? QUIET : INK
  out.push(letters(rows, { x: EDGE + left, y: y + 7, fill, bold: marked }))
  if (marked) out.push(ring(EDGE, y, width, height))
  return { svg: out.join(''), bottom: y + height }
}

const buttonWidth = (text: string) => Math.min(INNER, Math.max(48, widthOf(text) + 2 * PAD))

function drawButton(text: string, x: number, y: number, marked = false): Drawn {
  const width = buttonWidth(text)
  const rows = rowsOf(text, width - 2 * PAD)
  const height = rows.length * LEADING + 14
  const svg = [
    box(x, y, width, height, BUTTON, 'none'),
    letters(rows, { x: x + PAD, y: y + 7, fill: '#fff', bold: true }),
    marked ? ring(x, y, width, height) : '',
  ]
  return { svg: svg.join(''), bottom: y + height }
}

function letters(
  rows: readonly string[],
  { x, y, fill, bold }: { x: number; y: number; fill: string; bold: boolean }
): string {
  const weight = bold ? ' font-weight="600"' : ''
  return rows
    .map(
      (row, index) =>
        `<text x="${x}" y="${y + 17 + index * LEADING}" fill="${fill}"${weight}>${escapeHtml(row)}</text>`
    )
    .join('')
}

const box = (x: number, y: number, width: number, height: number, fill: string, stroke: string) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"/>`

const ring = (x: number, y: number, width: number, height: number) =>
  `<rect x="${x - 4}" y="${y - 4}" width="${width + 8}" height="${height + 8}" rx="10" fill="none" stroke="${MARK}" stroke-width="3"/>`
