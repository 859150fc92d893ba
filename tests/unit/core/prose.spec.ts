import { test } from '@japa/runner'
import fc from 'fast-check'
import { load } from 'cheerio'
import { renderProse } from '#core/views/prose'

test.group('Plain writing to HTML', () => {
  test('paragraphs, headings, lists, links, stress', ({ assert }) => {
    const html = renderProse(
      'Satu *dua* **tiga** `empat`\n\n## Judul\n- a\n- [b](/faq)\n\n1. x\n2. y\n![Gambar](/help-pictures/a.svg)'
    )
    const $ = load(html)
    assert.equal(
      $('p').first().html(),
      'Satu <em>dua</em> <strong>tiga</strong> <code>empat</code>'
    )
    assert.equal($('h2').text(), 'Judul')
    assert.lengthOf($('ul li').toArray(), 2)
    assert.equal($('ul a').attr('href'), '/faq')
    assert.lengthOf($('ol li').toArray(), 2)
    assert.equal($('ol li').last().find('img').attr('alt'), 'Gambar')
  })

  test('HTML and strange addresses stay text', ({ assert }) => {
    const html = renderProse(
      '<script>alert(1)</script> [x](javascript:alert(1)) [y](//evil.example) ![z](https://evil.example/a.png) ![w](/a" onerror="x)'
    )
    const $ = load(html)
    assert.lengthOf($('script, a, img').toArray(), 0)
    assert.include(html, '&lt;script&gt;')
  })

  test('whatever is written, only a few tags come out and none carries a handler', ({ assert }) => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '[',
      ']',
      '(',
      ')',
      '!',
      '*',
      '`',
      '#',
      '-',
      ' ',
      '\n',
      '1.',
      'javascript:',
      '/a',
      'https://b',
      'onload='
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const $ = load(renderProse(parts.join('')), null, false)
        $('*').each((_, element) => {
          assert.include(
            ['p', 'br', 'h2', 'h3', 'ul', 'ol', 'li', 'a', 'strong', 'em', 'code', 'figure', 'img'],
            (element as { name: string }).name
          )
          for (const name of Object.keys($(element).attr() ?? {})) assert.notMatch(name, /^on/)
          assert.notMatch($(element).attr('href') ?? '', /^javascript/i)
        })
      })
    )
  })
})
