import encryption from '@adonisjs/core/services/encryption'
import { maskOf } from '#customers/actions/payment_numbers'
import { hashOf } from '#customers/models/payment_number'
import type Customer from '#customers/models/customer'
import type { StoreEnvironment } from '#core/http/surfaces'
import { publicId } from '#shared/public_id'
import { travelTo } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { innerIds, insertRows, type Row } from '#database/factories/rows'
import type { Random } from '#database/factories/random'
import type { Buyer, BuyerNumber } from '#database/factories/sales_book'
import { COMPANIES, type CompanyKey, type Partners } from './partners.js'
import { emailOf, nameOf } from './people.js'
import type { Calendar, Instant } from './calendar.js'

export interface DemoBuyer extends Buyer {
  name: string
  since: Instant
}

interface Plan {
  environment: StoreEnvironment
  name: string
  email: string
  since: Instant
  numbers: { method: BuyerNumber['method']; digits: string; verified: boolean }[]
}

/** How many customers the production store has beside the one of the doorway. */
const CUSTOMERS = 150

/** Ratna, whom the doorway signs in; her numbers are those of the purchase box. */
export const RATNA = {
  name: 'Ratna Dewi',
  email: 'ratna.dewi@surel.example',
  numbers: [
    { method: 'speedy', digits: '131273004417', verified: true },
    { method: 'flexi_postpaid', digits: '02155500622', verified: true },
    { method: 'flexi_prepaid', digits: '02155501141', verified: true },
  ],
} as const

/** Customers of both stores with their payment numbers. Those of the development store are the partners' own people. */
export async function seedCustomers(
  trx: Trx,
  calendar: Calendar,
  random: Random,
  { partners, password }: { partners: Partners; password: string }
): Promise<{ ratna: DemoBuyer; customers: DemoBuyer[]; testers: Record<CompanyKey, DemoBuyer> }> {
  const plans: Plan[] = [
    {
      environment: 'production',
      ...RATNA,
      numbers: [...RATNA.numbers],
      since: calendar.daysAgo(201, '19:34'),
    },
    ...Array.from({ length: CUSTOMERS }, (_, index) => anyone(calendar, random, index)),
  ]
  const companies = Object.keys(partners) as CompanyKey[]
  const testerPlans = companies.map((key) => tester(calendar, random, key))
  const made = await insert(trx, [...plans, ...testerPlans], password)
  const [ratna, ...customers] = made.slice(0, plans.length)
  const testers = Object.fromEntries(
    companies.map((key, index) => [key, made[plans.length + index]!])
  ) as Record<CompanyKey, DemoBuyer>
  const bindings: Row[] = companies.map((key) => ({
    customer_id: testers[key].id,
    partner_id: partners[key].id,
    via: 'email',
    created_at: testers[key].since.toMillis(),
  }))
  await insertRows(trx, 'customer_bindings', bindings)
  return { ratna: ratna!, customers, testers }
}

function anyone(calendar: Calendar, random: Random, index: number): Plan {
  const name = nameOf(index)
  const methods = random.shuffled(['speedy', 'flexi_postpaid', 'flexi_prepaid'] as const)
  return {
    environment: 'production',
    name,
    email: emailOf(name, index),
    since: calendar.daysAgo(
      random.between(150, 480),
      `${random.between(6, 22)}:${random.between(10, 59)}`
    ),
    numbers: methods.slice(0, random.between(1, 2)).map((method) => ({
      method,
      digits: method === 'speedy' ? `1${random.digits(11)}` : `021555${random.digits(5)}`,
      verified: random.chance(0.94),
    })),
  }
}

function tester(calendar: Calendar, random: Random, key: CompanyKey): Plan {
  const { name, email, since } = COMPANIES[key]
  return {
    environment: 'development',
    name,
    email,
    since: calendar.daysAgo(Math.max(1, since - 3), '14:05'),
    numbers: [
      { method: 'speedy', digits: `152${random.digits(9)}`, verified: true },
      { method: 'flexi_prepaid', digits: `0274555${random.digits(4)}`, verified: true },
    ],
  }
}

async function insert(trx: Trx, plans: Plan[], password: string): Promise<DemoBuyer[]> {
  const eldestFirst = [...plans].sort((one, other) => one.since.toMillis() - other.since.toMillis())
  const publicIds = new Map<Plan, string>()
  const rows = eldestFirst.map((plan): Row => {
    travelTo(plan.since)
    publicIds.set(plan, publicId())
    const at = plan.since.toMillis()
    const status: Customer['status'] = 'active'
    return {
      public_id: publicIds.get(plan)!,
      environment: plan.environment,
      status,
      email: plan.email,
      name: plan.name,
      password,
      language: 'id',
      activated_at: at + 6 * 60_000,
      created_at: at,
      updated_at: at,
    }
  })
  await insertRows(trx, 'customers', rows)
  const ids = await innerIds(
    trx,
    'customers',
    [...publicIds.values()].map((id) => ({ publicId: id }))
  )
  const numbers = await insertNumbers(trx, eldestFirst, (plan) => ids.get(publicIds.get(plan)!)!)
  return plans.map((plan) => ({
    id: ids.get(publicIds.get(plan)!)!,
    publicId: publicIds.get(plan)!,
    name: plan.name,
    since: plan.since,
    numbers: numbers.get(plan) ?? [],
  }))
}

async function insertNumbers(
  trx: Trx,
  plans: Plan[],
  idOf: (plan: Plan) => number
): Promise<Map<Plan, BuyerNumber[]>> {
  const owners: {
    plan: Plan
    publicId: string
    verified: boolean
    number: Omit<BuyerNumber, 'id'>
  }[] = []
  const rows: Row[] = []
  for (const plan of plans) {
    for (const { method, digits, verified } of plan.numbers) {
      const at = plan.since.toMillis() + 11 * 60_000
      const own = publicId()
      const masked = maskOf(method, digits)
      owners.push({ plan, publicId: own, verified, number: { method, masked, digits } })
      rows.push({
        public_id: own,
        customer_id: idOf(plan),
        method,
        number: encryption.encrypt(digits, { purpose: 'payment_numbers.number' }),
        number_hash: hashOf(method, digits),
        masked,
        verified_at: verified ? at + 90_000 : null,
        removed_at: null,
        created_at: at,
        updated_at: at,
      })
    }
  }
  await insertRows(trx, 'payment_numbers', rows)
  const ids = await innerIds(trx, 'payment_numbers', owners)
  const numbers = new Map<Plan, BuyerNumber[]>()
  for (const { plan, publicId: own, verified, number } of owners) {
    if (verified)
      numbers.set(plan, [...(numbers.get(plan) ?? []), { id: ids.get(own)!, ...number }])
  }
  return numbers
}
