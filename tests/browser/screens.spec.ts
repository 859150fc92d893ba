import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import router from '@adonisjs/core/services/router'
import { DOORS } from '#core/http/surfaces'
import { WALKS, type Stop, type Walk } from '#tests/browser/pages'
import { browsing, enter, openTab, type Browsing } from '#tests/support/browsing'
import { judgeScreen } from '#tests/support/screens'

/** Answers that are no pages: files, pictures, parts of pages, redirects, machines' doors. */
const NOT_PAGES =
  /^\/(assets|health|media|covers|captcha|help-pictures|api|pki|demo-sign-in|enter)(\/|$)|\.(pdf|json|csv|txt|xml|ico)$|\/(raw|html|document|evidence|certificate|receipt|open|live|trace)$|\/evidence\/|\/attachments\//

/** Pages that only a click or a token of the moment opens: the journey and the other files here go through them. */
const SEEN_ELSEWHERE = new Set([
  'staff /queue/batch',
  'staff /queue/:id/:step',
  'staff /queue/:id/evidence/removal',
  'partner /register/review',
  'partner /contents/:id/review',
  'partner /agreements/:id/replies/:reply',
  'store /products/:id/rating',
  'store /staff-entry/:token',
  'staff /login/code',
  'staff /login/recovery',
  'partner /login/code',
  'partner /login/recovery',
  'store /account/numbers/:id',
  'staff /trust/authorities/:id',
  'staff /trust/imports/:id',
  'staff /trust/pins/:id',
  'staff /replies/:id/verdicts/:verdict',
])

for (const walk of WALKS) {
  test(`[R8.6] ${walk.name}: no page scrolls sideways, breaks its policy or a rule of WCAG 2.2 AA`, async ({
    assert,
  }) => {
    const at = await browsing()
    const { window, page } = await enter(at, walk.account)
    const paths = await findPaths(at, walk, page)
    const judgeAll = async (own: Page, prefix: string, width: number) => {
      const faults: string[] = []
      for (const { path, status } of paths) {
        const url = at.address(walk.door, prefix + path)
        faults.push(...(await judgeScreen(own, url, { status, width })))
      }
      return faults
    }
    // Two tabs at once: Indonesian at a desk, English, whose words are other lengths, on a phone.
    const english = await openTab(window)
    const faults = await Promise.all([judgeAll(page, '', 1280), judgeAll(english, '/en', 360)])
    await window.close()
    assert.deepEqual(faults.flat(), [])
  })
}

test('[R8.6] dark: shelves, status, queue and the partner’s home keep their contrast', async ({
  assert,
}) => {
  const at = await browsing()
  const faults: string[] = []
  for (const [door, account, ...paths] of [
    ['store', undefined, '/', '/verifikasi'],
    ['devstore', undefined, '/'],
    ['partner', 'partner', '/', '/contents', '/reports', '/integration'],
    ['staff', 'legal', '/queue', '/replies'],
    ['doorway', undefined, '/'],
  ] as const) {
    const { window, page } = await enter(at, account, { dark: true })
    for (const path of paths) faults.push(...(await judgeScreen(page, at.address(door, path))))
    await window.close()
  }
  assert.deepEqual(faults, [])
})

test('every page that the router knows is looked at', ({ assert }) => {
  const walked = WALKS.flatMap(({ door, stops }) => {
    const { surface } = DOORS[door]
    return stops.map((stop) => ({ surface, path: sampleOf(stop) }))
  })
  const unseen = Object.entries(router.toJSON()).flatMap(([domain, routes]) =>
    routes
      .filter(({ methods, pattern }) => methods.includes('GET') && !NOT_PAGES.test(pattern))
      .filter(({ pattern }) => !SEEN_ELSEWHERE.has(`${domain} ${pattern}`))
      .filter(({ pattern }) => {
        const shape = new RegExp(`^${pattern.replace(/:\w+/g, '[\\w-]+')}$`)
        return !walked.some(({ surface, path }) => surface === domain && shape.test(path))
      })
      .map(({ pattern }) => `${domain} ${pattern}`)
  )
  assert.deepEqual(unseen, [])
})

/** A path such as a stop leads to. */
function sampleOf(stop: Stop): string {
  if (typeof stop === 'string') return stop.split('?')[0]!
  if ('path' in stop) return stop.path
  return stop.link.source
    .replaceAll('\\/', '/')
    .replaceAll(/\[[^\]]+\](\{26\}|\+)/g, 'X')
    .replaceAll(/[\^$]/g, '')
}

/** Turns the stops of a walk into paths, by looking where the pages lead. */
async function findPaths(
  { address }: Browsing,
  { door, stops }: Walk,
  page: Page
): Promise<{ path: string; status?: number }[]> {
  const paths = new Map<string, number | undefined>()
  for (const stop of stops) {
    if (typeof stop === 'string') paths.set(stop, undefined)
    else if ('path' in stop) paths.set(stop.path, stop.status)
    else {
      await page.goto(address(door, stop.on))
      const links = await page
        .locator('main a[href]')
        .evaluateAll((found) => found.map((link) => link.getAttribute('href')!))
      const matching = [...new Set(links)].filter((link) => stop.link.test(link))
      if (matching.length === 0) throw new Error(`${door} ${stop.on} leads to no ${stop.link}`)
      for (const path of matching.slice(0, stop.count ?? 1)) paths.set(path, undefined)
    }
  }
  return [...paths].map(([path, status]) => ({ path, status }))
}
