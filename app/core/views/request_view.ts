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
    compiledTemplates.clear()
    for (const compiler of [edge.compiler, edge.asyncCompiler])
      compiler.cacheManager.delete(join(folder, file))
  }).unref()
}

type Compiled = ReturnType<typeof edge.asyncCompiler.compile>

/** By the name that templates use: the engine works its path out anew each time. */
const compiledTemplates = new Map<string, Compiled>()

function compile(name: string): Compiled {
  let compiled = compiledTemplates.get(name)
  if (compiled) return compiled
  // The first renderer runs the engine's plugins: the components' tags are one.
  if (compiledTemplates.size === 0) edge.createRenderer()
  compiled = edge.asyncCompiler.compile(name)
  compiledTemplates.set(name, compiled)
  return compiled
}

/**
 * What a compiled template runs on. The engine's own copies every global and every shared value for each component;
 * here they stand behind the component's own, in an object that many requests share.
 */
class Runtime extends Template {
  constructor(
    private base: Values,
    private shared: Values
  ) {
    super(edge.asyncCompiler, {}, {}, edge.processor)
  }

  override compileComponent(name: string): Compiled {
    return compile(name)
  }

  /** The engine compiles an `@include` anew each time, because it sees the names around it: those are few. */
  override compilePartial(name: string, ...localNames: string[]): Compiled {
    const key = `${name} ${localNames.join(' ')}`
    let compiled = compiledTemplates.get(key)
    if (!compiled)
      compiledTemplates.set(key, (compiled = super.compilePartial(name, ...localNames)))
    return compiled
  }

  override getComponentState(...args: Parameters<Template['getComponentState']>) {
    return this.stateOf(super.getComponentState(...args))
  }

  stateOf<T extends object>(own: T): T {
    return Object.assign(Object.create(this.base), this.shared, own)
  }
}

/** The view of one request: `ctx.view`. Shared values reach the page and every component in it. */
export class RequestView {
  #base: Values = edge.globals
  #shared: Values = {
    frame: (template: string, props: Values) => this.frame(template, props),
    frame_slots: SLOTS,
  }

  /** What lies beneath everything that is shared: one object for all requests of a kind. */
  rest(base: Values): this {
    this.#base = base
    return this
  }

  share(values: Values): this {
    Object.assign(this.#shared, values)
    return this
  }

  async render(template: string, state: Values = {}): Promise<string> {
    const runtime = new Runtime(this.#base, this.#shared)
    const html: string = await compile(template)(runtime, runtime.stateOf(state), {})
    return runtime.stacks.fillPlaceholders(html)
  }

  /**
   * The frame of a page. For guests it depends on nothing but `props` and what is named in the key, so it is
   * made once; the layout of whoever is signed in is made anew.
   *
   * @param template writes `frame_slots.before` and `frame_slots.main` where the page's parts go
   */
  async frame(template: string, props: Values): Promise<Frame> {
    const key = this.#shared.user ? null : this.#keyOf(template, props)
    const kept = key === null ? undefined : frames.get(key)
    if (kept) return kept
    const html = asciiHtml(await this.render(template, props))
    const [head = '', rest = ''] = html.split(SLOTS.before)
    const [middle = '', foot = ''] = rest.split(SLOTS.main)
    const frame = { head, middle, foot }
    if (key !== null) frames.set(key, frame)
    return frame
  }

  /** Lists that many pages share (the categories) are told apart by who they are: to spell them out costs more than the rest. */
  #keyOf(template: string, { categories, ...props }: Values): string {
    const { lang, environment, year } = this.#base
    const list = typeof categories === 'object' && categories !== null ? numberOf(categories) : 0
    return `${template} ${lang} ${environment} ${year} ${list} ${this.#shared.alternate_url} ${this.#shared.share_path} ${JSON.stringify(props)}`
  }
}

const numbers = new WeakMap<object, number>()
let numbered = 0

function numberOf(thing: object): number {
  let number = numbers.get(thing)
  if (number === undefined) numbers.set(thing, (number = ++numbered))
  return number
}

/**
 * The same HTML in ASCII, kept in one byte a character. One typographic quote makes the engine keep a whole page in
 * two, and every later step (length, hash, encoding) several times as slow; in the frame it would be on every page.
 */
function asciiHtml(html: string): string {
  const ascii = html.replace(/\P{ASCII}/gu, (character) => `&#${character.codePointAt(0)};`)
  return Buffer.from(ascii, 'latin1').toString('latin1')
}
