/*
 * Runs inside a page, beside axe (`tests/support/screens.ts`).
 */
globalThis.judge = {
  /** How wide the page is and the first element to blame, where it scrolls sideways; else null. */
  findSideways() {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth + 1) return null
    const wide = [...document.querySelectorAll('body *')].find(
      (element) => element.getBoundingClientRect().right > clientWidth + 1
    )
    return `${scrollWidth} of ${clientWidth} px, first ${wide?.tagName} .${wide?.getAttribute('class')}`
  },

  /** Rules of WCAG 2.2 AA that the page leaves, each with the first places. */
  async findViolations() {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
    return violations.map(({ id, nodes }) => {
      const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 140))
      const why = nodes[0]?.failureSummary?.replace(/\s+/g, ' ').slice(0, 200)
      return `${id}: ${places.join(' ¦ ')} ${why ?? ''}`
    })
  },
}
