import db from '@adonisjs/lucid/services/db'
import { addressesOf } from '#catalogue/actions/check_addresses'
import {
  ADDRESS_FIELDS,
  type AddressField,
  type AddressResult,
} from '#catalogue/checks/address_answer'
import {
  isPlausiblePhone,
  isUnreadMailbox,
  textHints,
  type TextHint,
} from '#catalogue/checks/text_rules'
import AddressCheck from '#catalogue/models/address_check'
import TermsVersion from '#catalogue/models/terms_version'
import type { VersionSheet } from '#catalogue/queries/load_version'
import { missingFields, type FormField } from '#catalogue/queries/missing_fields'
import type { DateTime } from 'luxon'

/** Below this the picture of the product page is blown up. */
const GOOD_PICTURE = { width: 800, height: 600 }

/** What a reviewer would find in a version as its partner has now written it. Only `missing` stands in the way of a submission. */
export interface DraftCheck {
  missing: FormField[]
  care: {
    phone: 'plausible' | 'implausible' | 'missing'
    email: 'plausible' | 'unread' | 'missing'
  }
  picture: { state: 'large' | 'small' | 'none'; width: number; height: number }
  texts: TextHint[]
  /** Public id of another content of this partner with the same name, which is not ended. */
  namesake: string | null
  addresses: {
    /** Null: never tried. */
    askedAt: DateTime | null
    isRunning: boolean
    /** By field; null where this very address was not tried yet. */
    results: { field: AddressField; url: string; result: AddressResult | null }[]
  }
}

export async function checkDraft(sheet: VersionSheet): Promise<DraftCheck> {
  const { version, image } = sheet
  const missing = missingFields(version, await TermsVersion.current())
  return {
    missing,
    care: {
      phone: !version.carePhone
        ? 'missing'
        : isPlausiblePhone(version.carePhone)
          ? 'plausible'
          : 'implausible',
      email: !version.careEmail
        ? 'missing'
        : isUnreadMailbox(version.careEmail)
          ? 'unread'
          : 'plausible',
    },
    picture: {
      state: !image
        ? 'none'
        : image.width >= GOOD_PICTURE.width && image.height >= GOOD_PICTURE.height
          ? 'large'
          : 'small',
      width: image?.width ?? 0,
      height: image?.height ?? 0,
    },
    texts: textHints(version),
    namesake: await namesakeOf(sheet),
    addresses: await addressState(sheet),
  }
}

async function addressState({ version }: VersionSheet): Promise<DraftCheck['addresses']> {
  const check = await AddressCheck.findBy('versionId', version.id)
  const urls = addressesOf(version)
  const results = ADDRESS_FIELDS.flatMap((field) => {
    const url = urls[field]
    if (!url) return []
    const known = check?.finishedAt ? check.results[field] : undefined
    return [{ field, url, result: known?.url === url ? known : null }]
  })
  return {
    askedAt: check?.askedAt ?? null,
    isRunning: check !== null && check.finishedAt === null,
    results,
  }
}

async function namesakeOf({ content, version, partner }: VersionSheet): Promise<string | null> {
  const name = version.name?.trim()
  if (!name) return null
  const [other] = await db
    .from('content_versions')
    .join('contents', 'contents.latest_version_id', 'content_versions.id')
    .whereRaw('lower(content_versions.name) = lower(?)', [name])
    .where('contents.partner_id', partner.id)
    .whereNot('contents.id', content.id)
    .whereNotIn('contents.shown_status', ['withdrawn', 'refused'])
    .limit(1)
    .select('contents.public_id')
  return other?.public_id ?? null
}
