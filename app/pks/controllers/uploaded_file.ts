import { open } from 'node:fs/promises'

/** A file that somebody sent, no further than one byte beyond what is allowed: enough to tell what it is, and that it is too large. */
export async function headOf(path: string, limit: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(limit + 1), 0, limit + 1, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
