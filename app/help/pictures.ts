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
const WIDTH = 640
const STEP = 48

/** The drawing of that name as SVG, or null where there is none. Colours of its own: it stands on any ground. */
export function helpPicture(name: string, language: Language): string | null {
  const screen = Object.hasOwn(SCREENS, name) ? SCREENS[name]! : null
  if (!screen) return null
  const word = (words: Words) => escapeHtml(typeof words === 'string' ? words : words[language])
  const height = 72 + screen.lines.length * STEP
  const lines = screen.lines.map((line, index) => drawLine(line, 64 + index * STEP, word))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="16"><rect x="1" y="1" width="${WIDTH - 2}" height="${height - 2}" rx="8" fill="#fff" stroke="${LINE}" stroke-width="2"/><path d="M2 42h${WIDTH - 4}V10a8 8 0 0 0-8-8H10a8 8 0 0 0-8 8z" fill="#e8ecf3"/><circle cx="22" cy="22" r="5" fill="${LINE}"/><circle cx="40" cy="22" r="5" fill="${LINE}"/><circle cx="58" cy="22" r="5" fill="${LINE}"/><text x="80" y="28" fill="${INK}" font-weight="600">${word(screen.title)}</text>${lines.join('')}</svg>`
}

function drawLine(
  { text, kind = 'text', marked, button }: Line,
  y: number,
  word: (words: Words) => string
): string {
  const out: string[] = []
  const words = word(text)
  const wide = button ? 400 : 592
  if (kind === 'field') out.push(box(24, y, wide, '#fff', LINE))
  if (kind === 'bar') out.push(box(24, y, wide, '#e3ebf4', 'none'))
  if (kind === 'tick')
    out.push(`<path d="M28 ${y + 19}l6 6 12-13" fill="none" stroke="#2f6b4c" stroke-width="3"/>`)
  if (kind === 'button') {
    const width = 32 + words.length * 9
    out.push(
      box(24, y, width, '#1b3f6b', 'none'),
      `<text x="40" y="${y + 24}" fill="#fff" font-weight="600">${words}</text>`
    )
    if (marked) out.push(ring(24, y, width))
    return out.join('')
  }
  // Bold letters are some nine wide at 16: a longer line is written smaller rather than over the edge.
  const size = Math.min(16, Math.floor(((wide - 50) / Math.max(1, words.length)) * 1.75))
  const x = kind === 'tick' ? 60 : kind === 'text' ? 28 : 38
  out.push(
    `<text x="${x}" y="${y + 24}" fill="${kind === 'text' && !marked ? QUIET : INK}"${marked ? ' font-weight="600"' : ''}${size < 16 ? ` font-size="${size}"` : ''}>${words}</text>`
  )
  if (marked) out.push(ring(20, y, wide + 4))
  if (button) {
    const label = word(button.text)
    const width = Math.max(44, 28 + label.length * 9)
    out.push(box(616 - width, y, width, '#1b3f6b', 'none'))
    out.push(`<text x="${630 - width}" y="${y + 24}" fill="#fff" font-weight="600">${label}</text>`)
    if (button.marked) out.push(ring(616 - width, y, width))
  }
  return out.join('')
}

const box = (x: number, y: number, width: number, fill: string, stroke: string) =>
  `<rect x="${x}" y="${y}" width="${width}" height="38" rx="6" fill="${fill}" stroke="${stroke}"/>`

const ring = (x: number, y: number, width: number) =>
  `<rect x="${x - 4}" y="${y - 4}" width="${width + 8}" height="46" rx="10" fill="none" stroke="${MARK}" stroke-width="3"/>`
