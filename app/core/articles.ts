/** One article of a legal text. */
export interface Article {
  title: string
  paragraphs: string[]
}

/** Why a text is no list of articles, and in which line, counted from 1. */
export interface ArticleProblem {
  type: 'empty' | 'before_title' | 'no_title' | 'no_text'
  line: number
}

/**
 * Reads a legal text as staff write it: a line that begins with `# ` is the title of an article, blank lines part its paragraphs.
 *
 * @returns the articles, or the first thing that is wrong
 */
export function readArticles(text: string): {
  articles: Article[]
  problem: ArticleProblem | null
} {
  const articles: Article[] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  let isNew = true
  let titleLine = 0
  const wrong = (type: ArticleProblem['type'], line: number) => ({
    articles: [],
    problem: { type, line },
  })
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    const article = articles.at(-1)
    if (/^#(?:\s|$)/.test(line)) {
      if (article && article.paragraphs.length === 0) return wrong('no_text', titleLine)
      const title = line.slice(1).trim()
      if (title === '') return wrong('no_title', index + 1)
      articles.push({ title, paragraphs: [] })
      titleLine = index + 1
      isNew = true
    } else if (line === '') isNew = true
    else if (!article) return wrong('before_title', index + 1)
    else {
      if (isNew) article.paragraphs.push(line)
      else article.paragraphs.push(`${article.paragraphs.pop()} ${line}`)
      isNew = false
    }
  }
  if (articles.length === 0) return wrong('empty', 1)
  if (articles.at(-1)!.paragraphs.length === 0) return wrong('no_text', titleLine)
  return { articles, problem: null }
}

/** The text of articles, as {@link readArticles} reads it. */
export function writeArticles(articles: readonly Article[]): string {
  return articles
    .map(({ title, paragraphs }) => [`# ${title}`, ...paragraphs].join('\n\n'))
    .join('\n\n')
}
