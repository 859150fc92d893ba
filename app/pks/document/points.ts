import type ContentVersion from '#catalogue/models/content_version'
import type { Language } from '#core/http/surfaces'
import type Partner from '#partners/models/partner'
import PksTemplate from '#pks/models/pks_template'
import { factsOf, termsOf, type Issue } from '#pks/document/facts'
import type { Terms } from '#pks/document/terms'
import type { Client } from '#shared/database/main'

/** One article of the PKS. `number` counts from 1; paragraphs are plain text. */
export interface Point {
  number: number
  title: string
  paragraphs: string[]
}

/** The template that new agreements are made from: the newest one. */
export async function currentTemplate(client?: Client): Promise<PksTemplate> {
  return PksTemplate.query(client ? { client } : {})
    .orderBy('number', 'desc')
    .firstOrFail()
}

/** The points of the current template with this content's and this company's data: what a partner reads before *submit* (R3.5). */
export async function renderPoints(
  version: ContentVersion,
  partner: Partner,
  language: Language,
  client?: Client
): Promise<Point[]> {
  const template = await currentTemplate(client)
  const terms = await termsOf(version, partner, template.number, client)
  return pointsOf(template, terms, language, null)
}

/** The points of a template with frozen terms. Throws for a word in braces that nothing fills. */
export function pointsOf(
  template: Pick<PksTemplate, 'bodyId' | 'bodyEn'>,
  terms: Terms,
  language: Language,
  issue: Issue | null
): Point[] {
  const facts = factsOf(terms, language, issue)
  const fill = (text: string) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const fact = facts[name]
      if (fact === undefined) throw new Error(`the PKS template asks for an unknown word: ${name}`)
      return fact
    })
  const body = JSON.parse(language === 'id' ? template.bodyId : template.bodyEn) as Omit<
    Point,
    'number'
  >[]
  return body.map(({ title, paragraphs }, index) => ({
    number: index + 1,
    title: fill(title),
    paragraphs: paragraphs.map(fill),
  }))
}
