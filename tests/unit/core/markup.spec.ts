import { test } from '@japa/runner'
import { iconSvg } from '#core/icons'
import { attrs, escapeHtml } from '#core/markup'

test.group('Markup', () => {
  test('attributes are escaped and left out where there is nothing to say', ({ assert }) => {
    assert.equal(
      attrs({ id: 'a"<b', hidden: true, disabled: false, title: null, lang: undefined, value: '' }),
      ' id="a&quot;&lt;b" hidden value=""'
    )
    assert.equal(attrs({ maxlength: 0 }), ' maxlength="0"')
  })

  test('text becomes harmless', ({ assert }) => {
    assert.equal(escapeHtml(`<a href='x'>&"`), '&lt;a href=&#39;x&#39;&gt;&amp;&quot;')
  })

  test('icons are inline drawings that screen readers pass over', ({ assert }) => {
    const svg = iconSvg('circle-check')
    assert.match(svg, /^<svg class="icon icon-circle-check" viewBox="0 0 24 24" aria-hidden="true"/)
    assert.notMatch(svg, /style=|\n/)
  })

  test('an icon that does not exist is a mistake', ({ assert }) => {
    assert.throws(() => iconSvg('no-such-icon'), /No icon/)
  })
})
