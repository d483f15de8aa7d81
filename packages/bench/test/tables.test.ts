import { describe, expect, it } from "vitest";
import { parseLimit } from "../src/limit.ts";
import { processorFamily } from "../src/report.ts";
import { findResult, type Result } from "../src/result.ts";
import { reasonOf } from "../src/run-contestant.ts";
import { significant } from "../src/significant.ts";
import { type Standing, scaleMissing, standingOf } from "../src/standings.ts";
import { markdownTable, standingsTable, targetsTable } from "../src/tables.ts";
import { disagreement, isReached, limitOf, listTargets, meanOverLimit, timesFaster } from "../src/targets.ts";
import { tasks } from "../src/tasks/tasks.ts";

const result = (cpu_s: number, more: Partial<Result> = {}): Result => ({
  task: "t",
  peer: "p",
  version: "1.0",
  threads: "1",
  iters: 10,
  wall_s: cpu_s,
  cpu_s,
  s_per_iter: cpu_s / 10,
  peak_mb: 100,
  base_mb: 50,
  ll: -1.5,
  notes: "",
  ...more,
});

function standing(name: string, kind: Standing["kind"], ...seconds: readonly number[]): Standing {
  return standingOf(
    { task: "t", name, kind },
    seconds.map((s) => ({ ok: true, result: result(s) })),
  );
}

describe("tables", () => {
  it("write three significant digits without exponents", () => {
    expect([0.012345, 1.5, 123.4, 51234, Number.NaN].map(significant)).toEqual(["0.0123", "1.50", "123", "51200", "-"]);
  });

  it("align their columns", () => {
    expect(
      markdownTable(
        [
          ["name", "ms"],
          ["a", "10.25"],
        ],
        [false, true],
      ),
    ).toBe("| name |    ms |\n|------|------:|\n| a    | 10.25 |");
  });

  it("show ratios to ours and to the faster limit", () => {
    const standings = [
      standing("platewise", "ours", 2, 1),
      standing("peer", "peer", 4),
      standing("gcc", "limit", 0.5),
      standing("clang", "limit", 0.25),
    ];
    const rows = standingsTable(standings)
      .split("\n")
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(rows[2]?.slice(4, 10)).toEqual(["100", "100", "1.00", "4.00", "100", "-1.500000"]);
    expect(rows[3]?.slice(4, 10)).toEqual(["400", "400", "4.00", "16.0", "100", "-1.500000"]);
  });

  it("say why a contestant has no figures", () => {
    const missing = standingOf({ task: "t", name: "peer", kind: "peer" }, [{ ok: false, reason: "peer is not on this machine" }]);
    expect(standingsTable([standing("platewise", "ours", 1), missing])).toContain("peer is not on this machine");
  });

  it("say whether a goal is reached", () => {
    const target = (value: number, sense: "at least" | "at most") => ({ what: "w", value, bound: 2, sense });
    expect([target(2, "at least"), target(1.9, "at least"), target(3, "at most"), target(Number.NaN, "at most")].map(isReached)).toEqual([
      true,
      false,
      false,
      null,
    ]);
    expect(targetsTable([target(Number.NaN, "at most")])).toContain("not measured");
  });
});

