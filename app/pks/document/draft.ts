import type ContentVersion from '#catalogue/models/content_version'
import type { Language } from '#core/http/surfaces'
import type Partner from '#partners/models/partner'
import { termsOf } from '#pks/document/facts'
import { changesOf, type Change } from '#pks/document/changes'
import { pointsOf, type Point } from '#pks/document/points'
import { annexedIn, type Amended, type Terms } from '#pks/document/terms'
import Agreement from '#pks/models/agreement'
import PksTemplate, { type DocumentKind } from '#pks/models/pks_template'
import { DISPLAY_ZONE } from '#shared/clock'
import type { Client } from '#shared/database/main'

/** What would be sealed for a version now. */
export interface DocumentDraft {
  template: PksTemplate
  terms: Terms
  /** The agreement that it is an addendum to; null where it is an agreement of its own. */
  amends: Agreement | null
}

/**
 * A version of a content that has an agreement in force gets an addendum to it, any other an agreement of its own (R3.8).
 * Terms are today's: nothing is frozen before the document is asked for.
 */
export async function draftDocument(
  version: ContentVersion,
  partner: Partner,
  client?: Client
): Promise<DocumentDraft> {
  const force = await agreementInForce(version, client)
  const template = await currentTemplate(force ? 'addendum' : 'agreement', client)
  const terms = await termsOf(version, partner, template.number, client)
  if (!force) return { template, terms, amends: null }
  return { template, terms: { ...terms, amends: amended(force) }, amends: force.agreement }
}

/** The template that a version's document would be made from. */
export async function templateFor(version: ContentVersion, client?: Client): Promise<PksTemplate> {
  const force = await agreementInForce(version, client)
  return currentTemplate(force ? 'addendum' : 'agreement', client)
}

/** What a partner reads before *submit* (R3.5), and Legal before it approves: a draft's points, and what it would change. */
export async function readDraft(
  version: ContentVersion,
  partner: Partner,
  language: Language,
  client?: Client
): Promise<{ points: Point[]; changes: Change[]; amends: string | null }> {
  const { template, terms } = await draftDocument(version, partner, client)
  return {
    points: pointsOf(template, terms, language, null),
    changes: changesOf(terms),
    amends: terms.amends?.number ?? null,
  }
}

interface Force {
  agreement: Agreement
  /** The agreement itself, or its latest addendum that came back signed. */
  latest: Agreement
}

async function agreementInForce(version: ContentVersion, client?: Client): Promise<Force | null> {
  const accepted = await Agreement.query(client ? { client } : {})
    .where('content_id', version.contentId)
    .where('status', 'accepted')
    .whereNot('version_id', version.id)
    .orderBy('accepted_at', 'desc')
    .orderBy('id', 'desc')
  const agreement = accepted.find(({ isAddendum }) => !isAddendum)
  if (!agreement) return null
  const latest = accepted.find(({ amendsId }) => amendsId === agreement.id)
  return { agreement, latest: latest ?? agreement }
}

function amended({ agreement, latest }: Force): Amended {
  return {
    number: agreement.number,
    issuedOn: agreement.issuedAt!.setZone(DISPLAY_ZONE).toISODate()!,
    inForce: latest.number,
    before: annexedIn(latest.terms),
  }
}

async function currentTemplate(kind: DocumentKind, client?: Client): Promise<PksTemplate> {
  return PksTemplate.query(client ? { client } : {})
    .where('kind', kind)
    .orderBy('number', 'desc')
    .firstOrFail()
}
