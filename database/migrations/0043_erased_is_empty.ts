import { BaseSchema } from '@adonisjs/lucid/schema'

/** Of an erased partner nothing is left to seal: an empty text was sealed, and no key could be shown to open it. */
export default class extends BaseSchema {
  override async up() {
    this.defer(async (db) => {
      await db
        .from('partners')
        .whereNotNull('erased_at')
        .update({ ktp: '', npwp: '', director_ktp: '', bank_account: '' })
    })
  }

  /** Nothing is changed back: former releases read an empty text as they read a sealed one. */
  override async down() {}
}
