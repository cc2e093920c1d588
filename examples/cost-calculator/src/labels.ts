/** Moves labels apart so that each has `gap` to the next, as near to where they belong as that goes. */
export function spread<T extends { readonly at: number }>(
  labels: readonly T[],
  { gap, top, bottom }: { readonly gap: number; readonly top: number; readonly bottom: number },
): readonly (T & { readonly y: number })[] {
  const sorted = labels.toSorted((a, b) => a.at - b.at);
  let least = top;
  const down = sorted.map((label) => {
    const y = Math.max(label.at, least);
    least = y + gap;
    return { ...label, y };
  });
  let most = bottom;
  return down
    .toReversed()
    .map((label) => {
      const y = Math.min(label.y, most);
      most = y - gap;
      return { ...label, y };
    })
    .toReversed();
}
