/** Every captcha has an equivalent for who cannot read the picture: a question in words (R4.2). */
export type CaptchaForm = 'image' | 'question'

/** What a page shows; `id` goes back beside the answer. */
export interface CaptchaChallenge {
  id: string
  /** Path of the picture. */
  image?: string
  /** The question in the reader's language. */
  question?: string
}

/** A plug-in draws pictures; keeping, ending and judging challenges is the port's. */
export interface CaptchaPlugin {
  readonly key: string
  /** A new text to read, of signs that are not taken for one another. */
  newText(): string
  /** The picture of a text, 176 × 56, as SVG: no script in it, no text either. */
  draw(text: string): string
  /** Is this what one reads in the picture? Case and blanks aside. */
  matches(text: string, answer: string): boolean
}
