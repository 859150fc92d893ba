/** Width and height of every size that is kept of a picture, all 4:3 as the covers of the store. */
export const IMAGE_SIZES = {
  '160x120': { width: 160, height: 120 },
  '400x300': { width: 400, height: 300 },
  '800x600': { width: 800, height: 600 },
} as const

export type ImageSize = keyof typeof IMAGE_SIZES

/** The storage key of one size: it follows from the picture alone, so what is served under it never changes. */
export function imageKey(sha256: string, size: ImageSize): string {
  return `images/${sha256.slice(0, 2)}/${sha256}-${size}.webp`
}

/** Is `key` one that {@link imageKey} makes? */
export function isImageKey(key: string): boolean {
  return /^images\/[0-9a-f]{2}\/[0-9a-f]{64}-(160x120|400x300|800x600)\.webp$/.test(key)
}
