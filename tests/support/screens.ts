import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What no page may do: scroll sideways, leave a rule of WCAG 2.2 AA, break a policy, throw in a script. */
export async function judgeScreen(page: Page, url: string): Promise<string[]> {
  const faults: string[] = []
  const hear = (text: string) => faults.push(`${url}: ${text}`)
  const onError = (error: Error) => hear(`script: ${error.message}`)
  const onConsole = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) hear(`console: ${message.text()}`)
  }
  page.on('pageerror', onError)
  page.on('console', onConsole)
  const answer = await page.goto(url)
  if (!answer || answer.status() >= 400) hear(`status ${answer?.status()}`)
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth + 1) return null
    const wide = [...document.querySelectorAll('body *')].find((element) => element.getBoundingClientRect().right > clientWidth + 1)
    return `${scrollWidth} of ${clientWidth} px, first ${wide?.tagName} .${wide?.getAttribute('class')}`
  })
  if (sideways) hear(`scrolls sideways: ${sideways}`)
  // The page's own policy forbids foreign scripts, so the judge is let in through the debugger.
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const axe = (globalThis as any).axe
    const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return result.violations.map((rule: any) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node: any) => node.html.slice(0, 140)).join(' ¦ ')}`)
  })
  for (const violation of violations as string[]) hear(`axe ${violation}`)
  page.off('pageerror', onError)
  page.off('console', onConsole)
  return faults
}
