import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser, openWindow } from '#tests/support/chromium'
import { startOwnServer, type OwnServer } from '#tests/support/own_server'
import type { Door } from '#core/http/surfaces'

const HOSTS: Record<Door, string> = {
  store: 'stores.localhost',
  devstore: 'devstores.localhost',
  partner: 'mitra.localhost',
  staff: 'staf.localhost',
  doorway: 'localhost',
}

/** A product with demo data and a browser before it, shared by the browser suite's files. */
export interface Browsing {
  server: OwnServer
  browser: Browser
  /** The full address of a path on a surface. */
  address(door: Door, path: string): string
}

let shared: Promise<Browsing> | null = null

/** Starts both with the first call; the suite's teardown (`stopBrowsing`) ends them. */
export function browsing(): Promise<Browsing> {
  return (shared ??= Promise.all([startOwnServer(), launchBrowser()]).then(([server, browser]) => ({
    server,
    browser,
    address: (door, path) => `http://${HOSTS[door]}:${server.port}${path}`,
  })))
}

export async function stopBrowsing(): Promise<void> {
  const started = await shared?.catch(() => null)
  shared = null
  await started?.browser.close()
  await started?.server.stop()
}

/**
 * A tab of a window. On a machine that has much else to do the browser sometimes loses one while it opens it, before any page of ours is
 * asked for: then it is opened again.
 */
export async function openTab(window: BrowserContext): Promise<Page> {
  for (let left = 2; ; left--) {
    try {
      return await window.newPage()
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

/** A window on a surface, signed in as a demo account by the doorway's one click where one is named. */
export async function enter(
  { browser, address }: Browsing,
  account: string | undefined,
  options: Parameters<typeof openWindow>[1] = {}
): Promise<{ window: BrowserContext; page: Page }> {
  const window = await openWindow(browser, options)
  window.setDefaultTimeout(20_000)
  const page = await openTab(window)
  if (account) {
    await page.goto(address('doorway', '/'))
    await page.locator(`a[href$="/enter/${account}"]`).click()
    await page.waitForURL(
      (url) => !url.pathname.includes('/enter/') && url.hostname !== 'localhost'
    )
  }
  return { window, page }
}
