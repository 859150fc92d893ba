import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { formatDate } from '#core/views/format'
import { publishedSealKeys } from '#pks/queries/seal_keys'

/** The panel *Sidik sertifikat segel kami*: what a PDF reader's certificate viewer is compared with. */
export async function sealKeyPanels({ t, arrival }: HttpContext) {
  const keys = await publishedSealKeys()
  return keys.map(({ subject, serial, fingerprint, chain, lastUsedAt }, index) => ({
    name: subject,
    since:
      index === 0
        ? t('pks.seal_keys.current')
        : t('pks.seal_keys.former', { date: formatDate(lastUsedAt!, arrival.language) }),
    facts: [
      { label: t('pks.seal_keys.sha256'), value: grouped(fingerprint, 16), code: true },
      { label: t('pks.seal_keys.sha1'), value: grouped(sha1Of(chain[0]!), 8), code: true },
      { label: t('pks.seal_keys.serial'), value: serial, code: true },
    ],
  }))
}

/** Groups of four, so many digits a line: as it is read aloud. */
function grouped(hash: string, digits: number): string[] {
  const lines = hash.match(new RegExp(`.{${digits}}`, 'g'))!
  return lines.map((line) => line.replaceAll(/(.{4})(?=.)/g, '$1 '))
}

/** A name for a certificate, which older readers show; no signature rests on it. */
function sha1Of(der: string): string {
  return createHash('sha1').update(Buffer.from(der, 'base64')).digest('hex')
}
