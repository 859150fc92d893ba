import type { ReplyCheckName, ReplyReason } from '#pki/judge'

/*
 * Which words belong to which check and reason of a verdict: keys of `resources/lang`, written out so that a missing or
 * unused one is found.
 */

/** A part of the help page `/agreements/help`. */
export type HelpTopic = 'validate' | 'certificate' | 'sign' | 'outlook' | 'reply' | 'contact'

/** What a reader can do about a failed check: steps, and where they are explained at length. */
export interface Advice {
  steps: readonly string[]
  topic: HelpTopic
  /** The steps speak of the page *Sertifikat Anda*. */
  ownCertificate?: true
}

export const ADVICE = {
  attach: {
    topic: 'reply',
    steps: ['pks.advice.attach.1', 'pks.advice.attach.2', 'pks.advice.attach.3'],
  },
  original: {
    topic: 'reply',
    steps: ['pks.advice.original.1', 'pks.advice.original.2', 'pks.advice.original.3'],
  },
  sign: { topic: 'sign', steps: ['pks.advice.sign.1', 'pks.advice.sign.2', 'pks.advice.sign.3'] },
  decrypt: {
    topic: 'sign',
    steps: ['pks.advice.decrypt.1', 'pks.advice.decrypt.2', 'pks.advice.decrypt.3'],
  },
  outlook: {
    topic: 'outlook',
    steps: ['pks.advice.outlook.1', 'pks.advice.outlook.2', 'pks.advice.outlook.3'],
  },
  direct: {
    topic: 'reply',
    steps: ['pks.advice.direct.1', 'pks.advice.direct.2', 'pks.advice.direct.3'],
  },
  plain: {
    topic: 'reply',
    steps: ['pks.advice.plain.1', 'pks.advice.plain.2', 'pks.advice.plain.3'],
  },
  resend: {
    topic: 'reply',
    steps: ['pks.advice.resend.1', 'pks.advice.resend.2', 'pks.advice.resend.3'],
  },
  update: {
    topic: 'sign',
    steps: ['pks.advice.update.1', 'pks.advice.update.2', 'pks.advice.update.3'],
  },
  include: {
    topic: 'sign',
    steps: ['pks.advice.include.1', 'pks.advice.include.2', 'pks.advice.include.3'],
  },
  certificate: {
    topic: 'certificate',
    steps: ['pks.advice.certificate.1', 'pks.advice.certificate.2', 'pks.advice.certificate.3'],
  },
  self_signed: {
    topic: 'certificate',
    steps: ['pks.advice.self_signed.1', 'pks.advice.self_signed.2', 'pks.advice.self_signed.3'],
    ownCertificate: true,
  },
  unknown_issuer: {
    topic: 'certificate',
    steps: [
      'pks.advice.unknown_issuer.1',
      'pks.advice.unknown_issuer.2',
      'pks.advice.unknown_issuer.3',
    ],
    ownCertificate: true,
  },
  incomplete: {
    topic: 'sign',
    steps: [
      'pks.advice.incomplete.1',
      'pks.advice.incomplete.2',
      'pks.advice.incomplete.3',
      'pks.advice.incomplete.4',
    ],
    ownCertificate: true,
  },
  renew: {
    topic: 'certificate',
    steps: ['pks.advice.renew.1', 'pks.advice.renew.2', 'pks.advice.renew.3'],
  },
  wait_valid: {
    topic: 'certificate',
    steps: ['pks.advice.wait_valid.1', 'pks.advice.wait_valid.2'],
  },
  wait: { topic: 'certificate', steps: ['pks.advice.wait.1', 'pks.advice.wait.2'] },
  address: {
    topic: 'reply',
    steps: ['pks.advice.address.1', 'pks.advice.address.2', 'pks.advice.address.3'],
  },
  subject: {
    topic: 'reply',
    steps: ['pks.advice.subject.1', 'pks.advice.subject.2', 'pks.advice.subject.3'],
  },
  done: { topic: 'reply', steps: ['pks.advice.done.1', 'pks.advice.done.2'] },
  contact: { topic: 'contact', steps: ['pks.advice.contact.1', 'pks.advice.contact.2'] },
} as const satisfies Record<string, Advice>

/** What staff themselves can do; about the rest they read what the partner is told. */
export const STAFF_STEPS: Partial<Record<keyof typeof ADVICE, readonly string[]>> = {
  wait: ['pks.staff.advice.wait.1', 'pks.staff.advice.wait.2', 'pks.staff.advice.wait.3'],
  contact: ['pks.staff.advice.contact.1', 'pks.staff.advice.contact.2'],
}

