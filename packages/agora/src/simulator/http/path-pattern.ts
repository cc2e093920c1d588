/** A path with `:name` parts, at any host. */
export interface PathPattern {
  /** For msw, which matches addresses without their query. */
  readonly expression: RegExp;
  /** The decoded parts; `null` when a part is not decodable. */
  read(url: URL): Record<string, string> | null;
}

/** `/v1/projects/:appId` as a pattern. A part never spans a slash. */
export function pathPattern(path: string): PathPattern {
  const names = [...path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? "");
  const source = path.replaceAll(/:\w+/g, "[^/]+");
  const parts = new RegExp(`^${path.replaceAll(/:\w+/g, "([^/]+)")}$`);
  return {
    expression: new RegExp(`^https?://[^/]+${source}$`),
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
