import app from '@adonisjs/core/services/app'
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { BUNDLE_LIMITS, readCertificateFile, type FileProblem } from '#pki/certificate_file'
import { examineAuthority, type ExaminedAuthority, type TrustPurpose } from '#pki/fitness'
import { fixedTrust } from '#pki/main'
import TrustAnchor, { type AnchorStatus } from '#pks/models/trust_anchor'
import type TrustImport from '#pks/models/trust_import'
import { clock } from '#shared/clock'
import { err, ok, type Result } from '#shared/result'
import { get } from '#storage/main'

/** What is known already about a certificate of a bundle: settings name it, or staff were asked about it. */
export type Known = 'fixed' | Extract<AnchorStatus, 'proposed' | 'active' | 'withdrawing'>

export interface BundleLine extends ExaminedAuthority {
  readonly sha256: string
  readonly known: Known | null
  /** Without findings, and not known yet. */
  readonly mayBeProposed: boolean
}

export interface ReadBundle {
  readonly lines: readonly BundleLine[]
  readonly duplicates: number
}

/** Certificates looked at between two breaths of the event loop: each may cost a signature's check. */
const AT_ONCE = 50

/** Every certificate of a bundle with what it is and what speaks against it, in the order of the file. */
export async function readBundle(
  file: Uint8Array,
  purpose: TrustPurpose
): Promise<Result<ReadBundle, { type: FileProblem }>> {
  const read = readCertificateFile(file, BUNDLE_LIMITS)
  if (!read.ok) return read
  const { certificates, duplicates } = read.value
  const known = await knownCertificates(purpose)
  const exam = { at: clock.now().toJSDate(), purpose, refuseDevelopment: app.inProduction }
  const lines: BundleLine[] = []
  for (const [index, der] of certificates.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
    const examined = examineAuthority(der, exam)
    const sha256 = createHash('sha256').update(der).digest('hex')
    const state = known.get(sha256) ?? null
    lines.push({
      ...examined,
      sha256,
      known: state,
      mayBeProposed: examined.findings.length === 0 && state === null,
    })
  }
  return ok({ lines, duplicates })
}

/** The bundle of an import, read again: what speaks against a certificate may have changed since. */
export async function bundleOf(
  item: TrustImport
): Promise<Result<ReadBundle, { type: FileProblem }>> {
  const file = await get(item.fileKey)
  return file ? readBundle(file, item.purpose) : err({ type: 'unreadable' })
}

async function knownCertificates(purpose: TrustPurpose): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  for (const part of await fixedTrust()) {
    if (part.purpose !== 'both' && part.purpose !== purpose) continue
    for (const der of [...part.store.anchors, ...part.store.intermediates]) {
      known.set(createHash('sha256').update(der).digest('hex'), 'fixed')
    }
  }
  const live = await TrustAnchor.query()
    .where('purpose', purpose)
    .whereIn('status', ['proposed', 'active', 'withdrawing'])
    .select('sha256', 'status')
  for (const { sha256, status } of live) known.set(sha256, status as Known)
  return known
}
