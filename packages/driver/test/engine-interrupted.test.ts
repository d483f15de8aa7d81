import { expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";
import { asColumns, clusters } from "./support/pseudo-data.ts";

const MODEL = parse(`model Mixture
param share : simplex(3)
param mean[3] : real
param sd[3] : positive
plate row {
  latent kind ~ Categorical(share)
  observed x0 ~ Normal(mean[kind], sd[kind])
}`);
const data = asColumns(clusters([[0], [3], [5]], 90, 5).points);

/** A fit that is interrupted in the given iteration of the given run. */
function interrupted(restarts: number, run: number, iteration: number): ReturnType<typeof fit> {
  const stop = new AbortController();
  return fit(MODEL, data, {
    restarts,
    signal: stop.signal,
    onProgress: (at) => {
      if (at.run === run && at.iteration === iteration) stop.abort();
    },
  });
}

test("one run that is interrupted keeps what it has", async () => {
  const result = await interrupted(1, 1, 2);
  expect(result).toMatchObject({ status: "interrupted", iterations: 2, stopReason: "interrupted after 2 iterations" });
  expect(result.trace).toHaveLength(3);
});

test("a search that is interrupted is not converged, whatever its best run was", async () => {
  const result = await interrupted(5, 3, 1);
  expect(result.status).toBe("interrupted");
  expect(result.runs.map((run) => run.status)).toEqual(["converged", "converged", "interrupted"]);
  const best = result.runs.find((run) => run.chosen);
  expect(best?.objective).toBe(result.objective);
  expect(result.stopReason).toBe(`interrupted in run 3 of 5; run ${best?.run} is the best so far, after ${result.iterations} iterations`);
});

test("an interrupt in the first of several runs says that there were to be more", async () => {
  const result = await interrupted(4, 1, 1);
  expect(result.stopReason).toBe("interrupted in run 1 of 4, after 1 iteration");
});
