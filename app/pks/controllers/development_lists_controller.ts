import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpContext } from '@adonisjs/core/http'
import { AUTHORITIES } from '#pki/development_ca'
import { developmentCa } from '#pki/main'
import { download } from '#pks/controllers/presenting'

/** The revocation lists of the development CA, where its certificates say that they are. */
export default class DevelopmentListsController {
  async show(ctx: HttpContext) {
    const name = AUTHORITIES.find((authority) => `${authority}.crl` === ctx.params.file)
    const ca = name ? await developmentCa() : null
    const bytes = ca ? await readFile(join(ca.paths.crls, `${name}.crl`)) : null
    return download(ctx, { bytes, name: `${name}.crl`, type: 'application/pkix-crl' })
  }
}
