import { describe, expect, test } from "vitest";
import { type FitOptions, fit, parse } from "../src/index.ts";

const independent = parse(`network Independent
plate cell weighted by n {
  observed a : {p, q, r}
  observed b : {s, t}
  factor table(a)
  factor table(b)
}
`);
const csv = "a,b,n\np,s,4\np,t,7\nq,s,30\nq,t,6\nr,s,8\nr,t,55\n";

describe("why the fit of a network ended", () => {
  test.each([
    { method: "gis" },
    { method: "ipf" },
    { method: "newton" },
    { method: "gradient", tolerance: 0.01 },
    { method: "newton", tolerance: 0.01 },
    { method: "cd" },
    { method: "pcd" },
  ] satisfies FitOptions[])("a maximum is not at infinity because the last step was long: %j", async (options) => {
    const { status, diagnostics } = await fit(independent, csv, options);
    expect(["converged", "max-iterations"]).toContain(status);
    expect(diagnostics.map(({ code }) => code)).not.toContain("weights-unbounded");
  });

  test.each(["cd", "pcd"] as const)("%s says of few iterations that they can't tell the gradient", async (method) => {
    const { stopReason, network } = await fit(independent, csv, { method, maxIterations: 4 });
    expect(network?.gradientNorm).toBeNull();
    expect(stopReason).toBe("the limit of 4 iterations was reached; these are too few to tell the gradient from its noise");
    expect((await fit(independent, csv, { method })).network?.gradientNorm).toBeGreaterThan(0);
  });

  test("iterative scaling of one table arrives in one long step", async () => {
    const alone = parse("network Alone\nplate cell weighted by n {\n  observed a : {p, q, r}\n  factor table(a)\n}\n");
    const { status, iterations } = await fit(alone, "a,n\np,1\nq,30\nr,900\n", { method: "gis" });
    expect([status, iterations]).toEqual(["converged", 1]);
  });

  // No margin is empty, but of two cells that are, one weight can be made ever larger (Fienberg & Rinaldo 2012).
  const pairs = parse(`network Pairs
plate cell weighted by n {
  observed a, b, c : {0, 1}
  factor table(a, b)
  factor table(b, c)
  factor table(a, c)
}
`);
  const empty = "a,b,c,n\n0,0,0,0\n0,0,1,5\n0,1,0,6\n0,1,1,7\n1,0,0,3\n1,0,1,4\n1,1,0,9\n1,1,1,0\n";

  test.each(["gradient", "newton"] as const)("%s says where weights grow without end", async (method) => {
    const { status, diagnostics } = await fit(pairs, empty, { method });
    expect(status).toBe("unbounded");
    expect(diagnostics.map(({ code }) => code)).toContain("weights-unbounded");
  });

  test("a chain whose states never change has no finite weight for it, one that does has", async () => {
    const chain = parse("network Chain\nparam w : real\nchain t {\n  observed z : {a, b, c}\n  factor w * (z == prev z)\n}\n");
    const steps = Array.from({ length: 700 }, (_, t) => t);
    expect((await fit(chain, { z: steps.map(() => "a") })).status).toBe("unbounded");
    expect((await fit(chain, { z: steps.map((t) => "abc"[((t / 5) | 0) % 3]) })).status).toBe("converged");
  });

  test.each([1e-4, 1, 1e4])("weights of covariates in units of %d are finite", async (unit) => {
    const model = parse(
      "network Logit\nparam a, b : real\nplate row {\n  given x : real\n  observed y : {0, 1}\n  factor a * y\n  factor b * x * y\n}\n",
    );
    const x = [0.3, 1.1, -0.7, 2.2, 0.9, -1.3, 0.1, 1.8].map((value) => value * unit);
    const y = [0, 1, 0, 1, 0, 0, 1, 0];
    for (const method of ["gradient", "newton"] as const) {
      const { status, params } = await fit(model, { x, y }, { method });
      expect(status).toBe("converged");
      expect((params["b"] as number) * unit).toBeCloseTo((await fit(model, { x: x.map((v) => v / unit), y })).params["b"] as number, 4);
    }
  });
});
