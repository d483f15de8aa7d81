import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { examples } from "./support/examples.ts";
import { faultOf, nameOf, type Spoilt, writeMutatedFit } from "./support/mutated-fit.ts";
import { createWatchdog } from "./support/watchdog.ts";

// MUTATIONS=1000 spoils every file of every example a thousand times, and kills a run that hangs. What fails is found again
// by its name: example, file and number.
const asked = process.env.MUTATIONS;
const count = asked === undefined ? 120 : Number(asked);
const folder = mkdtempSync(join(tmpdir(), "platewise-mutations-"));
const watchdog = asked === undefined ? null : createWatchdog(10_000);
const kinds: readonly Spoilt[] = ["model", "data", "init"];

afterAll(async () => {
  await watchdog?.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("spoilt examples are fitted or refused with a reason", () => {
  const cases = examples.flatMap((example) =>
    kinds
      .filter((spoilt) => example.fits.some(({ init }) => spoilt !== "init" || init !== undefined))
      .map((spoilt) => ({ example, spoilt, name: example.name })),
  );
  test.for(cases)("$name: $spoilt", { timeout: count * 1000 }, async ({ example, spoilt }) => {
    const faults: string[] = [];
    for (let number = 0; number < count; number++) {
      const fit = { example, spoilt, number };
      watchdog?.next(nameOf(fit));
      const fault = await faultOf(writeMutatedFit(fit, folder), folder);
      if (fault !== null) faults.push(`${nameOf(fit)}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
