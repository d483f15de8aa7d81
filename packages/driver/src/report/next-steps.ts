import type { FitResult } from "@platewise/core";
import type { ReportCommand } from "./report-options.ts";

/** A command to try, and what for. `short` stands for it where there is no room: the words as before, and some more. */
export interface NextStep {
  readonly command: string;
  readonly short: string;
  readonly purpose: string;
}

/** Codes of findings that say that a component had too little data. */
const tooMany: readonly string[] = ["spread-floored", "component-emptied", "prior-added"];

/** What the user may want to do after this fit, most useful first. */
export function nextSteps(result: FitResult, command: ReportCommand): NextStep[] {
  const again = (purpose: string, ...words: string[]): NextStep => ({
    purpose,
    command: ["pgm", ...withoutOptions(command.words, words), ...words].map(quote).join(" "),
    short: `pgm fit … ${words.map(quote).join(" ")}`,
  });
  const steps: NextStep[] = [];
  const searched = result.method !== "mle" && !result.network?.concave;
  const [size] = Object.entries(command.sizes);
  if (result.status === "max-iterations" && result.iterations > 0) {
    steps.push(again("let it run on", "--max-iter", String(10 * result.iterations)));
  }
  if (result.status === "interrupted" && command.out !== null) steps.push(again("go on from here", "--init", command.out));
  if (command.out === null) steps.push(again("keep the result", "--out", "fit.json"));
  if (
    searched &&
    result.freeParameters > 0 &&
    result.runs.length === 1 &&
    result.runs[0]?.start !== "init" &&
    !command.words.some((word) => /^--(init|restarts)\b/.test(word))
  ) {
    steps.push(again("look for a better optimum", "--restarts", "10"));
  }
  if (searched && size) steps.push(...anotherSize(result, size, again));
  if (result.network?.deviance !== undefined) steps.push(compareStep(command));
  if (command.out === null) return steps;
  // What is over the budget in a network's fit is so in its queries; of scores log Z may be estimated.
  const { logZ = null, logZEstimate } = result.network ?? {};
  if (logZ !== null) steps.push(inferStep(command.model, command.out));
  if (!result.network || logZ !== null || logZEstimate) steps.push(scoreStep(command.model, command.out));
  return steps;
}

/** One component more; one less where there were too many of them for the data. */
function anotherSize(
  result: FitResult,
  [name, size]: readonly [string, number],
  again: (purpose: string, ...words: string[]) => NextStep,
): NextStep[] {
  const other = result.diagnostics.some(({ code }) => tooMany.includes(code)) ? size - 1 : size + 1;
  return other > 0 ? [again(`try another ${name}, and compare the BIC`, "--set", `${name}=${other}`)] : [];
}

/** The same data under a directed form of the network. */
function compareStep({ words, model }: ReportCommand): NextStep {
  const at = words.findIndex((word) => /^--data(=|$)/.test(word));
  const data = (words[at] ?? "").includes("=") ? (words[at] ?? "").slice("--data=".length) : (words[at + 1] ?? "FILE");
  const command = ["pgm", "compare", model, "--data", data].map(quote).join(" ");
  return { purpose: "see its directed form", command, short: `pgm compare … --data ${quote(data)}` };
}

/** Marginals given what is known of one case. */
function inferStep(model: string, out: string): NextStep {
  const command = `${["pgm", "infer", model, "--params", out].map(quote).join(" ")} --evidence NAME=LABEL`;
  return { purpose: "ask it about a case", command, short: `pgm infer … --params ${quote(out)} --evidence NAME=LABEL` };
}

function scoreStep(model: string, out: string): NextStep {
  const command = ["pgm", "score", model, "--params", out, "--data", "NEW.csv"].map(quote).join(" ");
  return { purpose: "see how it predicts other rows", command, short: `pgm score … --params ${quote(out)} --data NEW.csv` };
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
