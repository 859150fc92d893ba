import ScenarioRun from '#forwarding/models/scenario_run'
import type Partner from '#partners/models/partner'

/** What a partner tried at the workbench, for its copy of its data. */
export async function ownTrialCalls({ id }: Partner) {
  const runs = await ScenarioRun.query().where('partner_id', id).orderBy('id')
  return runs.map(({ scenario, passed, createdAt }) => ({
    scenario,
    passed,
    run_at: createdAt.toISO(),
  }))
}
