import { type Diagnostic, diagnostic, InternalError } from "@platewise/core";
import { columnPattern, format, isNameText, labelLiteral, type Program, reservedAs, type Statement } from "@platewise/language";
import { type Model, tryParse } from "../api/model.ts";
import { nowhere as span } from "./draft.ts";
import { legalNames } from "./legal-names.ts";

/** A name of a program that no text has. */
export const programName = (text: string) => ({ text, span });

const rule = {
  isLegal: (text: string) => isNameText(text) && reservedAs(text) === null,
  clean(text: string): string {
    const word = [...text].map((character) => (isNameText(`x${character}`) ? character : "_")).join("");
    const begun = word === "" || !isNameText(`${word[0]}x`) ? `_${word}` : word;
    return isNameText(begun) && reservedAs(begun) === null ? begun : `${begun}_`;
  },
};

/** Names that the language has for the variables of a network. */
export const nodeNames = (names: readonly string[]): readonly string[] => legalNames(names, rule);

/** Why a variable can't be a node: labels that are numbers compare by value, and a set of labels has at least two. */
export function refuseVariable({
  name: variable,
  states,
}: {
  readonly name: string;
  readonly states: readonly string[];
}): readonly Diagnostic[] {
  const refuse = (reason: string): readonly Diagnostic[] => [diagnostic("network-no-model", { variable, reason }) as Diagnostic];
  if (states.length === 1) return refuse("it has one state only, and a node has at least two");
  const seen = new Map<string, string>();
  for (const state of states) {
    const key = labelLiteral(state).quoted || !/[0-9]/.test(state.charAt(0).replace("-", "0")) ? `label ${state}` : String(Number(state));
    const first = seen.get(key);
    if (first !== undefined) return refuse(`its states \`${first}\` and \`${state}\` are the same number`);
    seen.set(key, state);
  }
  return [];
}

type NodeStatement = Statement & { readonly kind: "node" };

/** A variable as an observed node called `name`, which reads the column of the variable's own name. */
export function observedNode(
  name: string,
  { name: original, states }: { readonly name: string; readonly states: readonly string[] },
  law: NodeStatement["law"],
): NodeStatement {
  return {
    kind: "node",
    role: "observed",
    targets: [{ name: programName(name), indices: [], span }],
    type: { kind: "labels", labels: states.map(labelLiteral), span },
    law,
    from: name === original ? null : { columns: [columnPattern(original)], list: false, span },
    span,
  };
}

/** What a model is made of: statements in a plate over the rows, whose name none of `names` has. */
export interface ModelParts {
  readonly kind: Program["kind"];
  readonly name: string;
  readonly comments: readonly string[];
  readonly names: readonly string[];
  readonly body: readonly Statement[];
}

/** A model with one plate over the rows, as if its text had been read. */
export function makeModel({ kind, name, comments, names, body }: ModelParts): Model {
  const [modelName] = nodeNames([name]) as [string];
  let plate = "row";
  for (let n = 2; names.includes(plate); n++) plate = `row_${n}`;
  const rows: Statement = { kind: "plate", word: "plate", name: programName(plate), by: null, over: null, weightedBy: null, body, span };
  const program: Program = { kind, name: programName(modelName), statements: [rows], comments: [], span };
  const text = [...comments.map((comment) => `// ${comment}`), format(program)].join("\n");
  const model = tryParse({ name: `${modelName}.pgm`, text });
  if (!model.ok) throw new InternalError(`the model of a network is refused: ${model.diagnostics.map(({ code }) => code).join(", ")}`);
  return model.value;
}
