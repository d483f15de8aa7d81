import type { Diagnostic, DiagnosticDetails } from "@platewise/core";
import { diagnostic } from "@platewise/core";

const isTooLarge = (d: Diagnostic): d is Diagnostic<"joint-too-large"> => d.code === "joint-too-large";

/** Which sums a network asks for: over what, and whether there are methods that do without. */
export interface SumPurpose {
  readonly over: string;
  readonly avoidable: boolean;
}

/** Joint tables that are over the budget, told as the sums that a network asks for: the last one for each plate. Other findings stay. */
export function costlySums(findings: readonly Diagnostic[], { over, avoidable }: SumPurpose): readonly Diagnostic[] {
  const told = new Map<string, Diagnostic>();
  for (const found of findings) {
    if (!isTooLarge(found)) continue;
    const { unknown: _, ...cost } = found.details as DiagnosticDetails<"joint-too-large">;
    const { severity, text } = found;
    told.set(cost.plate, diagnostic("sum-too-large", { ...cost, over, avoidable }, { severity, ...(text ? { text } : {}) }));
  }
  return [...findings.filter((found) => !isTooLarge(found)), ...told.values()];
}
