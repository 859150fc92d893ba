import type { HttpContext } from '@adonisjs/core/http'
import { Duration } from 'luxon'
import { audit } from '#audit/record'
import { absoluteUrl } from '#core/http/surfaces'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { staffOf } from '#identity/viewer'
import { transaction } from '#shared/database/main'
import DeskPolicy from '#consoles/policies/desk_policy'

/** How long staff may take from this page to the store. */
const LIFE = Duration.fromObject({ minutes: 5 })

/** The way of staff into the development store, to see contents in approval (R4.3). */
export default class StoreEntriesController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(DeskPolicy).authorize('enterStore')
    return ctx.view.render('pages/consoles/store_entry', { href: null })
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(DeskPolicy).authorize('enterStore')
    const staff = staffOf(ctx)
    const token = await transaction(async (trx) => {
      await audit(trx, {
        type: 'staff.store_entry_issued',
        actor: { kind: 'staff', id: staff.publicId },
        subject: { kind: 'staff', id: staff.publicId },
      })
      return mintToken(trx, 'staff.store_entry', staff.id, LIFE)
    })
    return ctx.view.render('pages/consoles/store_entry', {
      href: absoluteUrl('devstore', `/staff-entry/${token}`, ctx.arrival.language),
    })
  }
}
