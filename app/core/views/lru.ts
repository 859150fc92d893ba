/** Keeps the `size` values that were asked for last. */
export class Lru<K, V> {
  readonly #values = new Map<K, V>()

  constructor(readonly size: number) {}

  get(key: K): V | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.size) this.#values.delete(this.#values.keys().next().value as K)
  }

  clear(): void {
    this.#values.clear()
  }
}
