import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const JUDGES = [
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  new URL('in_page.js', import.meta.url),
]
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

/** A desk and a phone, px. */
const WIDTHS = [1280, 360]

/**
 * Opens a page and returns what is wrong with it, see `judgePage`; and breaches of its policy, errors of its scripts and
 * an answer other than `status` (any below 400 where it is left out).
 */
export async function judgeScreen(
  page: Page,
  url: string,
  { width = 1280, status }: { width?: number; status?: number } = {}
): Promise<string[]> {
  const faults: string[] = []
  const onError = (error: Error) => faults.push(`${url}: script: ${error.message}`)
  const onConsole = (message: { type(): string; text(): string }) => {
    if (message.type() !== 'error' || (status && message.text().includes(`status of ${status}`)))
      return
    faults.push(`${url}: console: ${message.text()}`)
  }
  page.on('pageerror', onError)
  page.on('console', onConsole)
  const answer = await page.goto(url)
  const isRight = answer && (status ? answer.status() === status : answer.status() < 400)
  if (!isRight) faults.push(`${url}: status ${answer?.status()}`)
  faults.push(...(await judgePage(page, width)))
  page.off('pageerror', onError)
  page.off('console', onConsole)
  return faults
}

/** What no page may do: scroll sideways at any width, leave a rule of WCAG 2.2 AA (looked at in one, px). */
export async function judgePage(page: Page, width = 1280): Promise<string[]> {
  const faults: string[] = []
  const hear = (at: number, text: string) => faults.push(`${page.url()}: ${at} px: ${text}`)
  // The page's own policy forbids foreign scripts, so the judges are let in through the debugger.
  await page.evaluate(JUDGES)
  for (const at of [...WIDTHS.filter((other) => other !== width), width]) {
    await page.setViewportSize({ width: at, height: 900 })
    const sideways = await page.evaluate<string | null>('judge.findSideways()')
    if (sideways) hear(at, `scrolls sideways: ${sideways}`)
  }
  for (const violation of await page.evaluate<string[]>('judge.findViolations()'))
    hear(width, `axe ${violation}`)
  return faults
}
