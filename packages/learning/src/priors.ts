import type { CellPrior, Diagnostic, Law, ParamDecl, PriorFamily, SignatureArgument } from "@platewise/core";
import { diagnostic, findSignature, InternalError } from "@platewise/core";
import { evaluate, flatten, type GroundGraph, type ParameterEntry, type ParameterLayout, type Value } from "@platewise/graph";
import { type EstimationBlock, entryOf } from "./estimation-blocks.ts";

function numbersOf(layout: ParameterLayout, law: Law, name: string): readonly number[] {
  const arg = law.args.find((a) => a.name === name);
  if (!arg) return [];
  const result = evaluate(arg.value, { layout, index: () => undefined, node: () => undefined });
  return result.kind === "value" ? flatten(result.value as Value) : [];
}

/** The numbers of an argument; a variance may be given in the place of an sd. */
function argumentOf(layout: ParameterLayout, law: Law, name: string): readonly number[] {
  const given = numbersOf(layout, law, name);
  const numbers = given.length === 0 && name === "sd" ? numbersOf(layout, law, "variance").map(Math.sqrt) : given;
  if (numbers.length === 0) throw new InternalError(`the prior ${law.written} has no numbers for its ${name}`);
  return numbers;
}

/** An argument filled out to its target: a number fills a vector, and makes a multiple of the identity. */
function fillOut(shape: SignatureArgument["shape"], values: readonly number[], length: number): Float64Array {
  if (shape === "scalar") return Float64Array.of(values[0] as number);
  if (values.length === length) return Float64Array.from(values);
  if (shape === "vector") return new Float64Array(length).fill(values[0] as number);
  const size = Math.round(Math.sqrt(length));
  return Float64Array.from({ length }, (_, i) => (i % (size + 1) === 0 ? (values[0] as number) : 0));
}

/** The prior of every element of a parameter with its arguments as numbers; null where it has none (or an unknown one). */
export function readPrior(layout: ParameterLayout, decl: ParamDecl, known: readonly PriorFamily[]): CellPrior | null {
  const law = decl.prior;
  const family = known.find((f) => f.name === law?.family);
  if (!law || !family) return null;
  const { length } = layout.byName.get(decl.name) as ParameterEntry;
  const args = (findSignature(law.family)?.args ?? []).filter((arg) => !arg.optional);
  return { family, args: args.map((arg) => fillOut(arg.shape, argumentOf(layout, law, arg.name), length)) };
}

/** Priors that the M-step of the argument they stand behind does not know. */
export function refusePriors(graph: GroundGraph, blocks: readonly EstimationBlock[]): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const { family, shape, atoms } of blocks) {
    for (const atom of atoms) {
      atom.cells.forEach((cell, argument) => {
        const decl = entryOf(graph, cell)?.decl;
        const known = family.priors(shape, argument);
        if (!decl?.prior || known.includes(decl.prior.family) || found.has(decl.name)) return;
        const text = { source: graph.graph.model.source, span: decl.prior.span };
        found.set(decl.name, diagnostic("prior-not-learnable", { param: decl.name, prior: decl.prior.family, known }, { text }));
      });
    }
  }
  return [...found.values()];
}
