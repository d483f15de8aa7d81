import { describe, expect, test } from "vitest";
import { forRandomCases } from "./support/for-random-cases.ts";
import { nestedValue } from "./support/print-model.ts";
import type { RandomCase } from "./support/random-model.ts";
import { Reference } from "./support/reference.ts";
import { narrowest, referenceStep } from "./support/reference-step.ts";
import { tryFitCase } from "./support/run-case.ts";

const numbersOf = (value: unknown): readonly number[] => (Array.isArray(value) ? value.flatMap(numbersOf) : [value as number]);

/** Below this variance a component is as good as collapsed; those steps have tests of their own. */
const NARROW = 1e-6;

/** Codes with which a fit of good data may refuse to go on: no maximum, or a start that EM can't leave. */
const EXCUSES = ["constant-column", "component-collapsed"];

/** Compares one iteration with the M-step of the enumerated posterior; false where that has no maximum. */
async function checkStep(c: RandomCase): Promise<boolean> {
  const step = referenceStep(c);
  if (!(narrowest(step.model, step.sightings) >= NARROW)) return false;
  const outcome = await tryFitCase(c, { maxIterations: 1, tolerance: 0, onSingular: "fail" });
  if (outcome.diagnostics.some((d) => d.code === "symmetric-start" || d.code === "constant-column")) return false;
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => `${d.code} ${JSON.stringify(d.details)}`).join("; "));
  const { result } = outcome.value;
  const method = step.hidden ? "em" : "mle";
  if (result.method !== method) throw new Error(`method ${result.method}, not ${method}`);
  for (const param of step.model.params) {
    const expected = numbersOf(nestedValue(step.model, param));
    const found = numbersOf(result.params[param.name]);
    const isClose = expected.every((x, i) => Math.abs(x - (found[i] as number)) <= 1e-9 * Math.max(1, Math.abs(x)));
    if (!isClose) throw new Error(`${param.name} ${found} after one step, by enumeration ${expected}`);
  }
  const logLik = new Reference(step.model, c.table).logLik();
  const isClose = Math.abs(logLik - result.logLik) <= 1e-8 * Math.max(1, Math.abs(logLik));
  if (!isClose) throw new Error(`logLik ${result.logLik} after one step, by enumeration ${logLik}`);
  return true;
}

/** Fifteen iterations; false where a component collapsed on the way. */
async function checkTrace(c: RandomCase): Promise<boolean> {
  const outcome = await tryFitCase(c, { method: "em", maxIterations: 15, tolerance: 0, onSingular: "fail" });
  if (!outcome.ok) {
    const codes = outcome.diagnostics.filter((d) => d.severity === "error").map((d) => d.code);
    if (!codes.every((code) => EXCUSES.includes(code))) throw new Error(codes.join());
    return false;
  }
  const { trace, iterations, logLik } = outcome.value.result;
  if (iterations !== 15 || trace.length !== 16) throw new Error(`${iterations} iterations, ${trace.length} entries of the trace`);
  if (trace.at(-1) !== logLik) throw new Error("the last entry of the trace is not the log-likelihood");
  for (let i = 1; i < trace.length; i++) {
    const [old, now] = [trace[i - 1] as number, trace[i] as number];
    if (!(now >= old - 1e-9 * Math.max(1, Math.abs(old)))) throw new Error(`the trace falls from ${old} to ${now} in iteration ${i}`);
  }
  return true;
}

describe("EM on random models", () => {
  test("one step is the M-step of the enumerated posterior", async () => {
    expect(await forRandomCases({ runs: 300, seed: 2 }, checkStep)).toBeGreaterThan(200);
  }, 120_000);

  test("fifteen iterations never lower the log-likelihood", async () => {
    expect(await forRandomCases({ runs: 100, seed: 3 }, checkTrace)).toBeGreaterThan(60);
  }, 120_000);
});
