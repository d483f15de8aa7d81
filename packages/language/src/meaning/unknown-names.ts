import type { Span } from "@platewise/core";
import { nearestName } from "@platewise/core";
import { type Checker, replaceBy, report } from "./context.ts";
import type { Scope } from "./plate-scope.ts";

/** Notes a name that nothing declares; a name is reported once, with the number of its other places. */
export function noteUnknownName(checker: Checker, name: string, span: Span, scope: Scope): void {
  if (checker.quiet > 0) return;
  const known = checker.unknownNames.get(name);
  if (known) {
    known.count += 1;
    return;
  }
  const near = nearestName(name, visibleNames(checker, scope));
  checker.unknownNames.set(name, { span, near, label: labelOwner(checker, name), count: 1 });
}

function* visibleNames(checker: Checker, scope: Scope): Generator<string> {
  yield* scope.loops.keys();
  for (const plate of scope.plate?.fixed ?? []) yield plate.name;
  yield* checker.symbols.keys();
}

/** The declared type that has `name` among its labels, if one has. */
function labelOwner(checker: Checker, name: string): string | null {
  for (const symbol of checker.symbols.values()) {
    if (symbol.kind === "type" && symbol.set.labels?.includes(name)) return symbol.name.text;
  }
  return null;
}

/** Turns the noted names into diagnostics, at the end of the check. */
export function reportUnknownNames(checker: Checker): void {
  for (const [name, { span, near, label, count }] of checker.unknownNames) {
    report(checker, "unknown-name", { name, near, label, more: count - 1 }, span, { suggestion: replaceBy(span, near) });
  }
}
