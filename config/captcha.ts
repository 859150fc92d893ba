import type { CaptchaPlugin } from '#captcha/contract'

/** Which plug-in draws the captcha. Taking it out: its folder, its tests, this entry. */
export default {
  plugin: (): Promise<{ default: CaptchaPlugin }> => import('#plugins/captcha/svg/index'),
}
