import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { listDevices } from '#identity/queries/list_devices'
import { listPasskeys } from '#identity/queries/list_passkeys'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import BankChange from '#partners/models/bank_change'
import CompanyChange from '#partners/models/company_change'
import type Partner from '#partners/models/partner'
import PartnerEmailChange from '#partners/models/partner_email_change'
import { personalData } from '#partners/personal_data'
import { listReads } from '#partners/queries/list_reads'

/** More readings, or devices, than anybody has of one company. */
const ALL = 100_000

/**
 * Everything that is held of a partner and its people, for its owner (articles 6 and 13 of Indonesia's law 27 of 2022).
 *
 * @returns file names with what stands in them, ready for JSON; instants as ISO 8601 in UTC
 */
export async function collectPersonalData(partner: Partner): Promise<Map<string, unknown>> {
  const files = new Map<string, unknown>([
    ['account', accountOf(partner)],
    ['bank_changes', await bankChangesOf(partner)],
    ['company_changes', await companyChangesOf(partner)],
    ['signed_in_devices', await devicesOf(partner)],
    ['passkeys', await passkeysOf(partner)],
    ['email_changes', await emailChangesOf(partner)],
    ['read_by_staff', await readsOf(partner)],
    ['events', await eventsOf(partner)],
  ])
  for (const { name, collect } of personalData()) files.set(name, await collect(partner))
  return files
}

const iso = (at: number | string) => DateTime.fromMillis(Number(at), { zone: 'utc' }).toISO()

function accountOf(partner: Partner) {
  return {
    id: partner.publicId,
    status: partner.status,
    language: partner.language,
    registered_at: partner.createdAt.toISO(),
    activated_at: partner.activatedAt?.toISO() ?? null,
    validated_by_legal_at: partner.legalValidatedAt?.toISO() ?? null,
    ...Object.fromEntries(
      COMPANY_FIELDS.map(({ name }) => [name, partner[attributeOf(name) as keyof Partner] ?? null])
    ),
  }
}

async function bankChangesOf({ id }: Partner) {
  const changes = await BankChange.query().where('partner_id', id).orderBy('id')
  return changes.map((change) => ({
    status: change.status,
    asked_at: change.createdAt.toISO(),
    confirmed_at: change.confirmedAt?.toISO() ?? null,
    decided_at: change.decidedAt?.toISO() ?? null,
    former: change.formerAccount,
    wanted: change.wantedAccount,
    reason: change.reason,
  }))
}

async function companyChangesOf({ id }: Partner) {
  const changes = await CompanyChange.query().where('partner_id', id).orderBy('id')
  return changes.map((change) => ({
    group: change.section,
    status: change.status,
    changed_at: change.changedAt.toISO(),
    before: change.before === null ? null : change.values,
    decided_at: change.decidedAt?.toISO() ?? null,
    reason: change.reason,
  }))
}

async function devicesOf({ id }: Partner) {
  const devices = await listDevices('partner', id, '', ALL)
  return devices.map(({ name, ip, signedInAt, lastSeenAt }) => ({
    name,
    ip,
    signed_in_at: iso(signedInAt),
    last_seen_at: iso(lastSeenAt),
  }))
}

async function emailChangesOf({ id }: Partner) {
  const changes = await PartnerEmailChange.query().where('partner_id', id).orderBy('id')
  return changes.map((change) => ({
    status: change.status,
    asked_at: change.createdAt.toISO(),
    from: change.oldEmail,
    to: change.newEmail,
    settled_at: change.settledAt?.toISO() ?? null,
  }))
}

async function passkeysOf({ id }: Partner) {
  const passkeys = await listPasskeys('partner', id)
  return passkeys.map((passkey) => ({
    name: passkey.name,
    host: passkey.rpId,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    may_be_synced: passkey.mayBeSynced,
    added_at: passkey.createdAt.toISO(),
    last_used_at: passkey.lastUsedAt?.toISO() ?? null,
  }))
}

async function readsOf(partner: Partner) {
  const all = await listReads(partner, ALL)
  return all.map(({ at, name, role, field, reason }) => ({
    at: iso(at),
    by: name,
    role,
    field,
    reason,
  }))
}

async function eventsOf({ publicId }: Partner) {
  const rows = await db
    .from('audit_events')
    .where((about) => about.where({ subject_kind: 'partner', subject_id: publicId }))
    .orWhere((by) => by.where({ actor_kind: 'partner', actor_id: publicId }))
    .orderBy('id')
    .select('type', 'actor_kind', 'subject_kind', 'data', 'at')
  return rows.map((row) => ({
    at: iso(row.at),
    type: row.type,
    by: row.actor_kind,
    about: row.subject_kind,
    facts: JSON.parse(row.data),
  }))
}
