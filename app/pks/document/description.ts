import type { Evidence } from '#pki/contract'
import type { SealDescription, VisibleSeal } from '#pki/pdf/seal'
import type { PksDocument } from '#pks/document/compose'

/** What a reader shows beside the operator's signature. Nothing may be changed later but validation data and time stamps. */
export function descriptionOf(
  document: PksDocument,
  options: { contact: string; visible: VisibleSeal; validation: Evidence | null }
): SealDescription {
  const { contact, visible, validation } = options
  return {
    at: new Date(document.issuedAt),
    name: document.signing.seal[2]!,
    reason: `${document.title.id} ${document.number}`,
    contact,
    docMdp: 1,
    visible,
    ...(validation && { validation }),
  }
}
