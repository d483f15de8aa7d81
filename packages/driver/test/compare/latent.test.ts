import { createRandom } from "@platewise/core";
import { expect, test } from "vitest";
import { compare } from "../../src/api/compare.ts";
import { parse } from "../../src/api/model.ts";

const model = parse(`model Classes
plate row {
  latent z : {0, 1, 2} ~ Table()
  observed a : {n, y} ~ Table(z)
  observed b : {n, m, y} ~ Table(z)
  observed c : {n, y} ~ Table(z)
  observed d : {n, m, y} ~ Table(z)
}
`);

/** Rows of three classes, few enough for several local maxima. */
function rowsOf(seed: number): readonly Readonly<Record<string, string>>[] {
  const random = createRandom(seed);
  const draw = (labels: readonly string[], lean: number): string =>
    labels[random.next() < 0.6 ? lean % labels.length : random.integer(labels.length)] as string;
  return Array.from({ length: 80 }, () => {
    const z = random.integer(3);
    return { a: draw(["n", "y"], z), b: draw(["n", "m", "y"], z), c: draw(["n", "y"], z + 1), d: draw(["n", "m", "y"], z + 2) };
  });
}

test("with a latent class EM and the gradient end at the same maximum, each by itself or from where the other ended", async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const { theory, latent, directed, undirected, assertions, divergence } = await compare(model, rowsOf(seed), { seed });
    expect([theory.contains, latent]).toEqual(["neither", ["z"]]);
    expect(assertions.map(({ what }) => what)).toEqual(["same-log-likelihood"]);
    expect(undirected.fit.logLik).toBeCloseTo(directed.fit.logLik, 6);
    expect(directed.fit.freeParameters).toBe(2 + 3 * 6);
    expect(divergence?.fromDirected).toBeLessThan(1e-5);
    for (const form of [directed, undirected]) if (form.before) expect(form.before.logLik).toBeLessThan(form.fit.logLik);
  }
}, 60_000);
