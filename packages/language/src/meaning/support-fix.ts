import type { Suggestion, Support } from "@platewise/core";
import type { TypeExpr } from "../syntax/program.ts";
import { declaredTypeOf } from "./node-domains.ts";
import type { ProgramSymbol } from "./symbols.ts";
import type { ValueType } from "./value-type.ts";

/** How a value's declaration could be changed to fit: whose it is, the new type's text, and the edit where one does it. */
export interface SupportFix {
  readonly owner: string | null;
  readonly fix: string | null;
  readonly suggestion: Suggestion | undefined;
}

const words: Partial<Record<Support, string>> = { positive: "positive", nonnegative: "positive", probability: "probability" };

/** The change of a declaration that gives `type` the support `needed`, where it is a declared name whose law does not forbid it. */
export function supportFix(needed: Support, type: ValueType): SupportFix {
  const owner = type.kind === "unknown" ? undefined : type.owner;
  if (owner === undefined) return { owner: null, fix: null, suggestion: undefined };
  const fix = fixText(needed, type);
  const written = fix === null ? null : declaredAlone(owner);
  const suggestion = written === null || fix === null ? undefined : { span: written.span, text: fix };
  return { owner: owner.name.text, fix: changeable(owner) ? fix : null, suggestion: changeable(owner) ? suggestion : undefined };
}

function fixText(needed: Support, type: ValueType): string | null {
  if (needed === "spread") return type.kind === "matrix" && type.rows !== null ? `covariance(${type.rows})` : "positive";
  if (needed === "simplex") return type.kind === "vector" && type.size !== null && !type.missing ? `simplex(${type.size})` : null;
  return words[needed] ?? null;
}

/** The type of a declaration that declares one name only, so that changing it changes nothing else. */
function declaredAlone(owner: ProgramSymbol): TypeExpr | null {
  if (owner.kind === "param") return owner.statement.targets.length === 1 ? owner.statement.type : null;
  if (owner.kind !== "node" || owner.statement === null) return null;
  return owner.statement.targets.length === 1 ? declaredTypeOf(owner) : null;
}

/** A modelled node takes its values from its law, so only parameters and given columns can simply be declared otherwise. */
function changeable(owner: ProgramSymbol): boolean {
  return owner.kind === "param" || (owner.kind === "node" && owner.statement?.role === "given");
}
