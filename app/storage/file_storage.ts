import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isStorageKey, type Storage } from '#storage/contract'

/** Files below one directory of this machine. */
export class FileStorage implements Storage {
  constructor(readonly directory: string) {}

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const target = this.#path(key)
    const folder = dirname(target)
    const made = await mkdir(folder, { recursive: true })
    if (made) await syncFolder(dirname(made))
    const temporary = join(folder, `.${randomUUID()}.tmp`)
    try {
      await writeToDisk(temporary, bytes)
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(folder)
  }

  async get(key: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#path(key))
    } catch (error) {
      if (isAbsence(error)) return null
      throw error
    }
  }

  async exists(key: string): Promise<boolean> {
    try {
      const found = await stat(this.#path(key))
      return found.isFile()
    } catch (error) {
      if (isAbsence(error)) return false
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true })
  }

  async room(): Promise<number> {
    await mkdir(this.directory, { recursive: true })
    const { bavail, bsize } = await statfs(this.directory)
    return bavail * bsize
  }

  #path(key: string): string {
    if (!isStorageKey(key)) throw new Error(`not a storage key: ${JSON.stringify(key.slice(0, 200))}`)
    return join(this.directory, key)
  }
}

async function writeToDisk(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o640)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A rename is only kept over a power cut once its folder has been written too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR'
}
