import vine from '@vinejs/vine'

/** The purchase box as it is sent (R4.4). */
export const purchaseValidator = vine.create({
  form_key: vine.string().regex(/^[A-Za-z0-9_-]{16,40}$/),
  content: vine.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  method: vine.string().maxLength(60),
  voucher_code: vine.string().trim().maxLength(40).optional(),
  price: vine.number().withoutDecimals().min(0).optional(),
})
