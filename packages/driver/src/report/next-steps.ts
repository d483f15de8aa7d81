import type { FitResult } from "@platewise/core";
import type { ReportCommand } from "./report-options.ts";

/** A command to try, and what for. */
export interface NextStep {
  readonly command: string;
  readonly purpose: string;
}

/** What the user may want to do after this fit, most useful first. */
export function nextSteps(result: FitResult, command: ReportCommand): NextStep[] {
  const again = (...words: string[]): string => ["pgm", ...withoutOptions(command.words, words), ...words].map(quote).join(" ");
  const steps: NextStep[] = [];
  if (result.status === "max-iterations" && result.iterations > 0) {
    steps.push({ command: again("--max-iter", String(10 * result.iterations)), purpose: "let it run on" });
  }
  if (command.out === null) steps.push({ command: again("--out", "fit.json"), purpose: "keep the result" });
  if (result.method !== "mle" && result.runs.length === 1 && result.runs[0]?.start !== "init") {
    steps.push({ command: again("--restarts", "10"), purpose: "look for a better optimum" });
  }
  const [size] = Object.entries(command.sizes);
  if (result.method !== "mle" && size) {
    steps.push({ command: again("--set", `${size[0]}=${size[1] + 1}`), purpose: `try another ${size[0]}, and compare the BIC` });
  }
  if (command.out !== null) {
    const words = ["pgm", "score", command.model, "--params", command.out, "--data", "NEW.csv"];
    steps.push({ command: words.map(quote).join(" "), purpose: "how well it predicts other rows" });
  }
  return steps;
}

/** The words as typed, without the options that `added` replaces. */
function withoutOptions(words: readonly string[], added: readonly string[]): string[] {
  const replaced = added[0] === "--set" ? `--set ${added[1]?.split("=")[0]}=` : `${added[0]} `;
  const kept: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (`${word} ${words[i + 1] ?? ""}`.startsWith(replaced)) i += 1;
    else if (!`${word} `.startsWith(replaced.replace(" ", "="))) kept.push(word);
  }
  return kept;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
