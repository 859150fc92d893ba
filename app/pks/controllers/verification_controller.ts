import { readFile } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors } from '#core/http/form'
import { fingerprintLines } from '#pks/controllers/presenting'
import {
  findByDocument,
  findByVerificationNumber,
  type PublicAgreement,
} from '#pks/queries/check_document'

const STATES: Record<PublicAgreement['status'], string> = {
  waiting: 'pks.verify.status_waiting',
  accepted: 'pks.verify.status_accepted',
  lapsed: 'pks.verify.status_lapsed',
  ended: 'pks.verify.status_ended',
}

/** The public page on which anybody checks a PKS (R8.2): by its printed number, or by the file. Shows nothing personal. */
export default class VerificationController {
  async show(ctx: HttpContext) {
    const asked = ctx.request.input('nomor')
    const number = typeof asked === 'string' ? asked.slice(0, 40) : ''
    const found = number ? await findByVerificationNumber(number) : null
    return render(ctx, { number, asked: number !== '', by: 'number', found })
  }

  async store(ctx: HttpContext) {
    const file = ctx.request.file('document')
    if (!file?.tmpPath) {
      formWithErrors(ctx, [{ field: 'document', message: ctx.t('pks.verify.file_missing') }])
      return render(ctx, { number: '', asked: false, by: 'file', found: null })
    }
    const found = await findByDocument(await readFile(file.tmpPath))
    return render(ctx, { number: '', asked: true, by: 'file', found })
  }
}

interface Answer {
  number: string
  asked: boolean
  by: 'number' | 'file'
  found: PublicAgreement | null
}

function render(ctx: HttpContext, answer: Answer) {
  const { found } = answer
  return ctx.view.render('pages/pks/verify', {
    ...answer,
    status: found && ctx.t(STATES[found.status]),
    fingerprint: found && fingerprintLines(found.sha256),
  })
}
