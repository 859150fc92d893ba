import { test } from '@japa/runner'
import { readArticles, writeArticles } from '#core/articles'

test.group('Articles', () => {
  test('titles, paragraphs and wrapped lines are read, and written the same again', ({
    assert,
  }) => {
    const { articles, problem } = readArticles('# Satu\r\n\r\na\r\nb\r\n\r\nc\r\n# Dua\n\nd')
    assert.isNull(problem)
    assert.deepEqual(articles, [
      { title: 'Satu', paragraphs: ['a b', 'c'] },
      { title: 'Dua', paragraphs: ['d'] },
    ])
    assert.deepEqual(readArticles(writeArticles(articles)).articles, articles)
  })

  test('{text}: {type} in line {line}')
    .with([
      { text: '', type: 'empty', line: 1 },
      { text: 'tanpa judul', type: 'before_title', line: 1 },
      { text: '# Satu\n\na\n\n#\n\nb', type: 'no_title', line: 5 },
      { text: '# Satu\n# Dua\nb', type: 'no_text', line: 1 },
      { text: '# Satu\na\n\n# Dua', type: 'no_text', line: 4 },
    ])
    .run(({ assert }, { text, type, line }) => {
      assert.deepEqual(readArticles(text).problem, { type, line } as any)
    })
})
