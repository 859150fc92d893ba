import { readArticles, writeArticles, type Article, type ArticleProblem } from '#core/articles'
import { placeholdersOf } from '#pks/document/sample_terms'
import type { DocumentKind } from '#pks/models/pks_template'

export type TemplateProblem =
  | { type: 'invalid'; field: 'text_id' | 'text_en'; problem: ArticleProblem }
  /** Words in braces that nothing would fill, or braces that do not close. */
  | { type: 'placeholders'; field: 'text_id' | 'text_en'; names: string }
  /** The languages have different numbers of articles or of paragraphs in one of them. */
  | { type: 'unequal'; article: number }

interface Texts {
  textId: string
  textEn: string
}

/** What is wrong with a template's texts, all of it. */
export function templateProblems(kind: DocumentKind, { textId, textEn }: Texts): TemplateProblem[] {
  const known = new Set(placeholdersOf(kind))
  const sides = [
    ['text_id', textId, readArticles(textId)],
    ['text_en', textEn, readArticles(textEn)],
  ] as const
  const problems = sides.flatMap(([field, text, { problem }]): TemplateProblem[] => {
    const names = unknownIn(text, known)
    return [
      ...(problem ? [{ type: 'invalid' as const, field, problem }] : []),
      ...(names.length > 0
        ? [{ type: 'placeholders' as const, field, names: names.join(', ') }]
        : []),
    ]
  })
  const [id, en] = [sides[0][2].articles, sides[1][2].articles]
  if (problems.length > 0) return problems
  const odd = Array.from({ length: Math.max(id.length, en.length) }).findIndex(
    (_, index) => id[index]?.paragraphs.length !== en[index]?.paragraphs.length
  )
  return odd === -1 ? [] : [{ type: 'unequal', article: odd + 1 }]
}

/** Whatever has a brace and is not `{{known}}`. */
function unknownIn(text: string, known: ReadonlySet<string>): string[] {
  const found = text.match(/\{\{[^{}]*\}\}|[{}]+[^\s{}]*[{}]*/g) ?? []
  return [...new Set(found.filter((word) => !known.has(/^\{\{(\w+)\}\}$/.exec(word)?.[1] ?? '')))]
}

/** The words of the present template that a new text has no more: not wrong, and worth a look. */
export function droppedPlaceholders(before: Texts, after: Texts): string[] {
  const namesIn = ({ textId, textEn }: Texts) =>
    new Set([...`${textId}\n${textEn}`.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!))
  const kept = namesIn(after)
  return [...namesIn(before)].filter((name) => !kept.has(name)).sort()
}

/** A stored body as text, and a text as a body to store. */
export function textOfBody(body: string): string {
  return writeArticles(JSON.parse(body) as Article[])
}

export function bodyOfText(text: string): string {
  return JSON.stringify(readArticles(text).articles)
}
