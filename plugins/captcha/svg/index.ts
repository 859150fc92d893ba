import { randomInt } from 'node:crypto'
import svgCaptcha from 'svg-captcha'
import type { CaptchaPlugin } from '#captcha/contract'

/** Without what is read as something else: 0 O o, 1 I l i, 2 Z, 5 S, 8 B, 9 g q, u v. */
const SIGNS = '3467ACDEFHJKMNPRTWXY'
const LENGTH = 5

type Draw = (text: string, options: Record<string, unknown>) => string

/**
 * The guide's captcha: signs on a line, drawn as paths. Its glyphs never change, so a program reads it with
 * ease; it is the visible one, what holds programs off are the limits around it.
 */
const plugin: CaptchaPlugin = {
  key: 'svg',

  newText() {
    return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  },

  draw(text) {
    const draw = svgCaptcha as unknown as Draw
    return draw(text, { width: 176, height: 56, fontSize: 50, noise: 2, color: false })
  },

  matches(text, answer) {
    return answer.replace(/\s/g, '').toUpperCase() === text
  },
}

export default plugin
