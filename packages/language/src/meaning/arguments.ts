import { nearestName, type Signature, type SignatureArgument, signatures } from "@platewise/core";
import type { CallArgument, Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report } from "./context.ts";
import { synonyms } from "./reserved-words.ts";

type Call = Expr & { readonly kind: "call" };

const byName: ReadonlyMap<string, Signature> = new Map(signatures.map((signature) => [signature.name, signature]));

/** The signature of a distribution by its name. */
export function signatureOf(name: string): Signature | undefined {
  return byName.get(name);
}

/** An argument with the name that the call gives it (`variance` where it stands for `sd`) and what it must be. */
export interface BoundArgument {
  readonly name: string;
  readonly expects: SignatureArgument;
  readonly written: CallArgument;
}

/** How a distribution is written: `Normal(mean, sd)`. */
export function usageOf(signature: Signature): string {
  const args = signature.args.map((arg) => (arg.optional ? `[${arg.name}]` : arg.name));
  return `${signature.name}(${args.join(", ")})`;
}

/** The expression given for an argument, by name or position; nothing is reported. */
export function peekArgument(call: Call, signature: Signature, name: string): Expr | null {
  const named = call.args.find((arg) => arg.name?.text === name);
  if (named) return named.value;
  const at = signature.args.findIndex((arg) => arg.name === name);
  const positional = call.args[at];
  return positional && positional.name === null ? positional.value : null;
}

/** Pairs the arguments of a call with those of the signature; null where some could not be paired (reported). */
export function bindArguments(checker: Checker, call: Call, signature: Signature): readonly BoundArgument[] | null {
  const bound = new Map<string, BoundArgument>();
  if (!checkOrder(checker, call)) return null;
  let sound = true;
  let position = 0;
  for (const written of call.args) {
    const name = written.name?.text ?? signature.args[position++]?.name ?? null;
    const target = name === null ? undefined : (signature.alternatives[name] ?? name);
    const expects = signature.args.find((arg) => arg.name === target);
    if (name === null || expects === undefined) {
      sound = written.name === null && sound ? sound : false;
      if (written.name) reportUnknown(checker, signature, written);
    } else if (bound.has(expects.name)) {
      report(checker, "repeated-argument", { law: signature.name, name, first: bound.get(expects.name)?.name ?? name }, written.span);
      sound = false;
    } else {
      bound.set(expects.name, { name, expects, written });
    }
  }
  return checkCount(checker, call, signature, { bound, sound, positional: position });
}

function checkOrder(checker: Checker, call: Call): boolean {
  const firstNamed = call.args.findIndex((arg) => arg.name !== null);
  if (firstNamed < 0) return true;
  const late = call.args.slice(firstNamed).find((arg) => arg.name === null);
  if (late) report(checker, "positional-after-named", { law: call.name.text, named: call.args[firstNamed]?.name?.text ?? "" }, late.span);
  return late === undefined;
}

function reportUnknown(checker: Checker, signature: Signature, written: CallArgument): void {
  if (written.name === null) return;
  const names = [...signature.args.map((arg) => arg.name), ...Object.keys(signature.alternatives)];
  const synonym = synonyms.argument.get(written.name.text);
  const near = synonym !== undefined && names.includes(synonym) ? synonym : nearestName(written.name.text, names);
  const suggestion = replaceBy(written.name.span, near);
  report(checker, "unknown-argument", { law: signature.name, name: written.name.text, names, near }, written.name.span, { suggestion });
}

interface Pairing {
  readonly bound: ReadonlyMap<string, BoundArgument>;
  readonly sound: boolean;
  readonly positional: number;
}

function checkCount(checker: Checker, call: Call, signature: Signature, pairing: Pairing): readonly BoundArgument[] | null {
  const { bound, sound, positional } = pairing;
  if (positional > signature.args.length) {
    const found = call.args.length;
    report(
      checker,
      "too-many-arguments",
      { law: signature.name, usage: usageOf(signature), expected: signature.args.length, found },
      call.span,
    );
    return null;
  }
  if (!sound) return null;
  const missing = signature.args.filter((arg) => !arg.optional && !bound.has(arg.name)).map((arg) => arg.name);
  if (missing.length > 0) {
    report(checker, "law-lacks-argument", { law: signature.name, usage: usageOf(signature), missing }, call.span);
    return null;
  }
  return signature.args.flatMap((arg) => bound.get(arg.name) ?? []);
}
