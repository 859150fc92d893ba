import db from '@adonisjs/lucid/services/db'
import { isUniqueViolation } from '#shared/database/unique'
import { clock } from '#shared/clock'
import type { CaptchaChallenge, CaptchaForm, CaptchaPlugin } from '#captcha/contract'
import { answers, askQuestion, newQuestion } from '#captcha/questions'
import { openPuzzle, sealPuzzle } from '#captcha/seal'

let bound: CaptchaPlugin | undefined

/** Called by the captcha provider only. */
export function bindCaptcha(chosen: CaptchaPlugin): void {
  bound = chosen
}

/** A new challenge. Nothing is kept of it until somebody answers. */
export async function issue(form: CaptchaForm, language: 'id' | 'en'): Promise<CaptchaChallenge> {
  if (form === 'question') {
    const question = newQuestion()
    return {
      id: sealPuzzle({ form, ...question }),
      question: askQuestion(question, language),
    }
  }
  const id = sealPuzzle({ form, text: plugin().newText() })
  return { id, image: `/captcha/${id}.svg` }
}

/** Judges an answer, once: the challenge is used up before it is compared, so that no two tries count. */
export async function check(id: string, answer: string): Promise<boolean> {
  const sealed = openPuzzle(id)
  if (!sealed || !(await burn(sealed.nonce, sealed.expiresAt))) return false
  const { puzzle } = sealed
  return puzzle.form === 'image' ? plugin().matches(puzzle.text, answer) : answers(puzzle, answer)
}

/** In which form a challenge was shown; null for an id that is not ours or too old. */
export function formOf(id: string): CaptchaForm | null {
  return openPuzzle(id)?.puzzle.form ?? null
}

/** The picture of a challenge, or null for an id that is not ours or too old. */
export function picture(id: string): string | null {
  const puzzle = openPuzzle(id)?.puzzle
  return puzzle?.form === 'image' ? plugin().draw(puzzle.text) : null
}

/** Forgets nonces that no id can carry any more. A schedule calls it. */
export async function sweepCaptchas(): Promise<void> {
  await db.from('captcha_uses').where('expires_at', '<=', clock.now().toMillis()).delete()
}

function plugin(): CaptchaPlugin {
  if (!bound) throw new Error('a captcha plug-in is bound by the captcha provider')
  return bound
}

/** Writes a nonce down; false when it has been used. Two at once: the primary key lets one through. */
async function burn(nonce: string, expiresAt: number): Promise<boolean> {
  try {
    await db.table('captcha_uses').insert({ nonce, expires_at: expiresAt })
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
