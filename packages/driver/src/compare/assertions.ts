import { InternalError } from "@platewise/core";
import type { Assertion, Coupling, Divergence, MomentGap } from "./compare-result.ts";
import { type FittedForms, holdsDirected } from "./fit-forms.ts";
import type { Theory } from "./theory.ts";

/** How far two maxima of the same function may be apart, relative to their size. */
export const AGREEMENT = 1e-6;

/** What is looked at; `unknown`: something is not seen, so that there may be several maxima. */
export interface Findings {
  readonly theory: Theory;
  readonly forms: FittedForms;
  readonly unknown: boolean;
  readonly divergence: Divergence | null;
  readonly coupling: Coupling | null;
  /** How many laws of a row read each parameter of the directed form. */
  readonly uses: ReadonlyMap<string, number>;
  /** Moments over the scopes of tables that nothing else shares. */
  readonly matched: readonly MomentGap[];
}

const assertion = (what: Assertion["what"], difference: number, tolerance = AGREEMENT): Assertion => ({
  what,
  difference,
  tolerance,
  holds: difference <= tolerance,
});

/** Largest entry of the gradient, per row, at which a network counts as being at its maximum, be that at infinity. */
const FLAT = 1e-7;

/** True where a fit ended at a maximum, or so near to one that its likelihood is that of the maximum. */
function arrived({ fit }: FittedForms["directed"]): boolean {
  if (fit.network) return fit.status !== "interrupted" && fit.status !== "max-iterations" && (fit.network.gradientNorm ?? Infinity) <= FLAT;
  return fit.status === "exact" || fit.status === "converged";
}

/** True where what is left of the gradient is too little to move the joint by as much as is allowed. */
const isFlat = ({ fit: { network, freeParameters } }: FittedForms["directed"]): boolean =>
  network === undefined || (network.gradientNorm ?? Infinity) * freeParameters <= AGREEMENT;

/** How much more the form that is contained fits than the one that contains it, relative to the log-likelihood. */
function excess({ directed, undirected }: FittedForms, larger: "directed" | "undirected"): number {
  const scale = Math.max(1, Math.abs(directed.fit.logLik));
  const gain = (directed.fit.logLik - undirected.fit.logLik) / scale;
  return Math.max(0, larger === "undirected" ? gain : -gain);
}

/** True where a prior pulls the directed fit away from the maximum of its likelihood. */
const isMaximumLikelihood = ({ theory }: Findings): boolean =>
  !theory.reasons.some((reason) => reason.kind === "limited-law" && reason.how === "prior");

function likelihoodAssertions({ theory, forms, unknown }: Findings): readonly Assertion[] {
  if (theory.contains === "neither") {
    const gap = Math.abs(forms.directed.fit.logLik - forms.undirected.fit.logLik) / Math.max(1, Math.abs(forms.directed.fit.logLik));
    return [assertion("same-log-likelihood", gap)];
  }
  if (unknown && !holdsDirected(theory)) return [];
  return [assertion("larger-fits-better", excess(forms, theory.contains))];
}

/** Of a table only the rows of the datum's own configurations of parents may move: one for each law that reads it. */
function ownRows({ theory, coupling, unknown, uses }: Findings): readonly Assertion[] {
  const isOpen = theory.reasons.some(({ kind }) => kind === "limited-law" || kind === "shared-parameter" || kind === "tied");
  if (!coupling || unknown || isOpen || theory.from !== "model") return [];
  const extra = coupling.directed.reduce((sum, { param, rows }) => sum + Math.max(0, (rows?.moved ?? 0) - (uses.get(param) ?? 0)), 0);
  return theory.reasons.some(({ kind }) => kind === "repeated" || kind === "chain") ? [] : [assertion("only-own-rows-move", extra, 0)];
}

/** The moments of a table are those of the data where its likelihood is at the maximum: by the joint's own marginals, not by the fit's. */
function momentAssertion({ forms, unknown, matched }: Findings): readonly Assertion[] {
  const { network, method } = forms.undirected.fit;
  const isLikelihood = ["gradient", "newton", "ipf", "gis"].includes(method) && !network?.l1 && !network?.l2;
  if (unknown || !isLikelihood) return [];
  const gap = matched.length > 0 ? Math.max(...matched.map(({ undirected }) => undirected)) : network?.moments?.largestGap;
  return gap === undefined ? [] : [assertion("moments-match", gap)];
}

/**
 * What theory says must hold of two fits that arrived at their maxima, with what was found. The joints are held to one another only
 * where everything is seen: then both maxima are unique.
 */
export function assertTheory(findings: Findings): readonly Assertion[] {
  const { theory, forms, unknown, divergence } = findings;
  if (!arrived(forms.directed) || !arrived(forms.undirected)) return [];
  const isSame = theory.contains === "neither" && !unknown && divergence?.totalVariation != null && isFlat(forms.undirected);
  const found = [
    ...(isMaximumLikelihood(findings) || theory.contains === "undirected" ? likelihoodAssertions(findings) : []),
    ...(isSame ? [assertion("same-joint", divergence.totalVariation as number)] : []),
    ...momentAssertion(findings),
    ...ownRows(findings),
  ];
  const [broken] = found.filter(({ holds }) => !holds);
  if (broken) throw new InternalError(`compare: ${broken.what} is off by ${broken.difference}, over ${broken.tolerance}`);
  return found;
}
