import { HttpContext } from '@adonisjs/core/http'
import type { ApplicationService } from '@adonisjs/core/types'
import type { Card } from '#storefront/card'

/** Templates: the engine, its globals, and what areas lend to every page. */
export default class ViewProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { registerGlobals, lendToViews } = await import('#core/views/globals')
    const { RequestView, settleEngine } = await import('#core/views/request_view')
    settleEngine(this.app.viewsPath(), this.app.inDev && this.app.getEnvironment() === 'web')
    HttpContext.getter('view', () => new RequestView() as unknown as HttpContext['view'], true)
    registerGlobals()

    const { renderCard, cardTexts } = await import('#storefront/card')
    const { navigationCategories } = await import('#storefront/queries/categories')
    const { translator } = await import('#core/words')
    lendToViews((language) => {
      const texts = cardTexts(translator(language))
      return {
        product_card: (card: Card) => renderCard(card, texts),
        product_cards: (cards: Card[]) => {
          let html = ''
          for (const card of cards)
            html += `<li>${renderCard(card, texts)}</li>
`
          return html
        },
        navigation_categories: (environment: 'production' | 'development' | null) =>
          environment ? navigationCategories(environment, language) : [],
      }
    })
  }
}
