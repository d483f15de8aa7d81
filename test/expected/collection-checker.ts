import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "./trusted-case.ts";

interface Verdict {
  readonly id: string;
  readonly status: "PASS" | "FAIL" | "ABSENT";
}

/** Ids of the cases that a collection's own checker passes, every field required. `file` keeps the results where it is given. */
export function passedByChecker(checker: string, results: Readonly<Record<string, Results>>, file?: string): readonly string[] {
  const scratch = mkdtempSync(join(tmpdir(), "platewise-expected-"));
  const path = file ?? join(scratch, "results.json");
  try {
    writeFileSync(path, JSON.stringify(results));
    const { stdout } = spawnSync(process.execPath, [checker, path, "--strict", "--json"], { encoding: "utf8", maxBuffer: 1e8 });
    const { rows } = JSON.parse(stdout) as { readonly rows: readonly Verdict[] };
    return rows.filter(({ status }) => status === "PASS").map(({ id }) => id);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
