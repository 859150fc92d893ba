import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { load } from 'cheerio'
import PostalMime, { type Email } from 'postal-mime'
import brand from '#config/brand'
import { doorOfHost, DOORS, type Door, type Language } from '#core/http/surfaces'
import { enqueueMail, mailNames } from '#core/mail/mail'
import { noticeText } from '#core/notices/notices'
import { translator } from '#core/words'
import { reads, transaction } from '#shared/database/main'
import { handlerFor } from '#shared/outbox/handlers'
import { signIn } from '#tests/support/accounts'
import {
  MAIL_SAMPLES,
  MailCast,
  PERSONAL_NUMBERS,
  type MailSample,
} from '#tests/support/mail_samples'
import { Visitor } from '#tests/support/visitor'

const LANGUAGES = ['id', 'en'] as const

/** Words that a sentence of the one language can hardly do without, and none of the other has. */
const WORDS_OF: Record<Language, RegExp> = {
  id: /\b(?:anda|yang|untuk|dengan|tidak|dari|kami|sudah|belum|atau|ini|itu|oleh|dan|tombol)\b/gi,
  en: /\b(?:you|your|the|and|is|was|has|with|for|not|this|by|please|button)\b/gi,
}

/** What a template or a translation leaves behind where a value is missing. */
const LEFTOVERS = [
  /\{\w+\}/,
  /\{\{|\}\}/,
  /translation missing/i,
  /\bundefined\b|\bnull\b|\bNaN\b|\[object |Invalid DateTime/,
  // A key of `resources/lang`.
  /(?<![\w./@-])(?:approvals|catalogue|checkout|customers|forwarding|identity|mail|partners|payments|pks|seal|trust)\.[a-z_]+(?:\.[a-z_]+)*(?![\w/@-])/,
]

interface Received {
  mail: Email
  /** The parts as a reader sees them. */
  html: string
  text: string
  /** Where the HTML links to, and the addresses in the text. */
  links: string[]
  textLinks: string[]
  notice: { kind: string; data: string; path: string } | null
}

/** Enqueues a mail as an action does, sends it as the worker does, and takes it out of its reader's mailbox. */
async function receive(name: string, sample: MailSample): Promise<Received> {
  const newest = await newestId('outbox')
  const newestNotice = await newestId('notices')
  await transaction((trx) => enqueueMail(trx, name, sample.payload))
  const row = await db
    .from('outbox')
    .where('id', '>', newest)
    .where('kind', 'mail')
    .orderBy('id')
    .firstOrFail()
  await handlerFor('mail')!.handle(JSON.parse(row.payload), { id: row.public_id, attempt: 1 })
  await db.from('outbox').where('id', row.id).update({ status: 'done' })
  const kept = await db
    .from('mailbox_messages')
    .whereLike('message_id', `%${row.public_id}%`)
    .where('recipient', sample.to)
    .first()
  if (!kept) throw new Error('no such mail arrived')
  const mail = await PostalMime.parse(Buffer.from(kept.raw, 'base64'))
  const $ = load(mail.html ?? '')
  const links = $('a[href]')
    .toArray()
    .map((link) => $(link).attr('href')!)
  $('style, title').remove()
  const text = mail.text ?? ''
  const notice = await db.from('notices').where('id', '>', newestNotice).orderBy('id').first()
  return {
    mail,
    html: $('body').text().replaceAll(/\s+/g, ' ').trim(),
    text,
    links: [...new Set(links)],
    textLinks: [...new Set(text.match(/https?:\/\/\S+/g) ?? [])],
    notice,
  }
}

async function newestId(table: string): Promise<number> {
  const [row] = await reads().all<{ id: number | null }>(`select max(id) as id from ${table}`, [])
  return row?.id ?? 0
}

const headerOf = (mail: Email, key: string) =>
  mail.headers.find((header) => header.key === key)?.value

/** Without the guide's slogan, which is the same in both languages, and addresses. */
const bare = (words: string) =>
  words.replaceAll(translator('id')('mail.slogan'), '').replaceAll(/https?:\/\/\S+/g, '')

const digitsOf = (text: string) => text.replaceAll(/(?<=\d)[ .-](?=\d)/g, '')

test.group('Mails', () => {
  const casts = { id: new MailCast('id'), en: new MailCast('en') }
  const visitors = new Map<string, Promise<Visitor>>()

  /** Who is signed in where the link leads: the reader at the own door, else nobody. */
  const visitorAt = (door: Door, { reader }: MailSample): Promise<Visitor> => {
    const key = `${door} ${reader?.constructor.name} ${reader?.id}`
    if (!visitors.has(key)) {
      const signedIn = reader && signIn(reader).then((it) => (it.door === door ? it : null))
      visitors.set(
        key,
        Promise.resolve(signedIn).then((it) => it ?? new Visitor(door))
      )
    }
    return visitors.get(key)!
  }

  test('[R8.6] every mail has its samples here', ({ assert }) => {
    assert.sameMembers(Object.keys(MAIL_SAMPLES), mailNames())
  })

  test('[R8.6] {$self} is a mail that its reader understands, in both languages')
    .with(() => mailNames())
    .run(async ({ assert }, name) => {
      const subjects: Record<Language, string[]> = { id: [], en: [] }
      const followed = new Set<string>()
      for (const language of LANGUAGES) {
        for (const sample of (await MAIL_SAMPLES[name]?.(casts[language])) ?? []) {
          const about = `${name} ${sample.what ?? ''} (${language})`
          const received = await receive(name, sample)
          const { mail, html, text, links, textLinks } = received
          subjects[language].push(mail.subject ?? '')

          assert.isAbove(mail.subject?.trim().length ?? 0, 8, about)
          assert.isAtMost(mail.subject!.length, 150, about)
          assert.equal(mail.from?.address, brand.mailFrom, about)
          assert.equal(mail.from?.name, brand.name, about)
          assert.deepEqual(
            mail.to?.map(({ address }) => address),
            [sample.to],
            about
          )
          assert.equal(headerOf(mail, 'auto-submitted'), 'auto-generated', about)
          assert.equal(headerOf(mail, 'x-auto-response-suppress'), 'All', about)
          assert.equal(headerOf(mail, 'content-language'), language, about)
          assert.match(mail.messageId ?? '', /^<[\w-]+@[\w.-]+>$/, about)
          assert.match(mail.html ?? '', new RegExp(`<html lang="${language}">`), about)

          const t = translator(language)
          const other = language === 'id' ? 'en' : 'id'
          for (const [part, words] of Object.entries({ html, text })) {
            const which = `${about}, ${part}:\n${words}`
            assert.match(words, language === 'id' ? /\bHalo\b/ : /\bHello\b/, which)
            assert.include(words, t('mail.automatic', { brand: brand.name }), which)
            assert.include(words, brand.operator, which)
            for (const leftover of LEFTOVERS) assert.notMatch(words, leftover, which)
            const [own, foreign] = [WORDS_OF[language], WORDS_OF[other]].map(
              (pattern) => bare(words).match(pattern) ?? []
            )
            assert.isAtLeast(own!.length, 2, which)
            assert.deepEqual(foreign, [], which)
            for (const number of Object.values(PERSONAL_NUMBERS))
              assert.notInclude(digitsOf(words), number, which)
          }

          for (const named of sample.names ?? []) assert.include(html, named, about)
          const ours = textLinks.filter((link) => !sample.names?.includes(link))
          assert.sameMembers(ours, links, `${about}: the same links in both parts`)
          for (const link of links) await follow(link, sample, language)
          await readNotice(received, sample, language)
        }
      }
      assert.isAbove(subjects.id.length, 0)
      assert.lengthOf(subjects.en, subjects.id.length)
      if (name === 'pks.document' || name === 'pks.reminder') return
      for (const [at, subject] of subjects.id.entries())
        assert.notEqual(subject, subjects.en[at], 'a subject in the language of its reader')

      async function follow(link: string, sample: MailSample, language: Language): Promise<void> {
        const about = `${link} in ${name} ${sample.what ?? ''}`
        const url = new URL(link)
        const door = doorOfHost(url.host)
        assert.isNotNull(door, `${about}: a host of ours`)
        assert.equal(url.pathname.startsWith('/en/'), language === 'en', about)
        const path = url.pathname.replace(/^\/en\//, '/')
        assert.exists(router.match(path, 'GET', true, DOORS[door!].surface), `${about}: a route`)
        // One of each kind is opened: samples of a mail differ in their words.
        const kind = `${door} ${url.pathname.replaceAll(/[\w-]{20,}|\d{8}-\w+/g, ':id')} ${url.hash}`
        if (followed.has(kind)) return
        followed.add(kind)
        const page = await (await visitorAt(door!, sample)).get(url.pathname + url.search)
        assert.equal(page.status, 200, about)
        if (sample.reader && door !== 'devstore')
          assert.notMatch(page.url, /\/login/, `${about}: for its reader`)
        if (url.hash) assert.lengthOf(page.$(url.hash).toArray(), 1, about)
      }

      async function readNotice(
        { notice }: Received,
        sample: MailSample,
        language: Language
      ): Promise<void> {
        if (!notice) return
        const words = translator(language)(noticeText(notice.kind)!, JSON.parse(notice.data))
        const which = `the notice of ${name} ${sample.what ?? ''}: ${words}`
        for (const leftover of LEFTOVERS) assert.notMatch(words, leftover, which)
        const other = language === 'id' ? 'en' : 'id'
        assert.deepEqual(words.match(WORDS_OF[other]) ?? [], [], which)
      }
    })
})
