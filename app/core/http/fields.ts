import vine from '@vinejs/vine'

/** Control characters and the marks that turn the direction of text: nobody types them, both mislead. */
const UNTYPED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u
const UNTYPED_BUT_LINES = /[^\P{Cc}\t\r\n]|[\u202a-\u202e\u2066-\u2069]/u

const plain = vine.createRule((value, { lines }: { lines: boolean }, field) => {
  if (typeof value !== 'string') return
  if ((lines ? UNTYPED_BUT_LINES : UNTYPED).test(value)) {
    field.report('The {{ field }} field contains characters that cannot be used', 'plain', field)
  }
})

/** One line of text of at most `max` characters, without what nobody can type (NUL, escape codes). */
export const line = (max: number) =>
  vine
    .string()
    .trim()
    .maxLength(max)
    .use(plain({ lines: false }))

/** Text of several lines. */
export const paragraphs = (max: number) =>
  vine
    .string()
    .trim()
    .maxLength(max)
    .use(plain({ lines: true }))

/** An e-mail address, in the one spelling in which we keep and compare it. */
export const emailAddress = () => line(254).email().toLowerCase()

/** A password as it was typed: its blanks count. Its rule is another's matter. */
export const typedPassword = () => vine.string().maxLength(200)

/**
 * The field repeats another. In the place of Vine's `sameAs`: the messages provider of @adonisjs/i18n 3.0.1
 * overwrites that rule's options with a translated field name, after which it never passes again.
 */
export const repeats = vine.createRule((value, other: string, field) => {
  if (value !== field.parent[other]) {
    field.report('The {{ field }} field must repeat the other', 'repeats', field)
  }
})
