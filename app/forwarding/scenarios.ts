import type { ForwardingEvent } from '#forwarding/call'
import { ACCEPTS, FAULTS, REFUSES, REPEATS, type Expectation } from '#forwarding/comparison'

/** How one call of a scenario goes wrong on purpose, and what the partner should make of it. */
interface ScenarioCall {
  /** Signed with a key that nobody has. */
  wrongKey?: boolean
  /** Seconds by which `ts` is behind. */
  age?: number
  /** Of the contract, where it is not the one that there is. */
  version?: string
  expects: Expectation
  /** The answer's `ref` must be that of the first call. */
  repeatsRef?: boolean
}

export interface Scenario {
  event: ForwardingEvent
  /** Only contents that are paid monthly have it. */
  subscriptionOnly?: boolean
  calls: readonly ScenarioCall[]
  name: string
  hint: string
  /** What it means when it fails, and what to mend. */
  failed: string
}

const DEADLINE_MS = 10_000

/** The calls of the workbench: real ones, to the development URL, judged against the contract (R8.1). */
export const SCENARIOS = {
  test: {
    event: 'test',
    calls: [{ expects: ACCEPTS }],
    name: 'forwarding.scenario.test',
    hint: 'forwarding.scenario.test_hint',
    failed: 'forwarding.scenario.test_failed',
  },
  purchase: {
    event: 'purchase',
    calls: [{ expects: ACCEPTS }],
    name: 'forwarding.scenario.purchase',
    hint: 'forwarding.scenario.purchase_hint',
    failed: 'forwarding.scenario.purchase_failed',
  },
  duplicate: {
    event: 'purchase',
    calls: [{ expects: ACCEPTS }, { expects: REPEATS, repeatsRef: true }],
    name: 'forwarding.scenario.duplicate',
    hint: 'forwarding.scenario.duplicate_hint',
    failed: 'forwarding.scenario.duplicate_failed',
  },
  bad_signature: {
    event: 'purchase',
    calls: [{ wrongKey: true, expects: REFUSES }],
    name: 'forwarding.scenario.bad_signature',
    hint: 'forwarding.scenario.bad_signature_hint',
    failed: 'forwarding.scenario.bad_signature_failed',
  },
  stale: {
    event: 'purchase',
    calls: [{ age: 900, expects: REFUSES }],
    name: 'forwarding.scenario.stale',
    hint: 'forwarding.scenario.stale_hint',
    failed: 'forwarding.scenario.stale_failed',
  },
  error: {
    event: 'purchase',
    calls: [{ version: '9', expects: FAULTS }],
    name: 'forwarding.scenario.error',
    hint: 'forwarding.scenario.error_hint',
    failed: 'forwarding.scenario.error_failed',
  },
  slow: {
    event: 'purchase',
    calls: [{ expects: { ...ACCEPTS, within: DEADLINE_MS } }],
    name: 'forwarding.scenario.slow',
    hint: 'forwarding.scenario.slow_hint',
    failed: 'forwarding.scenario.slow_failed',
  },
  refund: {
    event: 'refund',
    calls: [{ expects: ACCEPTS }],
    name: 'forwarding.scenario.refund',
    hint: 'forwarding.scenario.refund_hint',
    failed: 'forwarding.scenario.refund_failed',
  },
  renewal: {
    event: 'renewal',
    subscriptionOnly: true,
    calls: [{ expects: ACCEPTS }],
    name: 'forwarding.scenario.renewal',
    hint: 'forwarding.scenario.renewal_hint',
    failed: 'forwarding.scenario.renewal_failed',
  },
  stop: {
    event: 'stop',
    subscriptionOnly: true,
    calls: [{ expects: ACCEPTS }],
    name: 'forwarding.scenario.stop',
    hint: 'forwarding.scenario.stop_hint',
    failed: 'forwarding.scenario.stop_failed',
  },
} as const satisfies Record<string, Scenario>

export type ScenarioKey = keyof typeof SCENARIOS

export function scenarioOf(key: string): Scenario | null {
  return Object.hasOwn(SCENARIOS, key) ? SCENARIOS[key as ScenarioKey] : null
}

/** Scenarios in the list of a content; the plain test call has a button of its own. */
export function scenariosFor(
  paymentKind: 'once' | 'subscription' | null
): [ScenarioKey, Scenario][] {
  return (Object.entries(SCENARIOS) as [ScenarioKey, Scenario][]).filter(
    ([key, scenario]) =>
      key !== 'test' && (paymentKind === 'subscription' || !scenario.subscriptionOnly)
  )
}
