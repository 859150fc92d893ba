import type { SignerState } from '#pki/signer_status'
import type { SealHindrance } from '#pks/actions/sealing_material'

/** What hinders sealing, and what staff do about it. */
export const HINDRANCE_WORDS: Record<SealHindrance, { title: string; text: string }> = {
  key_unusable: { title: 'seal.why.key_unusable.title', text: 'seal.why.key_unusable.text' },
  key_expired: { title: 'seal.why.key_expired.title', text: 'seal.why.key_expired.text' },
  key_revoked: { title: 'seal.why.key_revoked.title', text: 'seal.why.key_revoked.text' },
  key_untrusted: { title: 'seal.why.key_untrusted.title', text: 'seal.why.key_untrusted.text' },
  key_unknown: { title: 'seal.why.key_unknown.title', text: 'seal.why.key_unknown.text' },
  key_failed: { title: 'seal.why.key_failed.title', text: 'seal.why.key_failed.text' },
  no_timestamp: { title: 'seal.why.no_timestamp.title', text: 'seal.why.no_timestamp.text' },
}

/** A key's state as a pill. */
export const KEY_STATES: Record<
  SignerState,
  { verdict: 'ok' | 'hold' | 'bad'; symbol: string; label: string }
> = {
  good: { verdict: 'ok', symbol: 'shield-check', label: 'seal.state.good' },
  unknown: { verdict: 'hold', symbol: 'hourglass', label: 'seal.state.unknown' },
  expired: { verdict: 'bad', symbol: 'circle-x', label: 'seal.state.expired' },
  revoked: { verdict: 'bad', symbol: 'circle-x', label: 'seal.state.revoked' },
  untrusted: { verdict: 'bad', symbol: 'circle-x', label: 'seal.state.untrusted' },
}
