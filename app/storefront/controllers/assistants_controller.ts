import type { HttpContext } from '@adonisjs/core/http'
import { ignoredFilters } from '#core/http/ignored_filters'
import { storeCategories } from '#storefront/queries/categories'
import {
  fittingContents,
  NEEDS,
  nearestContents,
  readAnswers,
  type Need,
} from '#storefront/queries/assistant'
import { storeOf } from '#storefront/store'

const NEED_LABELS: Record<Need, string> = {
  learning: 'storefront.needs.learning',
  shop: 'storefront.needs.shop',
  leisure: 'storefront.needs.leisure',
  health: 'storefront.needs.health',
  travel: 'storefront.needs.travel',
  news: 'storefront.needs.news',
}

/** Product Assistant: a few questions that lead to fitting contents (R4.1). */
export default class AssistantsController {
  async show(ctx: HttpContext) {
    const { t } = ctx
    const store = await storeOf(ctx)
    const answers = readAnswers(ctx.request.qs())
    const categories = await storeCategories(store.environment)
    const found = answers.need ? await fittingContents(store, answers, categories) : null
    const nearest = found?.length === 0 ? await nearestContents(store, answers, categories) : null
    const needs = NEEDS.map((value) => ({ value, label: t(NEED_LABELS[value]) }))
    const kinds = [
      { value: '', label: t('storefront.assistant.any_kind') },
      { value: 'once', label: t('storefront.search.kind_once') },
      { value: 'subscription', label: t('storefront.search.kind_subscription') },
    ]
    const budgets = [
      { value: '', label: t('storefront.assistant.any_price') },
      { value: '5500', label: t('storefront.search.price_to', { to: 'Rp 5.500' }) },
      { value: '16500', label: t('storefront.search.price_to', { to: 'Rp 16.500' }) },
    ]
    const nothing = { value: '', label: t('storefront.assistant.unanswered') }
    const question = (name: keyof typeof answers, label: string, options: typeof kinds) => ({
      name,
      label: t(label),
      value: answers[name],
      options,
    })
    return ctx.view.render('pages/storefront/assistant', {
      answers,
      found,
      nearest,
      needs,
      kinds,
      budgets,
      ignored: ignoredFilters(ctx.request.qs(), [
        question('need', 'storefront.assistant.need', [nothing, ...needs]),
        question('kind', 'storefront.assistant.kind', kinds),
        question('budget', 'storefront.assistant.budget', budgets),
      ]),
    })
  }
}
