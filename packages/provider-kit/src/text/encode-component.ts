/** `encodeURIComponent` that takes any string: broken surrogate pairs become U+FFFD in place of an exception. */
export function encodeComponent(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
