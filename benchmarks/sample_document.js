/* The words of an agreement made from the shipped template, without a database. */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('../', import.meta.url)
const importer = (path) => (/^\.\.?\//.test(path) ? import(new URL(path, ROOT).href) : import(path))

export async function sampleDocument() {
  const app = new Ignitor(ROOT, { importer }).createApp('console')
  app.booting(() => import('#start/env'))
  await app.init()
  await app.boot()
  const { composeDocument } = await import('#pks/document/compose')
  const { shippedTemplate } = await import('#database/seeders/reference/pks_templates')
  const { ISSUED, sampleAgreement } = await import('#tests/support/sample_agreement')
  return composeDocument(sampleAgreement(), shippedTemplate(), ISSUED)
}