type SkipReason = Extract<ReplyReason, `skipped.${string}`>
export type FailureReason = Exclude<ReplyReason, SkipReason>

interface ReasonWords {
  /** Ends the sentence "Your reply cannot be accepted yet: …". */
  title: string
  text: string
  advice: keyof typeof ADVICE
}

export const REASON_WORDS: Record<FailureReason, ReasonWords> = {
  'structure.too_large': {
    title: 'pks.reason.structure.too_large.title',
    text: 'pks.reason.structure.too_large.text',
    advice: 'plain',
  },
  'structure.malformed': {
    title: 'pks.reason.structure.malformed.title',
    text: 'pks.reason.structure.malformed.text',
    advice: 'plain',
  },
  'structure.duplicate_header': {
    title: 'pks.reason.structure.duplicate_header.title',
    text: 'pks.reason.structure.duplicate_header.text',
    advice: 'plain',
  },
  'structure.unclosed': {
    title: 'pks.reason.structure.unclosed.title',
    text: 'pks.reason.structure.unclosed.text',
    advice: 'plain',
  },
  'structure.too_complex': {
    title: 'pks.reason.structure.too_complex.title',
    text: 'pks.reason.structure.too_complex.text',
    advice: 'plain',
  },
  'structure.unsigned': {
    title: 'pks.reason.structure.unsigned.title',
    text: 'pks.reason.structure.unsigned.text',
    advice: 'sign',
  },
  'structure.encrypted': {
    title: 'pks.reason.structure.encrypted.title',
    text: 'pks.reason.structure.encrypted.text',
    advice: 'decrypt',
  },
  'structure.compressed': {
    title: 'pks.reason.structure.compressed.title',
    text: 'pks.reason.structure.compressed.text',
    advice: 'plain',
  },
  'structure.pgp': {
    title: 'pks.reason.structure.pgp.title',
    text: 'pks.reason.structure.pgp.text',
    advice: 'sign',
  },
  'structure.tnef': {
    title: 'pks.reason.structure.tnef.title',
    text: 'pks.reason.structure.tnef.text',
    advice: 'outlook',
  },
  'structure.wrapped': {
    title: 'pks.reason.structure.wrapped.title',
    text: 'pks.reason.structure.wrapped.text',
    advice: 'direct',
  },
  'structure.footer': {
    title: 'pks.reason.structure.footer.title',
    text: 'pks.reason.structure.footer.text',
    advice: 'direct',
  },
  'structure.extra_parts': {
    title: 'pks.reason.structure.extra_parts.title',
    text: 'pks.reason.structure.extra_parts.text',
    advice: 'direct',
  },
  'structure.nested': {
    title: 'pks.reason.structure.nested.title',
    text: 'pks.reason.structure.nested.text',
    advice: 'direct',
  },
  'signature.malformed': {
    title: 'pks.reason.signature.malformed.title',
    text: 'pks.reason.signature.malformed.text',
    advice: 'sign',
  },
  'signature.no_signed_attributes': {
    title: 'pks.reason.signature.no_signed_attributes.title',
    text: 'pks.reason.signature.no_signed_attributes.text',
    advice: 'update',
  },
  'signature.duplicate_attribute': {
    title: 'pks.reason.signature.duplicate_attribute.title',
    text: 'pks.reason.signature.duplicate_attribute.text',
    advice: 'update',
  },
  'signature.content_type': {
    title: 'pks.reason.signature.content_type.title',
    text: 'pks.reason.signature.content_type.text',
    advice: 'update',
  },
  'signature.embedded_content': {
    title: 'pks.reason.signature.embedded_content.title',
    text: 'pks.reason.signature.embedded_content.text',
    advice: 'update',
  },
  'signature.digest_mismatch': {
    title: 'pks.reason.signature.digest_mismatch.title',
    text: 'pks.reason.signature.digest_mismatch.text',
    advice: 'resend',
  },
  'signature.invalid': {
    title: 'pks.reason.signature.invalid.title',
    text: 'pks.reason.signature.invalid.text',
    advice: 'resend',
  },
  'signature.weak_hash': {
    title: 'pks.reason.signature.weak_hash.title',
    text: 'pks.reason.signature.weak_hash.text',
    advice: 'update',
  },
  'signature.weak_key': {
    title: 'pks.reason.signature.weak_key.title',
    text: 'pks.reason.signature.weak_key.text',
    advice: 'certificate',
  },
  'signature.algorithm': {
    title: 'pks.reason.signature.algorithm.title',
    text: 'pks.reason.signature.algorithm.text',
    advice: 'update',
  },
  'signature.signing_certificate': {
    title: 'pks.reason.signature.signing_certificate.title',
    text: 'pks.reason.signature.signing_certificate.text',
    advice: 'update',
  },
  'signature.no_content': {
    title: 'pks.reason.signature.no_content.title',
    text: 'pks.reason.signature.no_content.text',
    advice: 'sign',
  },
  'signer.none': {
    title: 'pks.reason.signer.none.title',
    text: 'pks.reason.signer.none.text',
    advice: 'sign',
  },
  'signer.several': {
    title: 'pks.reason.signer.several.title',
    text: 'pks.reason.signer.several.text',
    advice: 'sign',
  },
  'signer.certificate_missing': {
    title: 'pks.reason.signer.certificate_missing.title',
    text: 'pks.reason.signer.certificate_missing.text',
    advice: 'include',
  },
  'signer.certificate_ambiguous': {
    title: 'pks.reason.signer.certificate_ambiguous.title',
    text: 'pks.reason.signer.certificate_ambiguous.text',
    advice: 'include',
  },
  'chain.incomplete': {
    title: 'pks.reason.chain.incomplete.title',
    text: 'pks.reason.chain.incomplete.text',
    advice: 'incomplete',
  },
  'chain.untrusted': {
    title: 'pks.reason.chain.untrusted.title',
    text: 'pks.reason.chain.untrusted.text',
    advice: 'unknown_issuer',
  },
  'chain.self_signed': {
    title: 'pks.reason.chain.self_signed.title',
    text: 'pks.reason.chain.self_signed.text',
    advice: 'self_signed',
  },
  'chain.malformed': {
    title: 'pks.reason.chain.malformed.title',
    text: 'pks.reason.chain.malformed.text',
    advice: 'certificate',
  },
  'chain.signature': {
    title: 'pks.reason.chain.signature.title',
    text: 'pks.reason.chain.signature.text',
    advice: 'certificate',
  },
  'chain.algorithm': {
    title: 'pks.reason.chain.algorithm.title',
    text: 'pks.reason.chain.algorithm.text',
    advice: 'certificate',
  },
  'chain.not_ca': {
    title: 'pks.reason.chain.not_ca.title',
    text: 'pks.reason.chain.not_ca.text',
    advice: 'certificate',
  },
  'chain.path_length': {
    title: 'pks.reason.chain.path_length.title',
    text: 'pks.reason.chain.path_length.text',
    advice: 'certificate',
  },
  'chain.key_usage': {
    title: 'pks.reason.chain.key_usage.title',
    text: 'pks.reason.chain.key_usage.text',
    advice: 'certificate',
  },
  'chain.name_constraints': {
    title: 'pks.reason.chain.name_constraints.title',
    text: 'pks.reason.chain.name_constraints.text',
    advice: 'certificate',
  },
  'chain.policy': {
    title: 'pks.reason.chain.policy.title',
    text: 'pks.reason.chain.policy.text',
    advice: 'certificate',
  },
  'chain.unknown_critical': {
    title: 'pks.reason.chain.unknown_critical.title',
    text: 'pks.reason.chain.unknown_critical.text',
    advice: 'certificate',
  },
  'chain.profile': {
    title: 'pks.reason.chain.profile.title',
    text: 'pks.reason.chain.profile.text',
    advice: 'certificate',
  },
  'chain.too_complex': {
    title: 'pks.reason.chain.too_complex.title',
    text: 'pks.reason.chain.too_complex.text',
    advice: 'certificate',
  },
  'validity.expired': {
    title: 'pks.reason.validity.expired.title',
    text: 'pks.reason.validity.expired.text',
    advice: 'renew',
  },
  'validity.not_yet_valid': {
    title: 'pks.reason.validity.not_yet_valid.title',
    text: 'pks.reason.validity.not_yet_valid.text',
    advice: 'wait_valid',
  },
  'validity.issuer_expired': {
    title: 'pks.reason.validity.issuer_expired.title',
    text: 'pks.reason.validity.issuer_expired.text',
    advice: 'certificate',
  },
  'validity.issuer_not_yet_valid': {
    title: 'pks.reason.validity.issuer_not_yet_valid.title',
    text: 'pks.reason.validity.issuer_not_yet_valid.text',
    advice: 'certificate',
  },
  'purpose.key_usage': {
    title: 'pks.reason.purpose.key_usage.title',
    text: 'pks.reason.purpose.key_usage.text',
    advice: 'certificate',
  },
  'purpose.extended_key_usage': {
    title: 'pks.reason.purpose.extended_key_usage.title',
    text: 'pks.reason.purpose.extended_key_usage.text',
    advice: 'certificate',
  },
  'purpose.ca_certificate': {
    title: 'pks.reason.purpose.ca_certificate.title',
    text: 'pks.reason.purpose.ca_certificate.text',
    advice: 'certificate',
  },
  'purpose.issuer_extended_key_usage': {
    title: 'pks.reason.purpose.issuer_extended_key_usage.title',
    text: 'pks.reason.purpose.issuer_extended_key_usage.text',
    advice: 'certificate',
  },
  'revocation.revoked': {
    title: 'pks.reason.revocation.revoked.title',
    text: 'pks.reason.revocation.revoked.text',
    advice: 'certificate',
  },
  'revocation.issuer_revoked': {
    title: 'pks.reason.revocation.issuer_revoked.title',
    text: 'pks.reason.revocation.issuer_revoked.text',
    advice: 'certificate',
  },
  'revocation.unavailable': {
    title: 'pks.reason.revocation.unavailable.title',
    text: 'pks.reason.revocation.unavailable.text',
    advice: 'wait',
  },
  'revocation.no_source': {
    title: 'pks.reason.revocation.no_source.title',
    text: 'pks.reason.revocation.no_source.text',
    advice: 'wait',
  },
  'revocation.stale': {
    title: 'pks.reason.revocation.stale.title',
    text: 'pks.reason.revocation.stale.text',
    advice: 'wait',
  },
  'revocation.forged': {
    title: 'pks.reason.revocation.forged.title',
    text: 'pks.reason.revocation.forged.text',
    advice: 'wait',
  },
  'revocation.scope': {
    title: 'pks.reason.revocation.scope.title',
    text: 'pks.reason.revocation.scope.text',
    advice: 'wait',
  },
  'revocation.after_expiry': {
    title: 'pks.reason.revocation.after_expiry.title',
    text: 'pks.reason.revocation.after_expiry.text',
    advice: 'certificate',
  },
  'revocation.unsupported': {
    title: 'pks.reason.revocation.unsupported.title',
    text: 'pks.reason.revocation.unsupported.text',
    advice: 'wait',
  },
  'sender.unknown': {
    title: 'pks.reason.sender.unknown.title',
    text: 'pks.reason.sender.unknown.text',
    advice: 'contact',
  },
  'sender.missing_from': {
    title: 'pks.reason.sender.missing_from.title',
    text: 'pks.reason.sender.missing_from.text',
    advice: 'address',
  },
  'sender.several_from': {
    title: 'pks.reason.sender.several_from.title',
    text: 'pks.reason.sender.several_from.text',
    advice: 'address',
  },
  'sender.malformed_from': {
    title: 'pks.reason.sender.malformed_from.title',
    text: 'pks.reason.sender.malformed_from.text',
    advice: 'address',
  },
  'sender.deceptive_name': {
    title: 'pks.reason.sender.deceptive_name.title',
    text: 'pks.reason.sender.deceptive_name.text',
    advice: 'address',
  },
  'sender.other_from': {
    title: 'pks.reason.sender.other_from.title',
    text: 'pks.reason.sender.other_from.text',
    advice: 'address',
  },
  'sender.other_sender': {
    title: 'pks.reason.sender.other_sender.title',
    text: 'pks.reason.sender.other_sender.text',
    advice: 'address',
  },
  'sender.not_in_certificate': {
    title: 'pks.reason.sender.not_in_certificate.title',
    text: 'pks.reason.sender.not_in_certificate.text',
    advice: 'certificate',
  },
  'sender.only_in_subject': {
    title: 'pks.reason.sender.only_in_subject.title',
    text: 'pks.reason.sender.only_in_subject.text',
    advice: 'certificate',
  },
  'code.unknown': {
    title: 'pks.reason.code.unknown.title',
    text: 'pks.reason.code.unknown.text',
    advice: 'subject',
  },
  'code.used': {
    title: 'pks.reason.code.used.title',
    text: 'pks.reason.code.used.text',
    advice: 'done',
  },
  'code.missing_subject': {
    title: 'pks.reason.code.missing_subject.title',
    text: 'pks.reason.code.missing_subject.text',
    advice: 'subject',
  },
  'code.several_subjects': {
    title: 'pks.reason.code.several_subjects.title',
    text: 'pks.reason.code.several_subjects.text',
    advice: 'subject',
  },
  'code.missing': {
    title: 'pks.reason.code.missing.title',
    text: 'pks.reason.code.missing.text',
    advice: 'subject',
  },
  'code.wrong': {
    title: 'pks.reason.code.wrong.title',
    text: 'pks.reason.code.wrong.text',
    advice: 'subject',
  },
  'attachment.none': {
    title: 'pks.reason.attachment.none.title',
    text: 'pks.reason.attachment.none.text',
    advice: 'attach',
  },
  'attachment.several': {
    title: 'pks.reason.attachment.several.title',
    text: 'pks.reason.attachment.several.text',
    advice: 'attach',
  },
  'attachment.encoding': {
    title: 'pks.reason.attachment.encoding.title',
    text: 'pks.reason.attachment.encoding.text',
    advice: 'attach',
  },
  'attachment.inside_message': {
    title: 'pks.reason.attachment.inside_message.title',
    text: 'pks.reason.attachment.inside_message.text',
    advice: 'attach',
  },
  'document.unknown': {
    title: 'pks.reason.document.unknown.title',
    text: 'pks.reason.document.unknown.text',
    advice: 'contact',
  },
  'document.not_pdf': {
    title: 'pks.reason.document.not_pdf.title',
    text: 'pks.reason.document.not_pdf.text',
    advice: 'original',
  },
  'document.unsigned': {
    title: 'pks.reason.document.unsigned.title',
    text: 'pks.reason.document.unsigned.text',
    advice: 'original',
  },
  'document.altered': {
    title: 'pks.reason.document.altered.title',
    text: 'pks.reason.document.altered.text',
    advice: 'original',
  },
  'document.padded': {
    title: 'pks.reason.document.padded.title',
    text: 'pks.reason.document.padded.text',
    advice: 'original',
  },
  'document.later_revision': {
    title: 'pks.reason.document.later_revision.title',
    text: 'pks.reason.document.later_revision.text',
    advice: 'original',
  },
  'document.other': {
    title: 'pks.reason.document.other.title',
    text: 'pks.reason.document.other.text',
    advice: 'original',
  },
  'document.seal': {
    title: 'pks.reason.document.seal.title',
    text: 'pks.reason.document.seal.text',
    advice: 'contact',
  },
}

