import { absoluteUrl, type Language } from '#core/http/surfaces'

/** The public page that says what an agreement is (R8.2). */
export function checkPageOf(
  { verificationNumber }: { verificationNumber: string },
  language: Language
): string {
  return absoluteUrl('store', `/verifikasi?nomor=${verificationNumber}`, language)
}
