import type { DiagnosticDetails } from "@platewise/core";
import { type ArgumentPlace, fitArgument } from "./argument-fit.ts";
import type { BoundArgument } from "./arguments.ts";
import { type Checker, textOf } from "./context.ts";
import type { Typed } from "./value-type.ts";

interface Resolved {
  readonly argument: BoundArgument;
  readonly typed: Typed;
}

/**
 * Two arguments without names of which one does not fit, but both would in the other order: what was reported of them since `known`
 * becomes one finding that suggests to exchange them.
 */
export function suggestExchange(
  checker: Checker,
  known: number,
  args: readonly Resolved[],
  place: Pick<ArgumentPlace, "law" | "size" | "prior">,
): void {
  const [first, second] = args;
  if (first === undefined || second === undefined || args.length > 2) return;
  if (args.some(({ argument, typed }) => argument.written.name !== null || typed.type.kind === "unknown")) return;
  const spans = args.map(({ argument }) => argument.written.value.span);
  const found = checker.diagnostics.slice(known);
  if (!found.every(({ text }) => spans.some((span) => span.start === text?.span.start && span.end === text.span.end))) return;
  if (!fits(checker, first, { ...place, ...second.argument, value: first.argument.written.value })) return;
  if (!fits(checker, second, { ...place, ...first.argument, value: second.argument.written.value })) return;
  const [start, end] = [spans[0]!.start, spans[1]!.end];
  const text = `${textOf(checker, spans[1]!)}, ${textOf(checker, spans[0]!)}`;
  const [finding] = found;
  if (finding === undefined) return;
  // The order is to blame, so no declaration has to change.
  const details =
    finding.code === "argument-support"
      ? { ...(finding.details as DiagnosticDetails<"argument-support">), fix: null, needed: "real" as const }
      : finding.details;
  checker.diagnostics.splice(known, found.length, { ...finding, details, suggestion: { span: { start, end }, text } });
}

/** Whether a value would do in the place of another argument; nothing is reported. */
function fits(checker: Checker, { typed }: Resolved, place: ArgumentPlace): boolean {
  const before = checker.diagnostics.length;
  fitArgument(checker, place, typed);
  return checker.diagnostics.splice(before).length === 0;
}
