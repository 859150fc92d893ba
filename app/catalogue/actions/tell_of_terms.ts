import { Duration, type DateTime } from 'luxon'
import TermsVersion from '#catalogue/models/terms_version'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'

/** However many partners there are, other mails do not wait behind these. */
const AT_ONCE = 200
const BETWEEN = Duration.fromObject({ minutes: 1 })

interface Told {
  /** Of the terms. */
  number: number
  /** The last partner who was told, by inner id. */
  after: number
}

/** New terms were published: whom they concern is told in the next minutes. */
export function tellOfTerms(trx: Trx, number: number): Promise<void> {
  return askForBatch(trx, { number, after: 0 }, clock.now())
}

/**
 * Tells the next partners who have contents, in mail and application, and asks for those after them. Nobody once newer terms are there.
 * Safe to run again.
 */
export function tellBatchOfTerms({ number, after }: Told, atOnce = AT_ONCE): Promise<void> {
  return transaction(async (trx) => {
    const current = await TermsVersion.current(trx)
    if (current.number !== number) return
    const partners = await trx
      .from('partners')
      .where('status', 'active')
      .whereNull('erased_at')
      .where('id', '>', after)
      .whereExists((own) =>
        own
          .from('contents')
          .whereColumn('contents.partner_id', 'partners.id')
          .whereNull('contents.withdrawn_at')
      )
      .orderBy('id')
      .limit(atOnce)
      .select('id')
    for (const { id } of partners)
      await enqueueMail(
        trx,
        'catalogue.terms_changed',
        { number, partnerId: id },
        `catalogue.terms_changed:${number}:${id}`
      )
    if (partners.length === atOnce)
      await askForBatch(trx, { number, after: partners.at(-1).id }, clock.now())
  })
}

function askForBatch(trx: Trx, told: Told, now: DateTime): Promise<void> {
  return enqueue(trx, {
    kind: 'catalogue.tell_of_terms',
    payload: { ...told },
    dedupeKey: `catalogue.tell_of_terms:${told.number}:${told.after}`,
    runAt: now.plus(BETWEEN),
  })
}
