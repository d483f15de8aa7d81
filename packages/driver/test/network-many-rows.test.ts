import { expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";

// The work that errors and identified parameters ask for depends on the rows that differ, not on how often they occur.
test("many equal rows have the standard errors and free parameters of one row with their weight", async () => {
  const text = (weighted: string) => `network Many
param h, J : real
plate row${weighted} {
  plate i in 8 { observed s[i] : {-1, 1} from "s{i}" }
  observed y : {no, yes}
  factor h * s[i] for i in 8
  factor J * s[i] * s[i+1] for i in 7
  factor table(y, s[0])
}
`;
  const states = Array.from({ length: 40 }, (_, k) => [
    ...Array.from({ length: 8 }, (_, i) => ((k * 7 + i * i * 5) % 11 < 5 ? 1 : -1)),
    k % 3 === 0 ? "no" : "yes",
  ]);
  const names = [...Array.from({ length: 8 }, (_, i) => `s${i}`), "y"];
  const once = [[...names, "n"], ...states.map((row) => [...row, 500])].map((row) => row.join(",")).join("\n");
  const often = [names, ...states.flatMap((row) => Array.from({ length: 500 }, () => row))].map((row) => row.join(",")).join("\n");
  const weighted = await fit(parse(text(" weighted by n")), once);
  const many = await fit(parse(text("")), often);
  expect(many.rows).toBe(20_000);
  expect(many.network?.atMost).toBeUndefined();
  expect(many.freeParameters).toBe(weighted.freeParameters);
  for (const name of ["h", "J"]) {
    expect(many.network?.standardErrors?.[name]).toBeCloseTo(weighted.network?.standardErrors?.[name] as number, 8);
  }
});