export const SKIP_WORDS: Record<SkipReason, string> = {
  'skipped.structure': 'pks.skipped.structure',
  'skipped.signature': 'pks.skipped.signature',
  'skipped.signer': 'pks.skipped.signer',
  'skipped.chain': 'pks.skipped.chain',
  'skipped.validity': 'pks.skipped.validity',
  'skipped.purpose': 'pks.skipped.purpose',
  'skipped.attachment': 'pks.skipped.attachment',
}

export const CHECK_WORDS: Record<ReplyCheckName, { name: string; passed: string }> = {
  structure: { name: 'pks.check.structure.name', passed: 'pks.check.structure.passed' },
  signature: { name: 'pks.check.signature.name', passed: 'pks.check.signature.passed' },
  signer: { name: 'pks.check.signer.name', passed: 'pks.check.signer.passed' },
  chain: { name: 'pks.check.chain.name', passed: 'pks.check.chain.passed' },
  validity: { name: 'pks.check.validity.name', passed: 'pks.check.validity.passed' },
  purpose: { name: 'pks.check.purpose.name', passed: 'pks.check.purpose.passed' },
  revocation: { name: 'pks.check.revocation.name', passed: 'pks.check.revocation.passed' },
  sender: { name: 'pks.check.sender.name', passed: 'pks.check.sender.passed' },
  code: { name: 'pks.check.code.name', passed: 'pks.check.code.passed' },
  attachment: { name: 'pks.check.attachment.name', passed: 'pks.check.attachment.passed' },
  document: { name: 'pks.check.document.name', passed: 'pks.check.document.passed' },
}

/** Who reads a verdict. */
export type Reader = 'partner' | 'staff'

/** What these say of a certificate that two members of staff pinned: no authority stands for it, and none can revoke it. */
export const PINNED_WORDS: Partial<Record<ReplyCheckName, Record<Reader, string>>> = {
  chain: { partner: 'pks.check.chain.pinned.partner', staff: 'pks.check.chain.pinned.staff' },
  revocation: {
    partner: 'pks.check.revocation.pinned.partner',
    staff: 'pks.check.revocation.pinned.staff',
  },
}
