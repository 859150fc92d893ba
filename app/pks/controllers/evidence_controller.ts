import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import type { AuditActor } from '#audit/record'
import { staffOf } from '#identity/viewer'
import { partnerOf } from '#partners/viewer'
import { recordEvidenceTaken } from '#pks/actions/record_evidence_taken'
import { orNotFound } from '#pks/controllers/presenting'
import { evidenceBundle, type BundleReader } from '#pks/evidence/bundle'
import type Agreement from '#pks/models/agreement'
import { findAgreement, findOwnAgreement } from '#pks/queries/find_agreement'
import { zipOf } from '#shared/zip'
import OwnAgreementPolicy from '#pks/policies/own_agreement_policy'
import AgreementPolicy from '#pks/policies/agreement_policy'

/** The evidence bundle of an agreement (R8.3), for its partner and for staff. */
export default class EvidenceController {
  async own(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAgreementPolicy).authorize('download')
    const partner = partnerOf(ctx)
    const agreement = orNotFound(await findOwnAgreement(partner, ctx.params.id))
    return send(ctx, agreement, 'partner', { kind: 'partner', id: partner.publicId })
  }

  async any(ctx: HttpContext) {
    await ctx.bouncer.with(AgreementPolicy).authorize('download')
    const agreement = orNotFound(await findAgreement(ctx.params.id))
    return send(ctx, agreement, 'staff', { kind: 'staff', id: staffOf(ctx).publicId })
  }
}

async function send(ctx: HttpContext, agreement: Agreement, reader: BundleReader, by: AuditActor) {
  const { name, entries } = orNotFound(await evidenceBundle(agreement, reader))
  await recordEvidenceTaken(agreement, by)
  ctx.response.header('content-type', 'application/zip')
  ctx.response.header('content-disposition', `attachment; filename="bukti-${name}.zip"`)
  return ctx.response.stream(Readable.from(zipOf(entries)))
}
