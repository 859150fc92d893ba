import { test } from '@japa/runner'
import { REPLY_CHECKS, REPLY_REASONS } from '#pki/judge'
import { translator } from '#core/words'
import { ADVICE, CHECK_WORDS, PINNED_WORDS, REASON_WORDS, SKIP_WORDS } from '#pks/verdict_words'

test.group('words of a verdict', () => {
  test('[R6.5] every check and every reason has words in both languages', ({ assert }) => {
    for (const language of ['id', 'en'] as const) {
      const t = translator(language)
      const facts = {
        from: 'a',
        expected: 'b',
        count: '2',
        email: 'c',
        content: 'd',
        inbound: 'e',
        subject: 'f',
        serial_end: 'g',
        not_after: 'h',
        judged_at: 'i',
      }
      const says = (key: string) => {
        const text = t(key, facts)
        assert.notInclude(text, 'translation missing', key)
        assert.notEqual(text, key)
        assert.notMatch(text, /\{|\}/, key)
      }
      for (const name of REPLY_CHECKS) {
        says(CHECK_WORDS[name].name)
        says(CHECK_WORDS[name].passed)
        Object.values(PINNED_WORDS[name] ?? {}).forEach(says)
      }
      for (const reason of REPLY_REASONS) {
        if (reason.startsWith('skipped.')) {
          says(SKIP_WORDS[reason as keyof typeof SKIP_WORDS])
          continue
        }
        const words = REASON_WORDS[reason as keyof typeof REASON_WORDS]
        says(words.title)
        says(words.text)
        ADVICE[words.advice].steps.forEach(says)
      }
    }
  })
})
