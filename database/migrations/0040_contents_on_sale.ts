import { BaseSchema } from '@adonisjs/lucid/schema'

/** How many of a partner's contents are on sale, without a look at the others. */
const ON_SALE =
  'CREATE INDEX contents_on_sale ON contents (partner_id) WHERE live_version_id IS NOT NULL AND withdrawn_at IS NULL'

export default class extends BaseSchema {
  async up() {
    this.schema.raw(ON_SALE)
  }

  async down() {
    this.schema.raw('DROP INDEX contents_on_sale')
  }
}
