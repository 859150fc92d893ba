import type { Language } from '#core/http/surfaces'
import type PksTemplate from '#pks/models/pks_template'
import { factsOf, type Issue } from '#pks/document/facts'
import type { Terms } from '#pks/document/terms'

/** One article of the PKS. `number` counts from 1; paragraphs are plain text. */
export interface Point {
  number: number
  title: string
  paragraphs: string[]
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
