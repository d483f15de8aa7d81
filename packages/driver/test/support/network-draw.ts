import { uniforms } from "./pseudo-data.ts";

/** Draws whole numbers; all randomness of a case goes through it. */
export interface Draw {
  int(min: number, max: number): number;
  chance(percent: number): boolean;
  of<T>(items: readonly T[]): T;
  /** The same items in an order of its own. */
  shuffled<T>(items: readonly T[]): readonly T[];
  /** A state with the probabilities given. */
  sample(p: readonly number[]): number;
  /** A probability vector; `sharp` ones hold zeros, `steep` ones probabilities of all magnitudes. */
  simplex(size: number, form: "flat" | "sharp" | "steep"): readonly number[];
}

/** The draws of a seed, the same everywhere. */
export function drawFrom(seed: number): Draw {
  const next = uniforms(seed);
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const chance = (percent: number): boolean => next() * 100 < percent;
  const simplex = (size: number, form: "flat" | "sharp" | "steep"): readonly number[] => {
    const raw = Array.from({ length: size }, () => (form === "sharp" && chance(55) ? 0 : int(20, 999)));
    if (form === "steep") for (let i = 1; i < size; i++) raw[i] = (raw[i] as number) * 10 ** -int(0, 60);
    if (!raw.some((x) => x > 0)) raw[int(0, size - 1)] = 1;
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((x) => x / total);
  };
  const shuffled = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  const sample = (p: readonly number[]): number => {
    let left = next();
    const found = p.findIndex((x) => {
      left -= x;
      return left < 0;
    });
    return found < 0 ? p.findLastIndex((x) => x > 0) : found;
  };
  return { int, chance, sample, of: (items) => items[int(0, items.length - 1)] as (typeof items)[number], shuffled, simplex };
}
