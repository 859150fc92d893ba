/*
 * What a page costs somebody with a phone: the real product with the demo's data and pictures, a real Chromium throttled as Lighthouse
 * throttles for mobile (slow 4G, a processor four times as slow), each visit with an empty cache. Weight is what the server
 * really sent of HTML, CSS and scripts, heads and all; LCP and CLS are the browser's own (`PerformanceObserver`).
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import '../bin/typescript.js'
import { freePort } from './free_port.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const START_SECONDS = 180

/** Lighthouse's `mobileSlow4G`: kilobits of 1,024. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (0.75 * 1024 * 1024) / 8,
}
const SLOWER_PROCESSOR = 4
/** Lighthouse's phone. */
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true }

const MOST_KB = 60
const MOST_LCP_MS = 1_500
const MOST_CLS = 0.02
const WEIGHED = new Set(['Document', 'Stylesheet', 'Script'])

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-pages-'))
  const port = await freePort()
  const product = await startProduct(folder, port)
  const { launchBrowser } = await import('../tests/support/chromium.ts')
  const browser = await launchBrowser()
  try {
    const { pages, state } = await findPages(browser, port)
    for (const [name, url] of Object.entries(pages)) {
      const visits = []
      for (let visit = 0; visit < (quick ? 3 : 7); visit++)
        visits.push(await visitOnce(browser, url, state))
      say(
        `${name}: ${url}; LCP of each visit ${visits.map(({ lcp }) => Math.round(lcp)).join(' ')} ms`
      )
      tellPage(name, visits, tell)
    }
  } finally {
    await browser.close()
    await end(product)
    await rm(folder, { recursive: true, force: true })
  }
}

function tellPage(name, visits, tell) {
  const middle = (figure) => median(visits.map((visit) => visit[figure]))
  const weighed = { html: middle('Document'), css: middle('Stylesheet'), js: middle('Script') }
  const kilobytes = (weighed.html + weighed.css + weighed.js) / 1000
  tell({ figure: `${name}: kB`, ours: kilobytes, most: MOST_KB, ...weighed })
  tell({ figure: `${name}: LCP, ms`, ours: middle('lcp'), most: MOST_LCP_MS })
  tell({ figure: `${name}: CLS`, ours: middle('cls'), most: MOST_CLS })
}

/** The home page, a product with a picture of its own, and an order; and the cookies of the customer whose order it is. */
async function findPages(browser, port) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const store = `http://stores.localhost:${port}`
  await page.goto(`${store}/products`)
  const product = await page
    .locator('article.card:has(img[src^="/media/"]) h3 a')
    .first()
    .getAttribute('href')
  await page.goto(`${store}${product}`)
  await page.goto(`http://localhost:${port}/enter/customer`)
  await page.goto(`${store}/orders`)
  const order = await page.locator('main a[href^="/orders/"]').first().getAttribute('href')
  await page.goto(store + order)
  const state = await context.storageState()
  await context.close()
  return {
    pages: { home: `${store}/`, product: store + product, order: store + order },
    state,
  }
}

/** One visit with an empty cache. A guest's, but for the order. */
async function visitOnce(browser, url, state) {
  const isOwn = url.includes('/orders/')
  const context = await browser.newContext({ ...PHONE, ...(isOwn ? { storageState: state } : {}) })
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.emulateNetworkConditions', SLOW_4G)
  await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR })
  const weights = weigh(client)
  await page.addInitScript(observe)
  const answer = await page.goto(url, { waitUntil: 'networkidle' })
  if (answer.status() !== 200) throw new Error(`${url} answers ${answer.status()}`)
  const shown = await page.evaluate(() => globalThis.shownSoFar)
  await context.close()
  if (!shown.lcp) throw new Error(`${url} shows nothing`)
  return { ...weights, ...shown }
}

function weigh(client) {
  const kinds = new Map()
  const weights = { Document: 0, Stylesheet: 0, Script: 0 }
  client.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId)
    if (WEIGHED.has(kind)) weights[kind] += encodedDataLength
  })
  return weights
}

/** Runs in the page, before it. CLS is the worst window of shifts: none more than 1 s apart, 5 s at most (web.dev/articles/cls). */
function observe() {
  const shown = (globalThis.shownSoFar = { lcp: 0, cls: 0 })
  const watch = (type, see) =>
    new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({
      type,
      buffered: true,
    })
  let window = { first: 0, last: 0, sum: 0 }
  watch('largest-contentful-paint', (entry) => (shown.lcp = entry.startTime))
  watch('layout-shift', ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return
    const goesOn = startTime - window.last < 1000 && startTime - window.first < 5000
    window = goesOn
      ? { ...window, last: startTime, sum: window.sum + value }
      : { first: startTime, last: startTime, sum: value }
    shown.cls = Math.max(shown.cls, window.sum)
  })
}

async function startProduct(folder, port) {
  const child = spawn(process.execPath, ['bin/start.js'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(port),
      SMTP_PORT: String(await freePort()),
      PARTNER_SITE_PORT: String(await freePort()),
      SANDBOX_GATEWAY_URL: `http://127.0.0.1:${await freePort()}`,
      APP_KEY: randomBytes(32).toString('base64url'),
      DATABASE_URL: `sqlite:${join(folder, 'pages.sqlite3')}`,
      STORAGE_DIR: join(folder, 'storage'),
      LOG_LEVEL: 'warn',
      SURFACES: 'hosts',
      DEMO: 'on',
    },
  })
  for (let second = 0; second < START_SECONDS; second++) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`)
    if (await answers(port)) return child
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new Error('the product does not start')
}

async function answers(port) {
  try {
    return (
      (await fetch(`http://127.0.0.1:${port}/health`, { headers: { host: 'stores.localhost' } }))
        .status > 0
    )
  } catch {
    return false
  }
}

async function end(child) {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGTERM')
  await gone
}
