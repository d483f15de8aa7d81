import type { FitResult, ScoreResult } from "platewise";
import { contingencyNetwork, fittedCells } from "./contingency-table.ts";
import { isingFree, isingShared } from "./ising-grid.ts";
import { flattenTables, nestTables, networkModel } from "./network-model.ts";
import type { Params, Results, TrustedCase } from "./trusted-case.ts";
import { zScored } from "./z-scored.ts";

/** Text written to a file of its own before the fit. */
export type MadeText = (trusted: TrustedCase, readData: (file: string) => string) => string;

/** The data of a case. */
export interface Scored {
  /** Its text. */
  readonly data: string;
  /** Scores it at parameters as `pgm` writes them. */
  readonly score: (params: FitResult["params"]) => Promise<ScoreResult>;
}

/** How a trusted case is fitted. Where nothing else is said, `pgm` and the case write parameters alike. */
export interface Covered {
  /** A file of `models`, or text made for the case. */
  readonly model: string | MadeText;
  /** A file of `data`, or text made from one. */
  readonly data: string | MadeText;
  readonly options?: readonly string[];
  /** The case's parameters as `pgm` writes them; used for the start. */
  readonly toPgm?: (params: Params, trusted: TrustedCase) => Params;
  /** Parameters of `pgm` as the case writes them. */
  readonly fromPgm?: (params: Params, trusted: TrustedCase) => Params;
  /** The same coins by their number of heads: gives the likelihood with binomial coefficients. */
  readonly counted?: string;
  /** The latent of a chain whose first sequence is decoded. */
  readonly decoded?: string;
  /** Results that are taken from the fit and from scores of the data. */
  readonly scored?: (trusted: TrustedCase, fit: FitResult, scored: Scored) => Promise<Results>;
}

const fit = (model: string, data: string, ...options: string[]): Covered => ({ model: `${model}.pgm`, data: `${data}.csv`, options });

const hiddenCoin = { data: "coins_wide.csv", options: ["--latent", "coin"] } as const;

const clusters = (model: string, data: string | MadeText): Covered => ({ model: `${model}.pgm`, data, options: ["--method", "hard-em"] });

const network = (name: string, data: string, prior?: string): Covered => ({
  model: ({ structure = {} }) => networkModel(name, structure, prior),
  data: `${data}.csv`,
  toPgm: nestTables,
  fromPgm: flattenTables,
});

/** Tables of their own name in `pgm`, kept apart by the case. */
function withTables(names: readonly string[]): Pick<Covered, "toPgm" | "fromPgm"> {
  return {
    toPgm: ({ tables, ...rest }) => ({ ...rest, ...(tables as Params) }),
    fromPgm: (params) => ({ ...params, tables: Object.fromEntries(names.map((name) => [name, params[name] ?? null])) }),
  };
}

/** A hidden chain, whose start parameter can't be called as the case calls it. */
const hidden = (name: string): Covered => ({
  ...fit(`hmm-${name}`, `hmm_${name}`),
  decoded: "state",
  toPgm: ({ initial, ...rest }) => ({ ...rest, start: initial ?? null }),
  fromPgm: ({ start, ...rest }) => ({ ...rest, initial: start ?? null }),
});

/** A contingency table with some of its margins kept; the case's start is none. */
const table = (data: string): Covered => ({ model: contingencyNetwork, data, toPgm: () => ({}), scored: fittedCells });

/** Every case that Platewise fits, by its id. */
export const covered: Readonly<Record<string, Covered>> = {
  "coins-em": { model: "coins.pgm", counted: "coins-counted.pgm", ...hiddenCoin },
  "coins-em-free": { model: "coins-free.pgm", counted: "coins-counted-free.pgm", ...hiddenCoin },
  "coins-map": { model: "coins-map.pgm", ...hiddenCoin },
  "coins-labelled": fit("coins", "coins_wide"),
  "faithful-waiting-gmm2": fit("waiting", "faithful"),
  "faithful-waiting-gmm2-tied": fit("waiting-tied", "faithful"),
  "faithful-gmm2-full": fit("faithful-full", "faithful"),
  "faithful-gmm2-tied": fit("faithful-tied", "faithful"),
  "faithful-gmm2-diag": fit("faithful-diagonal", "faithful"),
  "faithful-gmm2-tied_diag": fit("faithful-tied-diagonal", "faithful"),
  "faithful-gmm2-spherical": fit("faithful-spherical", "faithful"),
  "faithful-gmm2-map": fit("faithful-map", "faithful"),
  "iris-gmm3-full": fit("iris-full", "iris"),
  "iris-gmm3-full-classmeans": fit("iris-full", "iris"),
  "iris-gmm3-tied": fit("iris-tied", "iris"),
  "iris-gmm3-diag": fit("iris-diagonal", "iris"),
  "iris-gmm3-spherical": fit("iris-spherical", "iris"),
  "iris-gmm3-map": fit("iris-map", "iris"),
  "galaxies-gmm3": fit("galaxies", "galaxies"),
  "heights-labelled": fit("heights", "heights_labelled"),
  "heights-em": fit("heights", "heights_unlabelled", "--latent", "sex"),
  "heights-semi": fit("heights", "heights_semi"),
  "hmm-categorical": hidden("categorical"),
  "hmm-gaussian": hidden("gaussian"),
  "iris-kmeans3": clusters("iris-kmeans", "iris.csv"),
  "faithful-kmeans2-z": clusters("faithful-kmeans", (_, readData) => zScored(readData("faithful.csv"))),
  "deaths-poisson2": fit("deaths", "times_deaths"),
  "patches-bernoulli4": fit("patches", "binary_patches"),
  "patches-bernoulli4-map": fit("patches-map", "binary_patches"),
  "penguins-nb": { ...fit("penguins", "penguins"), ...withTables(["island", "sex"]) },
  "penguins-nb-em": { ...fit("penguins-latent", "penguins"), ...withTables(["sex"]) },
  "titanic-bn": { ...fit("titanic", "titanic"), toPgm: nestTables, fromPgm: flattenTables },
  "asia-cpt-mle": network("Asia", "asia_2k"),
  "asia-em-hidden": network("Asia", "asia_2k_hidden"),
  "sprinkler-em-missing": network("Sprinkler", "sprinkler_600_missing"),
  "sprinkler-map-em": network("Sprinkler", "sprinkler_600_missing", "Dirichlet(2)"),
  "alarm-cpt-mle": network("Alarm", "alarm_5k"),
  // The mean of the posterior under Dirichlet(1) is the mode under Dirichlet(2).
  "alarm-cpt-laplace": network("Alarm", "alarm_5k", "Dirichlet(2)"),
  "alarm-em-missing": network("Alarm", "alarm_5k_missing"),
  "loglin-hec-indep": table("haireyecolor.csv"),
  "loglin-hec-decomp": table("haireyecolor.csv"),
  "loglin-hec-twoway": table("haireyecolor.csv"),
  "loglin-ucb-indep": table("ucbadmissions.csv"),
  "loglin-ucb-decomp": table("ucbadmissions.csv"),
  "loglin-ucb-twoway": table("ucbadmissions.csv"),
  "loglin-titanic-indep": table("titanic.csv"),
  "loglin-titanic-decomp": table("titanic.csv"),
  "loglin-titanic-twoway": table("titanic.csv"),
  "loglin-titanic-cycle4": table("titanic.csv"),
  "ising4x4-shared": { ...fit("ising-shared", "ising4x4"), ...isingShared },
  "ising4x4-free": { ...fit("ising-free", "ising4x4"), ...isingFree },
};
