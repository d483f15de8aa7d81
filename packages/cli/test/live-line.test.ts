import { describe, expect, test } from "vitest";
import { liveLine, progressText } from "../src/live-line.ts";
import { posteriorsCsv } from "../src/posteriors-csv.ts";
import { secondsLeft } from "../src/time-left.ts";

const progress = { run: 1, runs: 1, iteration: 10, maxIterations: 1000, objective: -1130.264, change: 1e-3 };

describe("the live line", () => {
  test("is drawn at most ten times a second, never wider than the terminal, and taken away", () => {
    const written: string[] = [];
    let time = 0;
    const line = liveLine({ write: (text) => written.push(text), columns: 40 }, () => time);
    for (let iteration = 1; iteration <= 100; iteration += 1) {
      time += 10;
      line.show({ ...progress, iteration, change: 0.9 ** iteration }, 1e-9);
    }
    expect(written.length).toBe(10);
    expect(written.every((text) => text.startsWith("\r\u001b[K") && text.length <= 4 + 39)).toBe(true);
    line.erase();
    line.erase();
    expect(written.slice(10)).toEqual(["\r\u001b[K"]);
  });

  test("says nothing of the time left where the tolerance tells nothing of it", () => {
    const written: string[] = [];
    let time = 0;
    const line = liveLine({ write: (text) => written.push(text) }, () => (time += 1000));
    const show = (tolerance: number | null): void => {
      for (const iteration of [1, 2, 3]) line.show({ ...progress, iteration, change: 0.5 ** iteration }, tolerance);
    };
    show(null);
    expect(written.some((text) => text.includes("left"))).toBe(false);
    show(1e-9);
    expect(written.some((text) => text.includes("left"))).toBe(true);
  });

  test("nothing shown, nothing erased", () => {
    const written: string[] = [];
    liveLine({ write: (text) => written.push(text) }, () => 0).erase();
    expect(written).toEqual([]);
  });

  test("reads well", () => {
    expect(progressText(progress, 3.4)).toBe("iteration 10: objective -1130.26400, change 1.0e-3, 3 s left");
    expect(progressText({ ...progress, run: 2, runs: 5 }, null)).toBe("run 2 of 5, iteration 10: objective -1130.26400, change 1.0e-3");
    expect(progressText({ ...progress, change: Number.NaN }, null)).toBe("iteration 10: objective -1130.26400");
    expect(progressText({ ...progress, objective: Number.NaN, change: Number.NaN }, null)).toBe("iteration 10 of at most 1000");
    expect(progressText(progress, 600)).toContain("10 min left");
    expect(progressText(progress, 7200)).toContain("2.0 h left");
  });
});

describe("the time left", () => {
  const pace = { elapsed: 10, tolerance: 1e-9 };

  test("follows from the rate at which the changes shrink", () => {
    const before = { ...progress, iteration: 9, change: 1e-2 };
    // One decimal an iteration: from 1e-3 to 1e-9 * 1130 it takes 3 more; one second each.
    expect(secondsLeft(progress, before, pace)).toBeCloseTo(3, 10);
  });

  test("counts the other runs as long as this one", () => {
    const before = { ...progress, runs: 3, iteration: 9, change: 1e-2 };
    expect(secondsLeft({ ...progress, runs: 3 }, before, pace)).toBeCloseTo(3 + 2 * 13, 10);
  });

  test("is what the limit leaves when the tolerance is zero", () => {
    expect(secondsLeft(progress, undefined, { elapsed: 10, tolerance: 0 })).toBeCloseTo(990, 10);
  });

  test("is unknown while the changes do not shrink", () => {
    expect(secondsLeft(progress, undefined, pace)).toBeNull();
    expect(secondsLeft(progress, { ...progress, iteration: 9, change: 1e-4 }, pace)).toBeNull();
    expect(secondsLeft(progress, { ...progress, iteration: 9, change: 0 }, pace)).toBeNull();
  });
});

test("posteriors are CSV with a column for every state, and empty cells for dropped rows", () => {
  const posteriors = [
    { node: "kind", states: ["0", "1"], probabilities: Float64Array.of(0.25, 0.75, Number.NaN, Number.NaN) },
    { node: "sex", states: ['a "b"'], probabilities: Float64Array.of(1, 1) },
  ];
  expect(posteriorsCsv(posteriors, 2)).toBe('row,kind=0,kind=1,"sex=a ""b"""\n0,0.25,0.75,1\n1,,,1\n');
});
