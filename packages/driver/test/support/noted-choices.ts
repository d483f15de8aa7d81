import { createRandom, type Random } from "@platewise/core";

/** Random choices whose probabilities are written down: any state that is possible is chosen, likely or not. */
export function notedChoices(seed: number): { readonly random: Random; readonly logProbability: () => number } {
  const choices = createRandom(seed);
  let sum = 0;
  const random: Random = {
    ...choices,
    fork: () => random,
    categorical(weights, offset, length) {
      const mine = Array.from({ length }, (_, i) => weights[offset + i] as number);
      const possible = mine.flatMap((weight, i) => (weight > 0 ? [i] : []));
      const chosen = possible[choices.integer(possible.length)] as number;
      sum += Math.log((mine[chosen] as number) / mine.reduce((a, b) => a + b, 0));
      return chosen;
    },
  };
  return { random, logProbability: () => sum };
}
