import { describe, expect, test } from "vitest";
import { annealingSchedule } from "../../src/learn/estimate-log-z.ts";

describe("how log Z is annealed", () => {
  test("small rows have all runs and temperatures", () => {
    expect(annealingSchedule(2)).toEqual({ runs: 100, temperatures: 1000 });
    expect(annealingSchedule(600)).toEqual({ runs: 100, temperatures: 1000 });
  });

  test("larger rows have fewer temperatures, then fewer runs, then none", () => {
    const sizes = [1000, 2000, 4000, 8000, 16_000, 32_000];
    const found = sizes.map((size) => annealingSchedule(size));
    for (const [i, schedule] of found.entries()) {
      expect(schedule?.temperatures).toBeGreaterThanOrEqual(100);
      expect(schedule?.runs).toBeGreaterThanOrEqual(10);
      expect((schedule?.runs ?? 0) * (schedule?.temperatures ?? 0) * (sizes[i] as number)).toBeLessThanOrEqual(6e7);
    }
    expect(found[0]?.runs).toBe(100);
    expect(found[5]?.runs).toBeLessThan(100);
    expect(annealingSchedule(100_000)).toBeNull();
  });
});
