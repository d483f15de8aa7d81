import fc from "fast-check";
import { expect, test } from "vitest";
import { type FitResult, fit, type ParamValue, parse } from "../src/index.ts";

const nodes = ["a", "b", "c"] as const;
const sizes = [2, 3, 4] as const;

const network = (tables: readonly (readonly number[])[]): string =>
  [
    "network Orders",
    "plate row weighted by n {",
    ...nodes.map((name, v) => `  observed ${name} : {${Array.from({ length: sizes[v] as number }, (_, i) => i).join(", ")}}`),
    ...tables.map((axes) => `  factor table(${axes.map((v) => nodes[v]).join(", ")})`),
    "}",
  ].join("\n");

const counts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 24, maxLength: 24 });

const cells = (values: readonly number[]): string =>
  ["a,b,c,n", ...values.map((n, i) => [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4, n].join(","))].join("\n");

const pairs = fc.tuple(
  fc.shuffledSubarray([0, 1], { minLength: 2 }),
  fc.shuffledSubarray([0, 2], { minLength: 2 }),
  fc.shuffledSubarray([1, 2], { minLength: 2 }),
);
const models = fc.oneof(
  pairs.chain((tables) => fc.shuffledSubarray([...tables], { minLength: 2 })),
  fc.shuffledSubarray([0, 1, 2], { minLength: 3 }).map((axes) => [axes]),
);

const at = (value: ParamValue, [index, ...rest]: readonly number[]): number =>
  index === undefined ? (value as number) : at((value as readonly ParamValue[])[index] as ParamValue, rest);

/** The log-likelihood of the counts at the reported weights, enumerated. */
function logLikOf({ params }: FitResult, tables: readonly (readonly number[])[], values: readonly number[]): number {
  const names = tables.map((axes) => `table(${axes.map((v) => nodes[v]).join(",")})`);
  const potentials = values.map((_, i) => {
    const states = [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4];
    return tables.reduce((sum, axes, m) => {
      const indices = axes.map((v) => states[v] as number);
      return sum + at(params[names[m] as string] as ParamValue, indices);
    }, 0);
  });
  const logZ = Math.log(potentials.reduce((sum, x) => sum + Math.exp(x), 0));
  return values.reduce((sum, n, i) => sum + n * ((potentials[i] as number) - logZ), 0);
}

test("proportional fitting finds the maximum whatever the order of a table's arguments", async () => {
  await fc.assert(
    fc.asyncProperty(models, counts, async (tables, values) => {
      const model = parse(network(tables));
      const [best, found] = [
        await fit(model, cells(values), { method: "newton" }),
        await fit(model, cells(values), { method: "ipf", tolerance: 1e-13 }),
      ];
      expect(Math.abs(found.logLik - best.logLik)).toBeLessThan(1e-8 * Math.abs(best.logLik));
      expect(Math.abs(found.objective - found.logLik)).toBeLessThan(1e-8 * Math.abs(best.logLik));
      expect(Math.abs(logLikOf(found, tables, values) - best.logLik)).toBeLessThan(1e-8 * Math.abs(best.logLik));
      expect(found.network?.moments?.largestGap).toBeLessThan(1e-5);
    }),
    { numRuns: 40 },
  );
});
