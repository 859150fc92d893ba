import { openPuzzle } from '#captcha/seal'
import type { Page } from './visitor.js'

/** Reads the picture on a page, as only the tests can, and gives the fields to submit. */
export function readCaptcha(page: Page): { captcha: string } {
  const puzzle = openPuzzle(page.$('input[name=captcha_id]').attr('value')!)?.puzzle
  if (puzzle?.form !== 'image') throw new Error(`no captcha picture on ${page.url}`)
  return { captcha: puzzle.text }
}

export { answerQuestion } from './captcha_words.js'
