import { test } from '@japa/runner'
import { wordsOf } from '#storefront/queries/search'
import { readChoice, searchAddress, searchFor } from '#storefront/search_form'

const CATEGORIES = [{ id: 7, slug: 'gim', name: { id: 'Gim', en: 'Games' }, listed: 3 }]

test.group('Search form', () => {
  test('[R4.1] words are taken apart, their case and punctuation fall away', ({ assert }) => {
    assert.deepEqual(wordsOf('  Kamus Sunda–Jawa!  '), ['kamus', 'sunda', 'jawa'])
    assert.deepEqual(wordsOf(`'; DROP TABLE listings; --`), ['drop', 'table', 'listings'])
    assert.lengthOf(wordsOf('a b c d e f g h'), 6)
    assert.deepEqual(wordsOf('%%% ___'), [])
  })

  test('[R4.1] what is none of the choices counts as not chosen', ({ assert }) => {
    const choice = readChoice(
      {
        q: ['a', 'b'],
        category: { $gt: '' },
        kind: 'free',
        price: '0',
        rating: '9',
        sort: 'id; drop table',
        after: '1.1.1',
      },
      CATEGORIES
    )
    assert.deepEqual(choice, {
      q: '',
      category: '',
      kind: '',
      price: '',
      rating: '',
      sort: 'newest',
      after: '1.1.1',
    })
    assert.deepEqual(searchFor(choice, CATEGORIES), { words: [], order: 'newest' })
  })

  test('a choice becomes a search and an address', ({ assert }) => {
    const choice = readChoice(
      {
        q: 'layang',
        category: 'gim',
        kind: 'once',
        price: 'low',
        rating: '4',
        sort: 'cheapest',
        after: '110.42',
      },
      CATEGORIES
    )
    assert.deepEqual(searchFor(choice, CATEGORIES), {
      words: ['layang'],
      order: 'cheapest',
      categoryId: 7,
      kind: 'once',
      priceTo: 5_500,
      rating: 40,
      after: { value: 110, id: 42 },
    })
    assert.equal(
      searchAddress('/search', choice, { after: '', q: 'a&b' }),
      '/search?q=a%26b&category=gim&kind=once&price=low&rating=4&sort=cheapest'
    )
    assert.equal(searchAddress('/search', readChoice({}, [])), '/search')
  })

  test('what was typed is kept short', ({ assert }) => {
    assert.lengthOf(readChoice({ q: 'x'.repeat(5_000) }, []).q, 100)
  })
})
