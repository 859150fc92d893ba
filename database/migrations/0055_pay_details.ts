import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns } from '#shared/database/schema'

/** With what a charge that waits is paid: a QR code, a virtual account, and until when. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('payments', (table) => {
      table.text('pay_details').nullable()
    })
  }

  async down() {
    this.defer((db) => dropColumns(db, 'payments', ['pay_details']))
  }
}
