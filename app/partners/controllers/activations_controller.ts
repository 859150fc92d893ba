import type { HttpContext } from '@adonisjs/core/http'
import { activate, showActivation, type ActivationDesk } from '#identity/activation/desk'
import { activatePartner } from '#partners/actions/activate_partner'
import type Partner from '#partners/models/partner'
import PartnerRegistration from '#partners/models/partner_registration'
import { clock } from '#shared/clock'

const DESK: ActivationDesk<Partner> = {
  kind: 'partner',
  purpose: 'partner.activate',
  view: 'pages/partners/activate',
  invalidView: 'pages/partners/activate_invalid',
  home: '/contents/new',
  find: async (_, id) => {
    const registration = await PartnerRegistration.find(id)
    if (!registration?.isWaiting(clock.now())) return null
    const { data, passwordHash } = registration.open()
    const shown = { ...data, at: registration.confirmedAt }
    return { publicId: registration.publicId, passwordHash, shown }
  },
  activate: activatePartner,
}

/** The mailed link (R2.3): opening it shows a button, pressing that activates. */
export default class ActivationsController {
  show(ctx: HttpContext) {
    return showActivation(ctx, DESK)
  }

  store(ctx: HttpContext) {
    return activate(ctx, DESK)
  }
}
