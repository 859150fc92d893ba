import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A phone and a desk, px. */
export const WIDTHS = [1280, 360]

/**
 * What no page may do: scroll sideways, leave a rule of WCAG 2.2 AA, break a policy, throw in a script. Looks at it
 * once at each width, and returns what is wrong.
 */
export async function judgeScreen(page: Page, url: string, widths = WIDTHS): Promise<string[]> {
  const faults: string[] = []
  const hear = (text: string) => faults.push(`${url}: ${text}`)
  const onError = (error: Error) => hear(`script: ${error.message}`)
  const onConsole = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error') hear(`console: ${message.text()}`)
  }
  page.on('pageerror', onError)
  page.on('console', onConsole)
  const answer = await page.goto(url)
  if (!answer || answer.status() >= 400) hear(`status ${answer?.status()}`)
  // The page's own policy forbids foreign scripts, so the judge is let in through the debugger.
  await page.evaluate(AXE)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const sideways = await page.evaluate(findSideways)
    if (sideways) hear(`${width} px: scrolls sideways: ${sideways}`)
    for (const violation of await page.evaluate(findViolations)) hear(`${width} px: axe ${violation}`)
  }
  page.off('pageerror', onError)
  page.off('console', onConsole)
  return faults
}

/** Runs in the page: how wide it is, and the first element that is to blame. */
function findSideways(): string | null {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth + 1) return null
  const wide = [...document.querySelectorAll('body *')].find(
    (element) => element.getBoundingClientRect().right > clientWidth + 1
  )
  return `${scrollWidth} of ${clientWidth} px, first ${wide?.tagName} .${wide?.getAttribute('class')}`
}

interface Axe {
  run(
    context: Document,
    options: { runOnly: string[] }
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
}

/** Runs in the page, after axe. */
async function findViolations(): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe }
  const { violations } = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  })
  return violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 140))
    return `${id}: ${places.join(' ¦ ')} ${nodes[0]?.failureSummary?.replace(/\s+/g, ' ').slice(0, 200) ?? ''}`
  })
}
