/**
 * Damerau–Levenshtein distance (insertions, deletions, substitutions, swaps of neighbours; optimal string alignment) in UTF-16
 * units, or `limit + 1` as soon as it is certain to exceed `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const [m, n] = [a.length - start - end, b.length - start - end];
  if (m === 0 || n === 0) return Math.max(m, n);
  // What is left after its equal ends takes one edit only as a substitution or a swap.
  if (limit <= 1 && (m > 2 || n > 2 || m !== n)) return limit + 1;
  return limit === 0 ? 1 : tableDistance(a.slice(start, start + m), b.slice(start, start + n), limit);
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let at = 0;
  while (at < most && a.charCodeAt(a.length - 1 - at) === b.charCodeAt(b.length - 1 - at)) at += 1;
  return at;
}

function tableDistance(a: string, b: string, limit: number): number {
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = editRow(a, b, { i, previous, before });
    if (Math.min(...row) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return Math.min(previous[b.length] ?? limit + 1, limit + 1);
}

function editRow(
  a: string,
  b: string,
  rows: { readonly i: number; readonly previous: readonly number[]; readonly before: readonly number[] },
): number[] {
  const { i, previous, before } = rows;
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const same = a[i - 1] === b[j - 1];
    let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
    row.push(best);
  }
  return row;
}

/** The candidate that `name` was probably meant to be: closest by edit distance, case aside; null when nothing is near. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const lower = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = name.length <= 2 ? 0 : name.length <= 5 ? 1 : 2;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance || (best === null && distance === bestDistance)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
