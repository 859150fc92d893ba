import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Nothing but our own server is asked for: no updates, no look-ups of the browser's maker. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser with a screen: an installed Chromium, else the one that npm brought. */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path))
  if (installed) return chromium.launch({ executablePath: installed, args: FLAGS })
  const executablePath = await unpackBrowser()
  return chromium.launch({
    executablePath,
    args: [...FLAGS, '--no-zygote', '--disable-dev-shm-usage', '--headless'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(tmpdir(), 'al2023/lib'),
      FONTCONFIG_PATH: join(tmpdir(), 'fonts'),
    },
  })
}

/** A bare Debian lacks NSS; the package carries it for another system, and it works here too. */
async function unpackBrowser(): Promise<string> {
  const { default: packed, inflate } = await import('@sparticuz/chromium')
  const executablePath = await packed.executablePath()
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  await inflate(join(dirname(entry), '../bin/al2023.tar.br'))
  return executablePath
}

/** A fresh visitor's window. `dark` and `scripts` say what the visitor's browser wants. */
export function openWindow(
  browser: Browser,
  {
    width = 1280,
    scripts = true,
    dark = false,
  }: { width?: number; scripts?: boolean; dark?: boolean } = {}
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
  })
}
