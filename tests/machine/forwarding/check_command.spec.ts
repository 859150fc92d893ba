import { test } from '@japa/runner'
import { ace, aceHere } from '#tests/support/commands'
import { OTHER_HOSTILE, PRIVATE_ADDRESSES } from '#tests/support/hostile_urls'

const check = (...args: string[]) =>
  aceHere(['forwarding:check', ...args], { env: { OUTBOUND_ALLOW: '' } })
const linesOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { url: string; allowed: boolean; reason: string | null })

test.group('forwarding:check', () => {
  test('[R4.7] a line for each address, in their order, without settings or a database', async ({
    assert,
  }) => {
    const bare = Object.fromEntries(
      Object.keys(process.env)
        .filter((name) => !['PATH', 'HOME'].includes(name))
        .map((name) => [name, undefined])
    )
    const { code, out } = await ace(
      [
        'forwarding:check',
        ...['https://mitra.example/a', 'http://127.0.0.1/', 'https://lain.example/'],
        ...['--resolve', 'mitra.example=8.8.8.8,2606:4700:4700::1111', '--json'],
      ],
      { env: { ...bare, NODE_ENV: 'production' } }
    )
    assert.equal(code, 1)
    assert.deepEqual(linesOf(out), [
      { url: 'https://mitra.example/a', allowed: true, reason: null },
      { url: 'http://127.0.0.1/', allowed: false, reason: 'forbidden_address' },
      { url: 'https://lain.example/', allowed: false, reason: 'unresolvable' },
    ])
  })

  test('[R4.7] every hostile address by its reason; production wants https', async ({ assert }) => {
    const hostile = [
      ...PRIVATE_ADDRESSES.map((url) => ({ url, allowed: false, reason: 'forbidden_address' })),
      ...OTHER_HOSTILE.map(([url, reason]) => ({ url, allowed: false, reason })),
      // The command line has no empty argument to give.
    ].filter(({ url }) => url !== '')
    for (const environment of ['development', 'production']) {
      const { code, out } = await check(
        ...hostile.map(({ url }) => url),
        `--environment=${environment}`,
        '--json'
      )
      assert.equal(code, 1)
      const expected = hostile.map((line) => ({
        ...line,
        // Plain http is reason enough in the production store, before its port is.
        reason:
          environment === 'production' && line.reason === 'port' ? 'https_required' : line.reason,
      }))
      assert.deepEqual(linesOf(out), expected)
    }
    const plain = ['http://mitra.example/', '--resolve=mitra.example=8.8.8.8', '--json']
    assert.equal((await check(...plain)).code, 0)
    const strict = await check(...plain, '--environment=production')
    assert.equal(strict.code, 1)
    assert.equal(linesOf(strict.out)[0]!.reason, 'https_required')
  })

  test('[R4.7] one address inside spoils a name; people read words', async ({ assert }) => {
    const { code, out } = await check(
      ...['https://a.example/', 'https://b.example/'],
      ...['--resolve=a.example=8.8.8.8', '--resolve=B.example.=8.8.8.8,169.254.169.254']
    )
    assert.equal(code, 1)
    assert.deepEqual(out.trim().split('\n'), [
      'allowed  "https://a.example/"',
      'refused (forbidden_address)  "https://b.example/"',
    ])
  })

  test('wrong usage is told', async ({ assert }) => {
    for (const args of [
      [],
      ['https://a.example/', '--environment=staging'],
      ['https://a.example/', '--resolve=a.example'],
      ['https://a.example/', '--resolve=a.example=nowhere'],
      ['https://a.example/', '--resolve=a b=8.8.8.8'],
      ['https://a.example/', '--nonsense'],
    ]) {
      const { code, err, out } = await check(...args)
      assert.equal(code, 64, args.join(' '))
      assert.isNotEmpty(err)
      assert.equal(out, '')
    }
  })
})
