import { openPuzzle } from '#captcha/seal'
import type { Page } from './visitor.js'

/** Reads the picture on a page, as only the tests can, and gives the fields to submit. */
export function readCaptcha(page: Page): { captcha: string; unchanged_reason?: string } {
  const puzzle = openPuzzle(page.$('input[name=captcha_id]').attr('value')!)?.puzzle
  if (puzzle?.form !== 'image') throw new Error(`no captcha picture on ${page.url}`)
  // What is sent again as it was needs a reason beside the captcha.
  const isExplained = page.$('[name=unchanged_reason]').length > 0
  return {
    captcha: puzzle.text,
    ...(isExplained ? { unchanged_reason: 'Sudah kami perbaiki di sisi kami.' } : {}),
  }
}

export { answerQuestion } from './captcha_words.js'
