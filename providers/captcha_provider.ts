import type { ApplicationService } from '@adonisjs/core/types'

/** Binds the captcha port to its plug-in. */
export default class CaptchaProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { bindCaptcha } = await import('#captcha/main')
    const { default: config } = await import('#config/captcha')
    const { default: plugin } = await config.plugin()
    bindCaptcha(plugin)
  }
}
