/* The words of an agreement made from the shipped template, without a database. */
import { bootApplication } from './application.js'

export async function sampleDocument() {
  await bootApplication('console')
  const { composeDocument } = await import('#pks/document/compose')
  const { shippedTemplate } = await import('#database/seeders/reference/pks_templates')
  const { ISSUED, sampleAgreement } = await import('#tests/support/sample_agreement')
  return composeDocument(sampleAgreement(), shippedTemplate(), ISSUED)
}
