import { describe, expect, test } from "vitest";
import type { FitOptions, FitResult } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import type { RandomCase } from "./support/random-model.ts";
import { tryFitCase } from "./support/run-case.ts";

const POLICIES = ["floor", "restart", "fail", "prior"] as const;
const STARTS = ["auto", "random", "kmeans++"] as const;

/** Errors that data may bring about; anything else is a mistake of the model, and these models have none. */
const EXCUSES = ["component-collapsed", "constant-column", "impossible-row"];

const numbersOf = (v: unknown): readonly number[] =>
  typeof v === "number" ? [v] : typeof v === "object" && v !== null ? Object.values(v).flatMap(numbersOf) : [];

function checkSound(result: FitResult): void {
  const { params, trace, objective, logLik, aic, bic, runs, freeParameters } = result;
  const bad = numbersOf({ params, trace, objective, logLik, aic, bic, runs, freeParameters }).filter((x) => !Number.isFinite(x));
  if (bad.length > 0) throw new Error(`the result has ${bad} in it`);
  if (result.method === "mle") return;
  if (trace.length !== result.iterations + 1) throw new Error(`${trace.length} entries of the trace after ${result.iterations} iterations`);
  const isFloored = result.diagnostics.some((d) => d.code === "spread-floored");
  for (let i = 1; i < trace.length && !isFloored; i++) {
    const [old, now] = [trace[i - 1] as number, trace[i] as number];
    if (now < old - 1e-9 * Math.max(1, Math.abs(old))) throw new Error(`the trace falls from ${old} to ${now}`);
  }
}

/** Fits a case without its parameters; false where the data has no maximum to find. */
async function fitFreely(c: RandomCase, options: FitOptions): Promise<boolean> {
  const outcome = await tryFitCase(c, { init: {}, maxIterations: 12, ...options });
  if (outcome.ok) {
    checkSound(outcome.value.result);
    return true;
  }
  const codes = outcome.diagnostics.filter((d) => d.severity === "error").map((d) => d.code);
  if (codes.length === 0 || !codes.every((code) => EXCUSES.includes(code))) throw new Error(`errors: ${codes}`);
  return false;
}

describe("random models from starts of their own", () => {
  test.each(["em", "hard-em"] as const)(
    "%s ends in numbers or says why not, under every policy and start",
    async (method) => {
      let turn = 0;
      const sound = await forRandomCases({ runs: 150, seed: 8 }, (c) => {
        turn += 1;
        const [onSingular, start] = [POLICIES[turn % 4], STARTS[turn % 3]] as const;
        return fitFreely(c, {
          method,
          seed: turn,
          ...(onSingular ? { onSingular } : {}),
          ...(start ? { start } : {}),
          restarts: 1 + (turn % 2),
        });
      });
      expect(sound).toBeGreaterThan(75);
    },
    120_000,
  );
});
