import {
  PAYMENT_METHOD_KEYS,
  type MethodBinding,
  type PaymentDependencies,
  type PaymentMethod,
  type PaymentMethodKey,
  type PaymentPlugin,
  type PaymentStore,
} from '#payments/contract'

/** Which methods each store offers, and where their gateways are. A method left out is not offered. */
export type PaymentsConfig = Readonly<
  Record<PaymentStore, Readonly<Partial<Record<PaymentMethodKey, MethodBinding>>>>
>

/** Plug-ins by key, loaded when a method is first used. */
export type PaymentPlugins = Readonly<
  Partial<Record<PaymentMethodKey, () => Promise<{ default: PaymentPlugin }>>>
>

/** Types `config/payments.ts`. */
export function defineMethods(config: PaymentsConfig): PaymentsConfig {
  return config
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
      .filter((binding) => binding.isSandbox && binding.baseUrl)
      .map((binding) => new URL(binding.baseUrl!).origin)
  )
  const found: UnsafeBinding[] = []
  for (const key of PAYMENT_METHOD_KEYS) {
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
    return PAYMENT_METHOD_KEYS.filter((key) => this.has(store, key))
  }

  /** Whether the store offers the method: it is configured and its plug-in is installed. */
  has(store: PaymentStore, key: string): key is PaymentMethodKey {
    const known = PAYMENT_METHOD_KEYS.find((one) => one === key)
    if (!known) return false
    return (
      this.#methods.has(`${store}:${known}`) ||
      (this.config[store][known] !== undefined && this.plugins[known] !== undefined)
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
    if (!binding || !load) throw new Error(`payments: the ${store} store does not offer ${key}`)
    const { default: plugin } = await load()
    return plugin.create(binding, store, this.dependencies)
  }
}
