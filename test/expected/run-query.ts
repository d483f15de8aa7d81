import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InferResult, modelOfNetwork, readNetwork } from "platewise";
import { pgmJson } from "../support/run-pgm.ts";
import { root } from "../support/workspace.ts";
import type { Params, Results, TrustedCase } from "./trusted-case.ts";

/** Networks that stand with the tests of their formats. */
const fixtures = join(root, "packages", "driver", "test", "fixtures", "networks");

const networkOf = (id: string): string => `${id.slice(0, id.indexOf("-query-"))}.bif`;

/** True for a case that asks a network for posteriors. */
export const isQuery = ({ id }: Pick<TrustedCase, "id">): boolean => id.includes("-query-");

/** Asks a network, read from its file, with `pgm infer`, and gives every field that the case has. */
export async function runQuery(trusted: TrustedCase, dataFolder: string): Promise<Results> {
  const name = networkOf(trusted.id);
  const path = [dataFolder, fixtures].map((folder) => join(folder, name)).find(existsSync) ?? name;
  const { model, params } = modelOfNetwork(readNetwork({ name, text: readFileSync(path, "utf8") }));
  const made = mkdtempSync(join(tmpdir(), "platewise-query-"));
  const file = (ending: string, text: string): string => {
    writeFileSync(join(made, ending), text);
    return join(made, ending);
  };
  try {
    const words = ["infer", file("model.pgm", String(model)), "--params", file("params.json", JSON.stringify(params))];
    const evidence = file("case.json", JSON.stringify(trusted.init?.evidence ?? {}));
    const { logEvidence, mpeLogProb, rows } = await pgmJson<InferResult>([...words, "--evidence", `@${evidence}`, "--mpe"]);
    const { marginals, mpe } = rows[0] as InferResult["rows"][number];
    return { logLik: logEvidence, values: { marginals, mpeLogProb: mpeLogProb ?? null, mpe: mpe ?? null } as Params };
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
