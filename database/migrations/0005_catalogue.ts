import { BaseSchema } from '@adonisjs/lucid/schema'
import {
  flagColumn,
  identified,
  instantColumn,
  rupiahColumn,
  statusColumn,
} from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('categories', (table) => {
      table.increments('id')
      table.string('key', 40).notNullable().unique()
      table.string('name_id', 80).notNullable()
      table.string('name_en', 80).notNullable()
      table.integer('position').notNullable()
      flagColumn(table, 'retired')
    })
    this.schema.createTable('price_points', (table) => {
      table.increments('id')
      rupiahColumn(table, 'amount').notNullable().unique()
      flagColumn(table, 'retired')
    })
    this.schema.createTable('terms_versions', (table) => {
      identified(table)
      table.integer('number').notNullable().unique()
      table.text('body_id').notNullable()
      table.text('body_en').notNullable()
      instantColumn(table, 'published_at').notNullable()
    })
    this.schema.createTable('images', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id')
      table.string('sha256', 64).notNullable()
      table.string('storage_key', 120).notNullable()
      table.integer('width').notNullable()
      table.integer('height').notNullable()
      table.text('sizes').notNullable()
    })
    this.schema.createTable('contents', (table) => {
      identified(table)
      table.integer('partner_id').notNullable().references('partners.id').index()
      table.integer('live_version_id').nullable()
      instantColumn(table, 'published_at').nullable()
      instantColumn(table, 'suspended_at').nullable()
      table.text('suspension_reason').nullable()
      instantColumn(table, 'withdrawn_at').nullable()
      table.integer('rating_count').notNullable().defaultTo(0)
      table.integer('rating_sum').notNullable().defaultTo(0)
      table.integer('trial_rating_count').notNullable().defaultTo(0)
      table.integer('trial_rating_sum').notNullable().defaultTo(0)
    })
    this.schema.createTable('content_versions', (table) => {
      identified(table)
      table.integer('content_id').notNullable().references('contents.id')
      table.integer('number').notNullable()
      statusColumn(table, 'status', [
        'draft',
        'submitted',
        'in_review',
        'needs_correction',
        'approved',
        'pks_sent',
        'published',
        'superseded',
        'refused',
        'withdrawn',
      ])
      // A draft may be saved half filled; what a submitted version must have is checked on submit.
      table.string('name', 80).nullable()
      table.integer('category_id').nullable().references('categories.id')
      table.string('summary', 160).nullable()
      table.text('description').nullable()
      table.text('specification').nullable()
      table.string('care_phone', 20).nullable()
      table.string('care_email', 254).nullable()
      rupiahColumn(table, 'price').nullable()
      table.string('payment_kind', 20).nullable().checkIn(['once', 'subscription'])
      for (const purpose of ['forwarding', 'redirect']) {
        table.string(`${purpose}_url_production`, 500).nullable()
        table.string(`${purpose}_url_development`, 500).nullable()
      }
      table.string('demo_url', 500).nullable()
      table.integer('image_id').nullable().references('images.id')
      table.integer('partner_share').notNullable().defaultTo(6500)
      table.integer('terms_version_id').nullable().references('terms_versions.id')
      instantColumn(table, 'terms_accepted_at').nullable()
      table.string('terms_accepted_ip', 45).nullable()
      instantColumn(table, 'saved_at').notNullable()
      instantColumn(table, 'submitted_at').nullable()
      instantColumn(table, 'approved_at').nullable()
      instantColumn(table, 'published_at').nullable()
      table.string('submit_key', 40).nullable().unique()
      // What the partner has saved since a correction was asked for, as JSON: the columns say what was last submitted.
      table.text('correction').nullable()
      // The company's name that Legal approved with this version: what the stores show.
      table.string('company_name', 160).nullable()
      table.unique(['content_id', 'number'])
      table.index(['status', 'submitted_at'])
    })
    // The read model of both stores: one row a content that somebody may see there. Ids follow
    // recency, so the newest page is an index walk. Written in the transaction that publishes.
    this.schema.createTable('listings', (table) => {
      table.increments('id')
      table.string('environment', 12).notNullable().checkIn(['production', 'development'])
      table.integer('content_id').notNullable().references('contents.id')
      table.integer('version_id').notNullable().references('content_versions.id')
      table.integer('partner_id').notNullable().references('partners.id')
      table.string('content_public_id', 26).notNullable()
      // 'public': everybody. 'bound': in approval, for staff and customers bound to the partner (R4.3).
      statusColumn(table, 'visibility', ['public', 'bound'])
      table.integer('category_id').notNullable().references('categories.id')
      table.string('name', 80).notNullable()
      table.string('summary', 160).notNullable()
      table.string('company', 160).notNullable()
      table.string('payment_kind', 20).notNullable()
      rupiahColumn(table, 'price').notNullable()
      table.string('cover', 120).notNullable()
      table.integer('rating_tenths').nullable()
      table.integer('rating_count').notNullable().defaultTo(0)
      instantColumn(table, 'listed_at').notNullable()
      table.unique(['environment', 'content_id'])
      table.index(['environment', 'visibility', 'id'])
      table.index(['environment', 'visibility', 'category_id', 'id'])
      table.index(['partner_id'])
    })
    this.schema.createTable('promotions', (table) => {
      table.increments('id')
      table.integer('content_id').notNullable().references('contents.id')
      table.string('title_id', 80).notNullable()
      table.string('title_en', 80).notNullable()
      table.string('body_id', 200).notNullable()
      table.string('body_en', 200).notNullable()
      instantColumn(table, 'starts_at').notNullable()
      instantColumn(table, 'ends_at').nullable()
    })
  }

  async down() {
    for (const table of [
      'promotions',
      'listings',
      'content_versions',
      'contents',
      'images',
      'terms_versions',
      'price_points',
      'categories',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
