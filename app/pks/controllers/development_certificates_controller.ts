import type { HttpContext } from '@adonisjs/core/http'
import { partnerOf } from '#partners/viewer'
import { issueDevelopmentCertificate } from '#pks/actions/issue_development_certificate'
import { download } from '#pks/controllers/presenting'
import OwnCertificatePolicy from '#pks/policies/own_certificate_policy'

/** On development machines a partner gets an e-mail certificate by a click. */
export default class DevelopmentCertificatesController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCertificatePolicy).authorize('upload')
    const issued = await issueDevelopmentCertificate(partnerOf(ctx))
    return download(ctx, {
      bytes: issued?.pkcs12 ?? null,
      name: 'sertifikat-email.p12',
      type: 'application/x-pkcs12',
    })
  }
}
