/**
 * Signed mail as the programs of the partners write it: the header lines, the layout of the parts, how the signature is
 * labelled and folded, and the CMS that their libraries make. Taken from mails of these programs; the texts are ours.
 */
import { createHash } from 'node:crypto'
import type { Identity } from '#tests/support/pki/certificates'
import { octets, oid, seq, tlv } from '#tests/support/pki/der'
import {
  attribute,
  base64,
  CODE,
  issuerAndSerial,
  makeCms,
  type CmsShape,
} from '#tests/support/pki/mail'

export interface ProgramMail {
  readonly raw: Buffer
  /** The bytes that are signed. */
  readonly content: Buffer
}

type Writer = (signer: Identity, pdf: Uint8Array) => ProgramMail

const AES256 = seq(oid('2.16.840.1.101.3.4.1.42'))
/** SMIMECapabilities (RFC 8551 §2.5.2), as every program adds them. */
const CAPABILITIES = attribute(
  '1.2.840.113549.1.9.15',
  seq(AES256, seq(oid('2.16.840.1.101.3.4.1.2')))
)

/** Which of its keys others should encrypt for (RFC 8551 §2.5.3), in Microsoft's and the standard's way. */
function keyPreferences(signer: Identity): Buffer[] {
  const who = issuerAndSerial(signer)
  return [
    attribute('1.3.6.1.4.1.311.16.4', who),
    attribute('1.2.840.113549.1.9.16.2.11', tlv(0xa0, who.subarray(who[1]! < 0x80 ? 2 : 3))),
  ]
}

/** CMSAlgorithmProtection (RFC 6211), as BouncyCastle adds it. */
function algorithmProtection(): Buffer {
  const digest = seq(oid('2.16.840.1.101.3.4.2.1'), Buffer.from([5, 0]))
  const signature = tlv(0xa1, oid('1.2.840.10045.4.3.2'))
  return attribute('1.2.840.113549.1.9.52', seq(digest, signature))
}

const lines = (...parts: readonly string[]) => parts.join('\r\n')
const wrapped = (bytes: Uint8Array, width: number) =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\r\n')

/** Puts header, signed entity and signature together as `multipart/signed`. */
function detached(parts: {
  header: readonly string[]
  type: string
  boundary: string
  preamble: string
  content: string
  signatureHeader: readonly string[]
  signature: string
}): ProgramMail {
  const { boundary, content } = parts
  const raw = lines(
    ...parts.header,
    parts.type,
    '',
    `${parts.preamble}--${boundary}`,
    content,
    `--${boundary}`,
    ...parts.signatureHeader,
    '',
    parts.signature,
    `--${boundary}--`,
    ''
  )
  return { raw: Buffer.from(raw, 'latin1'), content: Buffer.from(content, 'latin1') }
}

const sign = (content: string, shape: CmsShape) => makeCms(Buffer.from(content, 'latin1'), shape)

/** Outlook for Windows: CryptoAPI's DER, tabs, `x-pkcs7`, the digest by its number, everything in capital letters. */
const outlook: Writer = (signer, pdf) => {
  const [outer, inner] = [
    '----=_NextPart_000_0021_01DC4B1E.7A3C5D10',
    '----=_NextPart_001_0022_01DC4B1E.7A3C5D10',
  ]
  const alternative = '----=_NextPart_002_0023_01DC4B1E.7A3C5D10'
  const content = lines(
    'Content-Type: multipart/mixed;',
    `\tboundary="${inner}"`,
    '',
    '',
    `--${inner}`,
    'Content-Type: multipart/alternative;',
    `\tboundary="${alternative}"`,
    '',
    '',
    `--${alternative}`,
    'Content-Type: text/plain;',
    '\tcharset="us-ascii"',
    'Content-Transfer-Encoding: 7bit',
    '',
    'Dengan hormat, PKS kami setujui.',
    '',
    ' ',
    '',
    `--${alternative}`,
    'Content-Type: text/html;',
    '\tcharset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<html xmlns:o=3D"urn:schemas-microsoft-com:office:office"><body lang=3DIN>=',
    '<p class=3DMsoNormal>Dengan hormat, PKS kami setujui.<o:p></o:p></p></body></html>=',
    '',
    `--${alternative}--`,
    '',
    `--${inner}`,
    'Content-Type: application/pdf;',
    '\tname="PKS Webstore.pdf"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment;',
    '\tfilename="PKS Webstore.pdf"',
    '',
    base64(pdf),
    '',
    `--${inner}--`,
    ''
  )
  const cms = sign(content, { signer, moreAttributes: [CAPABILITIES, ...keyPreferences(signer)] })
  return detached({
    header: [
      'From: "Budi Santoso" <budi@mitra.example>',
      'To: <pks@webstore.example>',
      `Subject: RE: PKS Webstore ${CODE}`,
      'Date: Sun, 1 Nov 2026 10:00:00 +0700',
      'Message-ID: <000001dc4b1e$1f2e3d40$5d8cb7c0$@mitra.example>',
      'MIME-Version: 1.0',
      'X-Mailer: Microsoft Outlook 16.0',
      'Thread-Index: AQHcSx4fLj1A',
      'Content-Language: id',
    ],
    type: `Content-Type: multipart/signed;\r\n\tprotocol="application/x-pkcs7-signature";\r\n\tmicalg=2.16.840.1.101.3.4.2.1;\r\n\tboundary="${outer}"`,
    boundary: outer,
    preamble: 'This is a multipart message in MIME format.\r\n\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/pkcs7-signature;',
      '\tname="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment;',
      '\tfilename="smime.p7s"',
    ],
    signature: `${base64(cms)}\r\n`,
  })
}

