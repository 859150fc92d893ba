import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM files of whoever signs; `chain` may be left out where `certificate` brings it along. */
export interface Signer {
  certificate: string
  key: string
  chain?: string
}

export interface Reply {
  /** For the files that openssl reads and writes. */
  folder: string
  signer: Signer
  from: string
  to: string
  subject: string
  pdf: Buffer
}

/** The partner's mail client: `openssl cms` over a mail with the PKS attached. */
export function signedReply({ folder, signer, from, to, subject, pdf }: Reply): Buffer {
  const inner = [
    'Content-Type: multipart/mixed; boundary="isi"',
    '',
    '--isi',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Dengan ini kami menyetujui PKS terlampir.',
    '--isi',
    'Content-Type: application/pdf; name="PKS.pdf"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="PKS.pdf"',
    '',
    ...pdf.toString('base64').match(/.{1,76}/g)!,
    '--isi--',
    '',
  ].join('\r\n')
  const unsigned = join(folder, 'inner.eml')
  const signed = join(folder, 'reply.eml')
  writeFileSync(unsigned, inner)
  const { certificate, key, chain } = signer
  execFileSync(
    'openssl',
    ['cms', '-sign', '-in', unsigned, '-signer', certificate, '-inkey', key]
      .concat(chain ? ['-certfile', chain] : [])
      .concat(['-from', from, '-to', to, '-subject', subject, '-out', signed]),
    { stdio: 'pipe' }
  )
  const head = [
    `Message-ID: <${randomBytes(8).toString('hex')}@${from.split('@')[1]}>`,
    `Date: ${new Date().toUTCString()}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n${readFileSync(signed, 'utf8')}`)
}

/** Unpacks a PKCS#12 file, as a mail client imports it. */
export function unpackCertificate(file: string, password: string, folder: string): Signer {
  const unpack = (name: string, ...what: string[]) => {
    const out = join(folder, name)
    execFileSync(
      'openssl',
      ['pkcs12', '-in', file, '-passin', `pass:${password}`, ...what, '-out', out],
      { stdio: 'pipe' }
    )
    return out
  }
  return {
    certificate: unpack('certificate.pem', '-clcerts', '-nokeys'),
    key: unpack('key.pem', '-nocerts', '-nodes'),
    chain: unpack('chain.pem', '-cacerts', '-nokeys'),
  }
}
