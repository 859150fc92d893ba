/**
 * Where images, documents and raw mails are kept as files. Keys are relative paths of lower case letters, digits,
 * `-`, `_`, `.` and `/`; whoever writes a key chooses one that says what it holds and never changes.
 */
export interface Storage {
  /**
   * Keeps `bytes` under `key`. When it returns, they have reached the disk: a crash leaves either the
   * old file or the new one, never half of one. Safe to repeat.
   */
  put(key: string, bytes: Uint8Array): Promise<void>

  /** The bytes of `key`, or null where there are none. */
  get(key: string): Promise<Buffer | null>

  /** Is there a file of this key? */
  exists(key: string): Promise<boolean>

  /** Removes the file of `key`; none there is as well. */
  remove(key: string): Promise<void>

  /** Bytes that can still be kept. */
  room(): Promise<number>
}

const KEY = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*(\/[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*)*$/i

/** Can `key` name a file? No `..`, no hidden, no absolute path, at most 200 characters. */
export function isStorageKey(key: string): boolean {
  return key.length <= 200 && KEY.test(key)
}