/** Outlook set not to send clear text: one opaque part. */
const outlookOpaque: Writer = (signer, pdf) => {
  const content = Buffer.from(outlook(signer, pdf).content)
  const cms = makeCms(content, {
    signer,
    embed: true,
    moreAttributes: [CAPABILITIES, ...keyPreferences(signer)],
  })
  const raw = lines(
    'From: "Budi Santoso" <budi@mitra.example>',
    'To: <pks@webstore.example>',
    `Subject: RE: PKS Webstore ${CODE}`,
    'Date: Sun, 1 Nov 2026 10:00:00 +0700',
    'MIME-Version: 1.0',
    'Content-Type: application/pkcs7-mime;',
    '\tsmime-type=signed-data;',
    '\tname="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment;',
    '\tfilename="smime.p7m"',
    'X-Mailer: Microsoft Outlook 16.0',
    '',
    base64(cms),
    ''
  )
  return { raw: Buffer.from(raw, 'latin1'), content }
}

/** Thunderbird: NSS streams BER and sends the signer's certificate twice. */
const thunderbird: Writer = (signer, pdf) => {
  const [outer, inner] = [
    '------------ms060708090001020304050607',
    '------------k8vYPp0RNqD3xX2mYc9hVt4b',
  ]
  const content = lines(
    `Content-Type: multipart/mixed; boundary="${inner}"`,
    'Message-ID: <6f1c2d3e-4a5b-4c6d-8e9f-0a1b2c3d4e5f@mitra.example>',
    'Date: Sun, 1 Nov 2026 10:00:00 +0700',
    'MIME-Version: 1.0',
    'User-Agent: Mozilla Thunderbird',
    `Subject: Re: PKS Webstore ${CODE}`,
    'Content-Language: id',
    'To: pks@webstore.example',
    'From: Budi Santoso <budi@mitra.example>',
    '',
    `--${inner}`,
    'Content-Type: text/plain; charset=UTF-8; format=flowed',
    'Content-Transfer-Encoding: 7bit',
    '',
    'Dengan hormat, PKS kami setujui.',
    '',
    `--${inner}`,
    'Content-Type: application/pdf; name="PKS Webstore.pdf"',
    'Content-Disposition: attachment; filename="PKS Webstore.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(pdf),
    '',
    `--${inner}--`,
    ''
  )
  const chain = [signer, ...(signer.issuer ? [signer.issuer] : [])].map(({ der }) => der)
  const cms = sign(content, {
    signer,
    ber: true,
    certificates: [signer.der, ...chain],
    moreAttributes: [CAPABILITIES, ...keyPreferences(signer)],
  })
  return detached({
    header: [
      'Message-ID: <6f1c2d3e-4a5b-4c6d-8e9f-0a1b2c3d4e5f@mitra.example>',
      'Date: Sun, 1 Nov 2026 10:00:00 +0700',
      'MIME-Version: 1.0',
      'User-Agent: Mozilla Thunderbird',
      `Subject: Re: PKS Webstore ${CODE}`,
      'Content-Language: id',
      'To: pks@webstore.example',
      'From: Budi Santoso <budi@mitra.example>',
    ],
    type: `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="${outer}"`,
    boundary: outer,
    preamble: 'This is a cryptographically signed message in MIME format.\r\n\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
      'Content-Description: S/MIME Cryptographic Signature',
    ],
    signature: wrapped(cms, 64),
  })
}

