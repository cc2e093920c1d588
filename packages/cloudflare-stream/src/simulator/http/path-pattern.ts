/** A path with `:name` parts, at any host. */
export interface PathPattern {
  /** For msw, which matches addresses without their query. */
  readonly expression: RegExp;
  /** The decoded parts; `null` when a part is not decodable. */
  read(url: URL): Record<string, string> | null;
}

/** `/accounts/:account/stream` as a pattern. A part never spans a slash. */
export function pathPattern(path: string): PathPattern {
  const names = [...path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? "");
  const escaped = path.replaceAll(".", "\\.");
  const expression = new RegExp(`^https?://[^/]+${escaped.replaceAll(/:\w+/g, "[^/]+")}$`);
  const parts = new RegExp(`^${escaped.replaceAll(/:\w+/g, "([^/]+)")}$`);
  return {
    expression,
    read(url) {
      const found = parts.exec(url.pathname);
      if (!found) return null;
      try {
        return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]));
      } catch {
        return null;
      }
    },
  };
}
