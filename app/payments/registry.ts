import type {
  MethodBinding,
  PaymentDependencies,
  PaymentMethod,
  PaymentMethodKey,
  PaymentPlugin,
  PaymentStore,
} from '#payments/contract'

/** Which methods each store offers, and where their gateways are. A method left out is not offered. */
export type PaymentsConfig = Readonly<
  Record<PaymentStore, Readonly<Partial<Record<PaymentMethodKey, MethodBinding>>>>
>

/** Plug-ins by key, loaded when a method is first used. */
export type PaymentPlugins = Readonly<
  Partial<Record<PaymentMethodKey, () => Promise<{ default: PaymentPlugin }>>>
>

/** One entry of `config/payments.ts`. */
export interface MethodEntry {
  plugin: () => Promise<{ default: PaymentPlugin }>
  /** Without it the store does not offer the method. */
  production?: MethodBinding
  development?: MethodBinding
}

const KEY = /^[a-z][a-z0-9_]{0,29}$/

/**
 * Reads `config/payments.ts`: the methods in the order of the product page.
 *
 * @throws for a key that addresses and records cannot hold
 */
export function defineMethods(
  entries: Readonly<Record<PaymentMethodKey, MethodEntry>>
): PaymentsConfig & { plugins: PaymentPlugins } {
  for (const key of Object.keys(entries)) {
    if (!KEY.test(key))
      throw new Error(`config/payments.ts: ${key} is no key: small letters, digits, underscores`)
  }
  const bound = (store: PaymentStore) =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([key, entry]) => {
        const binding = entry[store]
        return binding ? [[key, binding] as const] : []
      })
    )
  return {
    plugins: Object.fromEntries(Object.entries(entries).map(([key, { plugin }]) => [key, plugin])),
    production: bound('production'),
    development: bound('development'),
  }
}

export interface UnsafeBinding {
  store: PaymentStore
  key: PaymentMethodKey
  reason: 'sandbox' | 'shared_with_sandbox' | 'plain_http' | 'no_secret' | 'real_money'
}

/**
 * Bindings that a production deployment must refuse to start with: in the production store a
 * sandbox (or its address under another name), a gateway over plain http or without a secret; in
 * the development store a gateway that moves real money (R4, R4.5).
 */
export function unsafeBindings(config: PaymentsConfig): UnsafeBinding[] {
  const sandboxes = new Set(
    [...Object.values(config.production), ...Object.values(config.development)]
      .flatMap((binding) => (binding?.isSandbox && binding.baseUrl ? [binding.baseUrl] : []))
      .map((url) => new URL(url).origin)
  )
  const found: UnsafeBinding[] = []
  for (const key of keysOf(config)) {
    const production = config.production[key]
    const reason = production && unsafeReason(production, sandboxes)
    if (reason) found.push({ store: 'production', key, reason })
    const development = config.development[key]
    if (development && !development.isSandbox) {
      found.push({ store: 'development', key, reason: 'real_money' })
    }
  }
  return found
}

/** Every key that either store has bound, in the order of the configuration. */
function keysOf(config: PaymentsConfig): PaymentMethodKey[] {
  return [...new Set([...Object.keys(config.production), ...Object.keys(config.development)])]
}

function unsafeReason(
  binding: MethodBinding,
  sandboxes: ReadonlySet<string>
): UnsafeBinding['reason'] | null {
  if (binding.isSandbox) return 'sandbox'
  if (!binding.baseUrl) return null
  const url = new URL(binding.baseUrl)
  if (sandboxes.has(url.origin)) return 'shared_with_sandbox'
  if (url.protocol !== 'https:') return 'plain_http'
  return binding.key?.secret ? null : 'no_secret'
}

/** The payment methods of both stores. Made once, by the provider that knows plug-ins and configuration. */
export class PaymentRegistry {
  readonly #methods = new Map<string, Promise<PaymentMethod>>()

  constructor(
    private readonly config: PaymentsConfig,
    private readonly plugins: PaymentPlugins,
    private readonly dependencies: PaymentDependencies
  ) {}

  /** Keys of the methods that a store offers, in the order of the product page. */
  keys(store: PaymentStore): PaymentMethodKey[] {
    const prefix = `${store}:`
    const made = [...this.#methods.keys()].filter((name) => name.startsWith(prefix))
    const all = [...keysOf(this.config), ...made.map((name) => name.slice(prefix.length))]
    return [...new Set(all)].filter((key) => this.has(store, key))
  }

  /** Keys of all methods that are installed, whether a store offers them now or not. */
  known(): PaymentMethodKey[] {
    return Object.keys(this.plugins)
  }

  /** Whether the store offers the method: it is configured and its plug-in is installed. */
  has(store: PaymentStore, key: string): boolean {
    return (
      this.#methods.has(`${store}:${key}`) ||
      (Object.hasOwn(this.config[store], key) && Object.hasOwn(this.plugins, key))
    )
  }

  /** @throws when the store does not offer the method: ask {@link has} about what a customer sent */
  use(store: PaymentStore, key: PaymentMethodKey): Promise<PaymentMethod> {
    const name = `${store}:${key}`
    let method = this.#methods.get(name)
    if (!method) {
      method = this.#create(store, key)
      this.#methods.set(name, method)
      method.catch(() => this.#methods.delete(name))
    }
    return method
  }

  /** All methods that a store offers. */
  list(store: PaymentStore): Promise<PaymentMethod[]> {
    return Promise.all(this.keys(store).map((key) => this.use(store, key)))
  }

  /** Puts a method in place of the configured one, for tests; returns the way back. */
  fake(store: PaymentStore, method: PaymentMethod): () => void {
    const name = `${store}:${method.key}`
    const before = this.#methods.get(name)
    this.#methods.set(name, Promise.resolve(method))
    return () => {
      if (before) this.#methods.set(name, before)
      else this.#methods.delete(name)
    }
  }

  async #create(store: PaymentStore, key: PaymentMethodKey): Promise<PaymentMethod> {
    const binding = this.config[store][key]
    const load = this.plugins[key]
    if (!this.has(store, key) || !binding || !load)
      throw new Error(`payments: the ${store} store does not offer ${key}`)
    const { default: plugin } = await load()
    if (plugin.key !== key)
      throw new Error(`payments: the plug-in bound as ${key} says that it is ${plugin.key}`)
    return plugin.create(binding, store, this.dependencies)
  }
}