/** Apple Mail: the PDF lies inside one of the alternatives, no preamble, unquoted names, streamed CMS. */
const appleMail: Writer = (signer, pdf) => {
  const outer = 'Apple-Mail=_7C1B2F0A-3D4E-4F50-8A9B-0C1D2E3F4A5B'
  const [alternative, mixed] = [
    'Apple-Mail=_11111111-AAAA-4BBB-8CCC-222222222222',
    'Apple-Mail=_33333333-DDDD-4EEE-9FFF-444444444444',
  ]
  const content = lines(
    'Content-Type: multipart/alternative;',
    `\tboundary="${alternative}"`,
    '',
    '',
    `--${alternative}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/plain;',
    '\tcharset=us-ascii',
    '',
    'Dengan hormat, PKS kami setujui.',
    '',
    '',
    `--${alternative}`,
    'Content-Type: multipart/mixed;',
    `\tboundary="${mixed}"`,
    '',
    '',
    `--${mixed}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/html;',
    '\tcharset=us-ascii',
    '',
    '<html><body>Dengan hormat, PKS kami setujui.</body></html>',
    `--${mixed}`,
    'Content-Disposition: inline;',
    `\tfilename*=utf-8''PKS%20Webstore.pdf`,
    'Content-Type: application/pdf;',
    '\tx-unix-mode=0644;',
    '\tname="PKS Webstore.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(pdf),
    '',
    `--${mixed}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/html;',
    '\tcharset=us-ascii',
    '',
    '<html><body><br></body></html>',
    `--${mixed}--`,
    '',
    `--${alternative}--`
  )
  const cms = sign(content, { signer, ber: true, moreAttributes: [CAPABILITIES] })
  return detached({
    header: ['From: Budi Santoso <budi@mitra.example>'],
    type: lines(
      'Content-Type: multipart/signed;',
      `\tboundary="${outer}";`,
      '\tprotocol="application/pkcs7-signature";',
      '\tmicalg=sha-256',
      'Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))',
      `Subject: Re: PKS Webstore ${CODE}`,
      'Message-Id: <0F1E2D3C-4B5A-4968-8778-695A4B3C2D1E@mitra.example>',
      'Date: Sun, 1 Nov 2026 10:00:00 +0700',
      'To: pks@webstore.example',
      'X-Mailer: Apple Mail (2.3826.200.121)'
    ),
    boundary: outer,
    preamble: '\r\n',
    content,
    signatureHeader: [
      'Content-Disposition: attachment;',
      '\tfilename=smime.p7s',
      'Content-Type: application/pkcs7-signature;',
      '\tname=smime.p7s',
      'Content-Transfer-Encoding: base64',
    ],
    signature: `${wrapped(cms, 76)}\r\n`,
  })
}

/** The simple layout that text-mode programs share: one text, one PDF. */
function plainBody(boundary: string, pdf: Uint8Array, disposition: string): string {
  return lines(
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    ...(disposition ? [disposition] : []),
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    ...(disposition ? [disposition] : []),
    '',
    'Dengan hormat, PKS kami setujui.',
    '',
    `--${boundary}`,
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="PKS Webstore.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(pdf),
    '',
    `--${boundary}--`,
    ''
  )
}

const mutt: Writer = (signer, pdf) => {
  const outer = 'GvXjxJ+pjyke8COw'
  const content = plainBody('BOKacYhQ+x31HxR3', pdf, 'Content-Disposition: inline')
  return detached({
    header: [
      'Date: Sun, 1 Nov 2026 10:00:00 +0700',
      'From: Budi Santoso <budi@mitra.example>',
      'To: pks@webstore.example',
      `Subject: Re: PKS Webstore ${CODE}`,
      'Message-ID: <aQVcQnJvb2tseW4x@mitra.example>',
      'MIME-Version: 1.0',
    ],
    type: lines(
      'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature";',
      `\tmicalg=sha-256; boundary="${outer}"`,
      'Content-Disposition: inline'
    ),
    boundary: outer,
    preamble: '\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/x-pkcs7-signature',
      'Content-Disposition: attachment; filename="smime.p7s"',
      'Content-Transfer-Encoding: base64',
    ],
    signature: `${wrapped(sign(content, { signer }), 76)}\r\n`,
  })
}

const sNail: Writer = (signer, pdf) => {
  const outer = '=-=3RWaSldhwPG0tsSO7M9KZfQ3Ow_RhG-JGwFl=-='
  const content = plainBody('=-=IeDz4zB0kT1Gk=-=', pdf, 'Content-Disposition: inline')
  return detached({
    header: [
      'Date: Sun, 01 Nov 2026 10:00:00 +0700',
      'From: budi@mitra.example',
      'To: pks@webstore.example',
      `Subject: PKS Webstore ${CODE}`,
      'Message-ID: <20261101030000.oZ2m3%budi@mitra.example>',
      'User-Agent: s-nail v14.9.24',
    ],
    type: lines(
      'MIME-Version: 1.0',
      'Content-Type: multipart/signed;',
      ' protocol="application/pkcs7-signature"; micalg=SHA256;',
      ` boundary="${outer}"`
    ),
    boundary: outer,
    preamble: 'This is a S/MIME signed message.\r\n\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
    ],
    signature: `${wrapped(sign(content, { signer, moreAttributes: [CAPABILITIES] }), 64)}\r\n`,
  })
}

/** `openssl smime`: its older labels. */
const openssl: Writer = (signer, pdf) => {
  const outer = '----B5A1F3C2D4E6978801928374A5B6C7D8'
  const content = plainBody('=_budi', pdf, '')
  return detached({
    header: [
      'To: pks@webstore.example',
      'From: Budi <budi@mitra.example>',
      `Subject: Re: PKS Webstore ${CODE}`,
    ],
    type: `MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg="sha-256"; boundary="${outer}"`,
    boundary: outer,
    preamble: 'This is an S/MIME signed message\r\n\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/x-pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
    ],
    signature: `${wrapped(sign(content, { signer, moreAttributes: [CAPABILITIES] }), 64)}\r\n`,
  })
}

/** Gmail's hosted S/MIME: boundaries of zeros, BouncyCastle's algorithm protection. */
const gmail: Writer = (signer, pdf) => {
  const outer = '00000000000087a8b7062f1c2d3e'
  const content = lines(
    'Content-Type: multipart/mixed; boundary="0000000000007e5b1a062f1c2d11"',
    '',
    '--0000000000007e5b1a062f1c2d11',
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    'Dengan hormat, PKS kami setujui.',
    '',
    '--0000000000007e5b1a062f1c2d11',
    'Content-Type: application/pdf; name="PKS Webstore.pdf"',
    'Content-Disposition: attachment; filename="PKS Webstore.pdf"',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <f_mhf1x2y30>',
    'X-Attachment-Id: f_mhf1x2y30',
    '',
    base64(pdf),
    '--0000000000007e5b1a062f1c2d11--'
  )
  const isP256 = signer.kind === 'p256'
  const cms = sign(content, { signer, moreAttributes: isP256 ? [algorithmProtection()] : [] })
  return detached({
    header: [
      'MIME-Version: 1.0',
      'References: <pks-1@webstore.example>',
      'From: Budi Santoso <budi@mitra.example>',
      'Date: Sun, 1 Nov 2026 10:00:00 +0700',
      'Message-ID: <CAB3xYz=1A2b3C4d5E6f@mail.gmail.com>',
      `Subject: Re: PKS Webstore ${CODE}`,
      'To: pks@webstore.example',
    ],
    type: `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;\r\n\tboundary="${outer}"`,
    boundary: outer,
    preamble: '',
    content,
    signatureHeader: [
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
      'Content-Description: S/MIME Cryptographic Signature',
    ],
    signature: wrapped(cms, 76),
  })
}

/** Evolution: GNOME's layout, the older signature, ESS binding as LibreSSL-made gateways add it. */
const evolution: Writer = (signer, pdf) => {
  const outer = '=-Wn0bZ2Ks1QmVtGcJxYpR'
  const content = plainBody('=-d3TmPq8cVwLyXn5sHrGk', pdf, '')
  const certificateId = seq(octets(createHash('sha1').update(signer.der).digest()))
  const cms = sign(content, {
    signer,
    ber: true,
    moreAttributes: [attribute('1.2.840.113549.1.9.16.2.12', seq(seq(certificateId)))],
  })
  return detached({
    header: [
      'Message-ID: <2f1e0d9c8b7a6f5e4d3c2b1a.camel@mitra.example>',
      `Subject: Re: PKS Webstore ${CODE}`,
      'From: Budi Santoso <budi@mitra.example>',
      'To: pks@webstore.example',
      'Date: Sun, 01 Nov 2026 10:00:00 +0700',
    ],
    type: `Content-Type: multipart/signed; micalg="sha-256"; protocol="application/pkcs7-signature";\r\n\tboundary="${outer}"\r\nUser-Agent: Evolution 3.54.3\r\nMIME-Version: 1.0`,
    boundary: outer,
    preamble: '\r\n',
    content,
    signatureHeader: [
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Disposition: attachment; filename="smime.p7s"',
      'Content-Transfer-Encoding: base64',
    ],
    signature: `${wrapped(cms, 72)}\r\n\r\n`,
  })
}

export const PROGRAMS: Readonly<Record<string, Writer>> = {
  'Outlook': outlook,
  'Outlook, opaque': outlookOpaque,
  'Thunderbird': thunderbird,
  'Apple Mail': appleMail,
  'mutt': mutt,
  's-nail': sNail,
  'openssl smime': openssl,
  'Gmail': gmail,
  'Evolution': evolution,
}
