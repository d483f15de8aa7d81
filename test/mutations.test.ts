import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { examples } from "./support/examples.ts";
import { faultOf, nameOf, type Spoilt, writeMutatedFit } from "./support/mutated-fit.ts";

// MUTATIONS=1000 spoils every file of every example a thousand times; the failing ones are found again by their numbers.
const asked = process.env.MUTATIONS;
const count = asked === undefined ? 40 : Number(asked);
const folder = mkdtempSync(join(tmpdir(), "platewise-mutations-"));
const kinds: readonly Spoilt[] = ["model", "data", "init"];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("spoilt examples are fitted or refused with a reason", () => {
  const cases = examples.flatMap((example) => kinds.map((spoilt) => ({ example, spoilt, name: example.name })));
  test.for(cases)("$name: $spoilt", async ({ example, spoilt }) => {
    const faults: string[] = [];
    for (let number = 0; number < count; number++) {
      const fit = { example, spoilt, number };
      const words = writeMutatedFit(fit, folder);
      if (words === null) break;
      const fault = await faultOf(words, folder);
      if (fault !== null) faults.push(`${nameOf(fit)}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
