import Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'

/**
 * A partner's row, held until the transaction ends: whoever changes the company's data, erases them, or begins what would stand in the way
 * of an erasure, one after the other. The partner comes before its contents and whatever else is held with it (`docs/architecture.md`,
 * "Who waits for whom"). Rows that merely refer to the partner are written meanwhile: its key is not what is held.
 */
export async function holdPartner(trx: Trx, id: number): Promise<Partner> {
  const query = Partner.query({ client: trx }).where('id', id)
  query.knexQuery.forNoKeyUpdate()
  return query.firstOrFail()
}
