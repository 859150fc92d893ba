import config from '#config/storage'
import { FileStorage } from '#storage/file_storage'
import type { Storage } from '#storage/contract'

let current: Storage = new FileStorage(config.directory)

/** Puts another storage in place, and gives back the way to undo it. For tests and for other disks. */
export function bindStorage(storage: Storage): () => void {
  const before = current
  current = storage
  return () => void (current = before)
}

/** Keeps `bytes` under `key`; they are on the disk when this returns. See {@link Storage.put}. */
export function put(key: string, bytes: Uint8Array): Promise<void> {
  return current.put(key, bytes)
}

/** The bytes of `key`, or null where there are none. */
export function get(key: string): Promise<Buffer | null> {
  return current.get(key)
}

/** Is there a file of this key? */
export function exists(key: string): Promise<boolean> {
  return current.exists(key)
}

/** Removes the file of `key`. */
export function remove(key: string): Promise<void> {
  return current.remove(key)
}

/** Bytes that can still be kept. */
export function room(): Promise<number> {
  return current.room()
}
