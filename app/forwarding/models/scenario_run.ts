import { column } from '@adonisjs/lucid/orm'
import type { ComparedValue } from '#forwarding/comparison'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, json } from '#shared/database/columns'

/** One run of a scenario of the workbench, judged against what the contract expects (R8.1). */
export default class ScenarioRun extends BaseRecord {
  static override table = 'scenario_runs'

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare scenario: string

  @column()
  declare deliveryId: number

  @flag()
  declare passed: boolean

  @json()
  declare comparison: ComparedValue[]
}
