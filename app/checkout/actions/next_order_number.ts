import { clock, DISPLAY_ZONE } from '#shared/clock'
import type { Trx } from '#shared/database/main'

type Environment = 'production' | 'development'

/** Locks the day's counter of a store: orders of one store are made one after the other. */
export async function lockCounter(trx: Trx, environment: Environment): Promise<string> {
  const day = clock.now().setZone(DISPLAY_ZONE).toFormat('yyyyMMdd')
  await trx
    .insertQuery()
    .table('order_counters')
    .insert({ environment, day, last: 0 })
    .knexQuery.onConflict(['environment', 'day'])
    .ignore()
  const counter = trx.from('order_counters').where({ environment, day })
  if (trx.dialect.name === 'postgres') counter.forUpdate()
  await counter.select('last')
  return day
}

/** `20261123-0384`; in the development store `20261123-D017`. The counter must be locked. */
export async function nextOrderNumber(
  trx: Trx,
  environment: Environment,
  day: string
): Promise<string> {
  await trx.from('order_counters').where({ environment, day }).increment('last', 1)
  const [{ last }] = await trx.from('order_counters').where({ environment, day }).select('last')
  return environment === 'production'
    ? `${day}-${String(last).padStart(4, '0')}`
    : `${day}-D${String(last).padStart(3, '0')}`
}
