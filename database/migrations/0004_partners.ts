import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('partners', (table) => {
      identified(table)
      statusColumn(table, 'status', ['active', 'disabled'])
      table.string('language', 2).notNullable().defaultTo('id')
      table.string('email', 254).notNullable().unique()
      table.string('password', 255).notNullable()
      table.string('name', 120).notNullable()
      table.string('company_name', 160).notNullable()
      table.string('address', 400).notNullable()
      table.string('mobile', 20).notNullable()
      table.string('phone', 20).notNullable()
      table.string('website', 300).notNullable()
      table.string('bank_name', 120).notNullable()
      table.string('bank_branch', 120).notNullable()
      table.string('bank_holder', 160).notNullable()
      table.string('siup', 60).nullable()
      table.string('tdp', 60).nullable()
      table.string('nib', 13).nullable()
      table.string('deed_number', 60).notNullable()
      table.string('deed_date', 10).notNullable()
      table.string('decree_number', 80).notNullable()
      table.string('director_name', 120).notNullable()
      // Personal data is cipher text (R2.5).
      table.text('ktp').notNullable()
      table.text('npwp').notNullable()
      table.text('bank_account').notNullable()
      table.text('company_npwp').notNullable()
      table.text('director_ktp').notNullable()
      instantColumn(table, 'activated_at').nullable()
      instantColumn(table, 'legal_validated_at').nullable()
    })
    // Checked data waits here, sealed, until its owner has looked at it again (R2.2), then until a mailed link makes an
    // account of it (R2.3). Only what waits for its link has an address; what is settled keeps no data.
    this.schema.createTable('partner_registrations', (table) => {
      identified(table)
      table.text('payload').nullable()
      table.string('email', 254).nullable().index()
      instantColumn(table, 'expires_at').notNullable().index()
      instantColumn(table, 'confirmed_at').nullable()
    })
  }

  async down() {
    this.schema.dropTable('partner_registrations')
    this.schema.dropTable('partners')
  }
}