describe("standings", () => {
  const standings = [
    standing("platewise", "ours", 2),
    standing("NumPy", "peer", 8, 6),
    standing("gcc", "limit", 0.5),
    standing("clang", "limit", 0.25),
  ];

  it("keep the round of least CPU", () => {
    expect(timesFaster(standings, "t", "NumPy")).toBeCloseTo(3, 12);
    expect(limitOf(standings, "t")).toBe(0.025);
    expect(meanOverLimit(standings, ["t"])).toBeCloseTo(8, 12);
  });

  it("say how far the log-likelihoods are apart", () => {
    const off = standingOf({ task: "t", name: "off", kind: "peer" }, [{ ok: true, result: result(1, { ll: -3 }) }]);
    expect(disagreement(standings, "t")).toBe(0);
    expect(disagreement([...standings, off], "t")).toBe(0.5);
    expect(disagreement(standings.slice(0, 1), "t")).toBeNaN();
  });

  it("mark a goal that rests on a scaled peer", () => {
    const numpy = standingOf({ task: "bn-mle", name: "NumPy", kind: "peer" }, [{ ok: true, result: result(4) }]);
    const ours = standingOf({ task: "bn-mle", name: "platewise", kind: "ours" }, [{ ok: true, result: result(1) }]);
    const missing = standingOf({ task: "bn-mle", name: "bnlearn", kind: "peer" }, [{ ok: false, reason: "not here" }]);
    const rule = { task: "bn-mle", name: "bnlearn", took: 1, from: "NumPy", fromTook: 2 };
    const chosen = tasks.filter(({ name }) => name === "bn-mle");
    const goals = listTargets(scaleMissing([ours, numpy, missing], [rule]), chosen);
    expect(goals.find(({ what }) => what.includes("bnlearn"))).toMatchObject({ value: 2, what: expect.stringContaining("scaled") });
    expect(goals.every(({ what }) => what.startsWith("bn-mle"))).toBe(true);
  });

  it("ask for every task that peers and ours agree", () => {
    const goals = listTargets([], tasks).map(({ what }) => what);
    expect(goals.filter((what) => what.includes("off the peers'"))).toHaveLength(tasks.length);
    expect(goals).toContain("hmm-cat: times faster than hmmlearn");
    expect(goals.filter((what) => what.includes("C limit"))).toEqual([
      "geometric mean of ours over the C limit, gmm-full, gmm-1d, lca, bn-mle",
    ]);
  });

  const missing = standingOf({ task: "t", name: "bnlearn", kind: "peer" }, [{ ok: false, reason: "not here" }]);
  const rule = { task: "t", name: "bnlearn", took: 1, from: "NumPy", fromTook: 2 };

  it("scale a missing peer from one that ran, and leave others alone", () => {
    const filled = scaleMissing([...standings, missing], [rule]);
    expect(filled.at(-1)?.best).toMatchObject({ cpu_s: 0.3, iters: 1, version: "scaled", ll: null });
    expect(filled.slice(0, 4)).toEqual(standings);
  });

  it("take the first rule whose peer ran, of another task too", () => {
    const other = standingOf({ task: "u", name: "numba", kind: "peer" }, [{ ok: true, result: result(5) }]);
    const rules = [{ ...rule, from: "absent" }, { ...rule, from: "numba", fromTask: "u" }, rule];
    const best = scaleMissing([...standings, other, missing], rules).at(-1)?.best;
    expect(best).toMatchObject({ cpu_s: 0.25, notes: expect.stringContaining("numba in u") });
    expect(scaleMissing([missing], rules)).toEqual([missing]);
  });
});

describe("outputs", () => {
  it("are found among other lines", () => {
    expect(findResult(`warming up\nRESULT ${JSON.stringify(result(3))}\ndone\n`)).toEqual(result(3));
    expect(findResult("nothing")).toBeNull();
  });

  it("without a result say why: the refusal of a model, or the last words", () => {
    expect(reasonOf("platewise", "reading\nnot yet: chain-not-learnable\n", null)).toBe("not yet: chain-not-learnable");
    expect(reasonOf("NumPy", "Traceback\nImportError: numpy\n\nPython 3", null)).toBe("NumPy gave no result: ImportError: numpy");
    expect(reasonOf("NumPy", "out of memory\n", null)).toBe("NumPy gave no result: out of memory");
    expect(reasonOf("C limit", "", "SIGSEGV")).toBe("C limit was ended by SIGSEGV");
  });

  it("of the kernel on a processor give its family", () => {
    expect(processorFamily("processor\t: 0\ncpu family\t: 6\nmodel\t\t: 207\nmodel name\t: Xeon\n")).toBe(", family 6, model 207");
    expect(processorFamily("")).toBe("");
  });

  it("of the C kernels share the collapsing of rows over the iterations", () => {
    const output = 'rows after dedupe 27626, prep 5.0 ms\n{"task":"lca_dedupe","ns_per_row":0.6,"ms":0.3,"gflops":1,"check":1}\n';
    expect(parseLimit(output, { task: "lca", iterations: 50, notes: "" }, "C")?.s_per_iter).toBeCloseTo(0.0004, 12);
    expect(parseLimit("usage", { task: "lca", iterations: 50, notes: "" }, "C")).toBeNull();
  });
});
