import type { Secret } from "@hybrid-stream/spec";

const mark = "[redacted]";

/** A secret as FFmpeg may print it: whole, encoded, or cut at the characters that part an address. */
function spellings(secret: Secret): string[] {
  const value = secret.reveal();
  const parts = value.split(/[/?&=]/).filter((part) => part.length >= 6);
  return [value, encodeURIComponent(value), ...parts].filter((each) => each.length > 0);
}

/**
 * Makes the function that takes secrets out of FFmpeg's words: the given ones, and in any address the user part, the
 * query, and what follows the application of an RTMP address (that is where stream keys stand).
 */
export function redactor(secrets: readonly Secret[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, mark);
    return clean
      .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, `$1${mark}@`)
      .replace(/(\brtmp[a-z]*:\/\/[^\s/'"]+\/[^\s/'"]+\/)[^\s'":,]+/gi, `$1${mark}`)
      .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?'"]+\?)[^\s'"]+/gi, `$1${mark}`);
  };
}
