import { BaseSchema } from '@adonisjs/lucid/schema'
import { instantColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    // How far a change of keys has come, table by table: a run that was killed is gone on with.
    this.schema.createTable('sealings', (table) => {
      table.string('table_name', 64).primary()
      table.string('key_mark', 64).notNullable()
      table.bigInteger('last_id').notNullable()
      instantColumn(table, 'updated_at').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('sealings')
  }
}
