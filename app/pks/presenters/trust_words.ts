import type { FileProblem } from '#pki/certificate_file'
import type { AuthorityFinding, PinFinding, TrustPurpose } from '#pki/fitness'
import type { PinChannel, PinStatus } from '#pks/models/pinned_certificate'
import type { AnchorStatus } from '#pks/models/trust_anchor'
import type { Known } from '#pks/queries/trust_bundle'

/*
 * Words and pills of the pages about trust, named once: each state and each finding has one.
 */

interface PillWords {
  verdict: 'ok' | 'bad' | 'hold' | 'info' | 'idle'
  symbol: string
  label: string
}

export const ANCHOR_PILLS: Record<AnchorStatus, PillWords> = {
  proposed: { verdict: 'hold', symbol: 'hourglass', label: 'trust.status.proposed' },
  active: { verdict: 'ok', symbol: 'shield-check', label: 'trust.status.active' },
  refused: { verdict: 'bad', symbol: 'x', label: 'trust.status.refused' },
  withdrawing: { verdict: 'hold', symbol: 'hourglass', label: 'trust.status.withdrawing' },
  withdrawn: { verdict: 'idle', symbol: 'archive', label: 'trust.status.withdrawn' },
}

export const PIN_PILLS: Record<PinStatus, PillWords> = {
  uploaded: { verdict: 'info', symbol: 'inbox', label: 'trust.pin.status.uploaded' },
  compared: { verdict: 'hold', symbol: 'hourglass', label: 'trust.pin.status.compared' },
  pinned: { verdict: 'ok', symbol: 'shield-check', label: 'trust.pin.status.pinned' },
  refused: { verdict: 'bad', symbol: 'x', label: 'trust.pin.status.refused' },
  unpinned: { verdict: 'idle', symbol: 'archive', label: 'trust.pin.status.unpinned' },
  cancelled: { verdict: 'idle', symbol: 'undo-2', label: 'trust.pin.status.cancelled' },
}

export const PURPOSE_LABELS: Record<TrustPurpose | 'both', string> = {
  email: 'trust.purpose.email',
  seal: 'trust.purpose.seal',
  both: 'trust.purpose.both',
}

export const FIXED_SOURCE_LABELS = {
  folder: 'trust.fixed.folder',
  development: 'trust.fixed.development',
} as const

export const FILE_PROBLEMS: Record<FileProblem, string> = {
  empty: 'trust.file.empty',
  too_large: 'trust.file.too_large',
  too_many: 'trust.file.too_many',
  private_key: 'trust.file.private_key',
  keystore: 'trust.file.keystore',
  unreadable: 'trust.file.unreadable',
  no_certificate: 'trust.file.no_certificate',
}

export const AUTHORITY_FINDINGS: Record<AuthorityFinding, string> = {
  malformed: 'trust.finding.malformed',
  not_ca: 'trust.finding.not_ca',
  no_cert_sign: 'trust.finding.no_cert_sign',
  expired: 'trust.finding.expired',
  not_yet_valid: 'trust.finding.not_yet_valid',
  signature: 'trust.finding.signature',
  weak_hash: 'trust.finding.weak_hash',
  weak_key: 'trust.finding.weak_key',
  unsupported: 'trust.finding.unsupported',
  unknown_critical: 'trust.finding.unknown_critical',
  wrong_purpose: 'trust.finding.wrong_purpose',
  development: 'trust.finding.development',
}

export const PIN_FINDINGS: Record<PinFinding, string> = {
  malformed: 'trust.finding.malformed',
  is_ca: 'trust.pin.finding.is_ca',
  not_self_signed: 'trust.pin.finding.not_self_signed',
  expired: 'trust.pin.finding.expired',
  not_yet_valid: 'trust.pin.finding.not_yet_valid',
  other_address: 'trust.pin.finding.other_address',
  no_address: 'trust.pin.finding.no_address',
  key_usage: 'trust.pin.finding.key_usage',
  extended_key_usage: 'trust.pin.finding.extended_key_usage',
  weak_hash: 'trust.finding.weak_hash',
  weak_key: 'trust.finding.weak_key',
  unsupported: 'trust.finding.unsupported',
  unknown_critical: 'trust.finding.unknown_critical',
  signature: 'trust.finding.signature',
}

export const KNOWN_LABELS: Record<Known, string> = {
  fixed: 'trust.known.fixed',
  proposed: 'trust.known.proposed',
  active: 'trust.known.active',
  withdrawing: 'trust.known.active',
}

export const CHANNEL_LABELS: Record<PinChannel, string> = {
  phone: 'trust.pin.channel.phone',
  video: 'trust.pin.channel.video',
  in_person: 'trust.pin.channel.in_person',
  letter: 'trust.pin.channel.letter',
}
