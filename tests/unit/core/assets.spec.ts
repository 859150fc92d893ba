import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { asset, assetFile, minifyCss, minifyJs, withLightFallback } from '#core/assets'

const body = (name: string) => assetFile(asset(name))!.body.toString()

test.group('Assets', () => {
  test('addresses carry the hash of the content', ({ assert }) => {
    assert.match(asset('app.css'), /^\/assets\/app\.[0-9a-f]{12}\.css$/)
    assert.equal(asset('app.css'), asset('app.css'))
  })

  test('an unknown name is a mistake, an unknown address is nothing', ({ assert }) => {
    assert.throws(() => asset('nothing.css'), /No asset/)
    assert.isNull(assetFile('/assets/app.000000000000.css'))
    assert.isNull(assetFile('/assets/../package.json'))
  })

  test('compressed forms give the same bytes back', ({ assert }) => {
    for (const name of ['app.css', 'app.js']) {
      const file = assetFile(asset(name))!
      assert.isTrue(gunzipSync(file.gzip!).equals(file.body))
      assert.isTrue(brotliDecompressSync(file.brotli!).equals(file.body))
    }
    assert.isNull(assetFile(asset('plus-jakarta-sans.woff2'))!.brotli)
  })

  test('stays within its budget: styles 20 kB, scripts 6 kB, those of passkeys 2 kB more where they are offered, compressed', ({
    assert,
  }) => {
    assert.isBelow(assetFile(asset('app.css'))!.gzip!.length, 20_000)
    assert.isBelow(assetFile(asset('app.js'))!.gzip!.length, 6_000)
    assert.isBelow(assetFile(asset('passkeys.js'))!.gzip!.length, 2_000)
  })

  test('the style sheet holds every part, nothing from elsewhere, and the font by its address', ({
    assert,
  }) => {
    const css = body('app.css')
    assert.notInclude(css, '@import')
    assert.notInclude(css, '/*')
    assert.notMatch(css, /https?:|data:/)
    assert.include(css, `url(${asset('plus-jakarta-sans.woff2')})`)
    assert.equal(css.split('{').length, css.split('}').length)
  })

  test('the scripts are joined without imports and can be read by an engine', ({ assert }) => {
    for (const name of ['app.js', 'passkeys.js']) {
      const js = body(name)
      assert.notMatch(js, /^import /m)
      assert.doesNotThrow(() => new Function(`return async () => {${js}}`))
    }
  })

  test('older browsers get the light value first, the pair stands inside @supports', ({
    assert,
  }) => {
    const css = withLightFallback(
      '@layer tokens { :root { --a: light-dark(var(--b), #000); --c: 1px light-dark(rgb(1, 2, 3), red), 2px light-dark(x, y); --d: 3px; } }'
    )
    const [plain, pairs] = css.split('@supports')
    assert.include(plain, '--a: var(--b);')
    assert.include(plain, '--c: 1px rgb(1, 2, 3), 2px x;')
    assert.notInclude(plain, 'light-dark')
    assert.include(pairs, '--a: light-dark(var(--b), #000);')
    assert.notInclude(pairs, '--d')
  })

  test('making styles smaller keeps their meaning', ({ assert }) => {
    assert.equal(
      minifyCss(`/* a */ .a :is(b, c) > d { width: calc(1px + 2px); content: "a  { b"; }\n`),
      '.a :is(b,c) > d{width:calc(1px + 2px);content:"a  { b"}'
    )
    assert.equal(minifyCss('a:hover .b :focus { color: red; }'), 'a:hover .b :focus{color:red}')
    assert.equal(
      minifyCss('@media (min-width: 40rem) and (x: y) { a { b: c; } }'),
      '@media (min-width:40rem) and (x:y){a{b:c}}'
    )
  })

  test('making scripts smaller drops lines of comment only', ({ assert }) => {
    assert.equal(
      minifyJs(`// why\nconst a = 'https://x' // stays\n\n  /* b */\n  go(a)\n`),
      `const a = 'https://x' // stays\ngo(a)`
    )
  })
})
