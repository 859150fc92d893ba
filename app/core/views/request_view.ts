import { randomBytes } from 'node:crypto'
import { watch } from 'node:fs'
import { join } from 'node:path'
import edge, { Template } from 'edge.js'
import { Lru } from '#core/views/lru'

/**
 * How templates are rendered here. The engine's own way lists the components directory on every request
 * and merges shared values deeply; measured on the catalogue page, the two cost more than the page.
 */

type Values = Record<string, unknown>

/** What stands around a page, in the three pieces between which its own parts go. */
export interface Frame {
  head: string
  middle: string
  foot: string
}

/** Frames by everything they were made of. Some 20 KB each. */
const frames = new Lru<string, Frame>(200)

const MARK = randomBytes(9).toString('base64url')
const SLOTS = { before: `<!--${MARK}:before-->`, main: `<!--${MARK}:main-->` }

/**
 * Settles the engine once, at boot: templates are compiled once and the list of components is read once.
 *
 * @param folder where the templates lie; watched for changes when `reload` is set (development)
 */
export function settleEngine(folder: string, reload: boolean): void {
  edge.configure({ cache: true })
  const { loader } = edge
  const list = loader.listComponents.bind(loader)
  let components: ReturnType<typeof list> | undefined
  loader.listComponents = () => (components ??= list())
  if (!reload) return
  watch(folder, { recursive: true }, (_, file) => {
    if (!file?.endsWith('.edge')) return
    components = undefined
    frames.clear()
    for (const compiler of [edge.compiler, edge.asyncCompiler])
      compiler.cacheManager.delete(join(folder, file))
  }).unref()
}

let prepared = false

/** The view of one request: `ctx.view`. Shared values reach the page and every component in it. */
export class RequestView {
  #shared: Values = {
    frame: (template: string, props: Values) => this.frame(template, props),
    frame_slots: SLOTS,
  }

  share(values: Values): this {
    Object.assign(this.#shared, values)
    return this
  }

  async render(template: string, state: Values = {}): Promise<string> {
    if (!prepared) {
      // The first renderer runs the engine's plugins: the components' tags are one.
      edge.createRenderer()
      prepared = true
    }
    return new Template(edge.asyncCompiler, edge.globals, this.#shared, edge.processor).render<
      Promise<string>
    >(template, state)
  }

  /**
   * The frame of a page. For guests it depends on nothing but `props` and what is named in the key, so it is
   * made once; the layout of whoever is signed in is made anew.
   *
   * @param template writes `frame_slots.before` and `frame_slots.main` where the page's parts go
   */
  async frame(template: string, props: Values): Promise<Frame> {
    const { lang, environment, user, alternate_url: alternateUrl, year } = this.#shared
    const key = user
      ? null
      : JSON.stringify([template, lang, environment, alternateUrl, year, props])
    const kept = key === null ? undefined : frames.get(key)
    if (kept) return kept
    const html = await this.render(template, props)
    const [head = '', rest = ''] = html.split(SLOTS.before)
    const [middle = '', foot = ''] = rest.split(SLOTS.main)
    const frame = { head, middle, foot }
    if (key !== null) frames.set(key, frame)
    return frame
  }
}
