import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareSentences } from "../packages/core/src/diagnostics/sentences/compare.ts";
import { dataSentences } from "../packages/core/src/diagnostics/sentences/data.ts";
import { learningSentences } from "../packages/core/src/diagnostics/sentences/learning.ts";
import { networkSentences } from "../packages/core/src/diagnostics/sentences/networks.ts";
import { planSentences } from "../packages/core/src/diagnostics/sentences/plan.ts";
import { querySentences } from "../packages/core/src/diagnostics/sentences/query.ts";
import { samplingSentences } from "../packages/core/src/diagnostics/sentences/sampling.ts";
import { usageSentences } from "../packages/core/src/diagnostics/sentences/usage.ts";
import { expectGolden } from "./support/goldens.ts";
import { runPgm } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// A rejected call is test/rejected/<code>/<name>.call.json: the words after `pgm`, run at the top of the repository, with
// <name>.txt for all that is said on standard error. `{here}` in a word is the path of the case without its ending.
const home = "test/rejected";

/** Codes that neither files nor words can bring about, with the reason. */
const unreachable: Readonly<Record<string, string>> = {
  "internal-error": "is our bug, by definition",
  "ambiguous-column": "stands in the folder of duplicate-column, which is said first",
  "bad-pattern": "the checker has refused such patterns before any data is read",
  "wrong-column-count": "the checker has counted the columns before any data is read",
  "weights-without-plate": "the checker refuses models that read data outside plates",
  "impossible-evidence": "is a warning beside an answer, and these calls have none; the tests of infer hold it",
  "log-z-estimated": "stands beside a score; the tests of networks hold it",
  "network-loses": "stands beside what was written; the tests of the formats hold it",
  "network-padded": "stands beside what was written; the tests of the formats hold it",
  "network-rescaled": "stands beside what was written; the tests of the formats hold it",
  "file-unwritable": "its reason is in the words of the operating system; the tests of the terminal hold it",
};

interface Call {
  readonly path: string;
  readonly words: readonly string[];
  readonly status: number;
}

const codes = readdirSync(join(root, home), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const filesOf = (code: string): readonly string[] => readdirSync(join(root, home, code));

function readCall(code: string, file: string): Call {
  const path = `${home}/${code}/${file.slice(0, -".call.json".length)}`;
  const { words, status } = JSON.parse(readFileSync(join(root, `${path}.call.json`), "utf8")) as Omit<Call, "path">;
  return { path, words: words.map((word) => word.replace("{here}", path)), status };
}

const calls = codes.flatMap(({ name }) =>
  filesOf(name)
    .filter((file) => file.endsWith(".call.json"))
    .sort()
    .map((file) => [`${name}/${file}`, readCall(name, file)] as const),
);

describe("rejected calls", () => {
  test.for(calls)("%s", async ([, { path, words, status }]) => {
    const call = await runPgm(words);
    expectGolden(`${path}.txt`, call.stderr);
    expect(call).toMatchObject({ status, stdout: "" });
    expect(call.stderr).toContain(`[${path.split("/").at(-2)}]`);
  });

  const catalogues = {
    data: dataSentences,
    plan: planSentences,
    learning: learningSentences,
    sampling: samplingSentences,
    query: querySentences,
    usage: usageSentences,
    networks: networkSentences,
    compare: compareSentences,
  };
  test.for(Object.entries(catalogues))("every code of the %s stage has a case", ([, catalogue]) => {
    const shown = (code: string): boolean => existsSync(join(root, home, code)) && filesOf(code).some((file) => file.endsWith(".txt"));
    const silent = Object.keys(catalogue).filter((code) => !shown(code) && unreachable[code] === undefined);
    expect(silent).toEqual([]);
  });
});
