import type { NetworkMethod, NetworkSummary } from "@platewise/core";

/** What each method finds, and by which search; one that takes steps by the gradient names its search last. */
const ways: Readonly<Record<NetworkMethod, { readonly finds: string; readonly by: string | null }>> = {
  gradient: { finds: "maximum likelihood", by: null },
  newton: { finds: "maximum likelihood", by: "Newton's method" },
  ipf: { finds: "maximum likelihood", by: "iterative proportional fitting" },
  gis: { finds: "maximum likelihood", by: "generalised iterative scaling" },
  cd: { finds: "contrastive divergence", by: "averaged steps of its chains" },
  pcd: { finds: "persistent contrastive divergence", by: "averaged steps of its chains" },
  pseudo: { finds: "maximum pseudo-likelihood", by: null },
  composite: { finds: "maximum composite likelihood", by: null },
  loopy: { finds: "likelihood with loopy belief propagation", by: null },
  "mean-field": { finds: "likelihood with mean-field expectations", by: null },
};

/** True where something pulls the weights away from where the data would have them. */
export const isPenalised = ({ l1 = 0, l2 = 0, priors }: Partial<NetworkSummary>): boolean => l1 > 0 || l2 > 0 || priors === true;

/** The method of a network's fit by its full name: `maximum likelihood by the gradient (L-BFGS)`. */
export function networkMethodWords(method: NetworkMethod, summary: Partial<NetworkSummary>): string {
  const { finds, by } = ways[method];
  const search = by ?? `the gradient (${summary.l1 ? "OWL-QN" : "L-BFGS"})`;
  return `${isPenalised(summary) ? "penalised " : ""}${finds} by ${search}`;
}

/** True for the methods that maximise the likelihood itself, of which moments of data and model are equal at the maximum. */
export const matchesMoments = (method: string, summary: NetworkSummary): boolean =>
  ["gradient", "newton", "ipf", "gis"].includes(method) && !isPenalised(summary);

/** What is maximised, whether it has other maxima, and whether the estimate tends to the truth. */
export function claimsText(summary: NetworkSummary): string {
  const { maximises, concave, consistent, priors } = summary;
  const less = isPenalised(summary) ? ` less the ${priors ? "priors' pull" : "penalty"}` : "";
  return `${maximises}${less}; ${concave ? "concave" : "not concave"}; ${consistent}`;
}
