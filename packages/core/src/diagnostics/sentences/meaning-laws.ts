import { counted, listed } from "./phrases.ts";

/** What is told about an argument whose values the distribution may not allow. */
export interface SupportDetails {
  law: string;
  name: string;
  text: string;
  expected: string;
  found: string;
  owner: string | null;
  fix: string | null;
  line: number | null;
  needed: string;
}

const transforms: Readonly<Record<string, (text: string) => string>> = {
  positive: (text) => `\`exp(${text})\` is always positive`,
  nonnegative: (text) => `\`exp(${text})\` is always positive`,
  probability: (text) => `\`sigmoid(${text})\` is always between 0 and 1`,
  simplex: (text) => `\`softmax(${text})\` always sums to 1`,
};

/** What the checker says about distributions: their arguments, and whether they fit their node or parameter. */
export const lawSentences = {
  "law-lacks-argument": {
    about: "A distribution lacks an argument.",
    says: (d: { law: string; usage: string; missing: readonly string[] }) =>
      `\`${d.law}\` lacks ${listed(
        d.missing.map((name) => `\`${name}\``),
        "and",
      )}`,
    help: (d: { law: string; usage: string; missing: readonly string[] }) => `it is written ${d.usage}`,
  },
  "too-many-arguments": {
    about: "A distribution has more arguments than it takes.",
    says: (d: { law: string; usage: string; expected: number; found: number }) =>
      `\`${d.law}\` takes ${counted(d.expected, "argument", "arguments")}, but ${d.found} are given`,
    help: (d: { law: string; usage: string; expected: number; found: number }) => `it is written ${d.usage}`,
  },
  "unknown-argument": {
    about: "A named argument does not exist.",
    says: (d: { law: string; name: string; names: readonly string[]; near: string | null }) =>
      `\`${d.law}\` has no argument called \`${d.name}\``,
    help: (d: { law: string; name: string; names: readonly string[]; near: string | null }) =>
      d.near !== null ? null : d.names.length === 0 ? "its arguments have no names" : `its arguments are ${listed(d.names, "and")}`,
  },
  "repeated-argument": {
    about: "An argument is given twice.",
    says: (d: { law: string; name: string; first: string }) =>
      d.name === d.first
        ? `\`${d.name}\` of \`${d.law}\` is given twice`
        : `\`${d.law}\` takes either \`${d.first}\` or \`${d.name}\`, not both`,
  },
  "positional-after-named": {
    about: "An argument without a name follows one with a name.",
    says: (d: { law: string; named: string }) => `this argument of \`${d.law}\` has no name, but follows \`${d.named} = …\``,
    help: () => "arguments without names come first",
  },
  "argument-shape": {
    about: "An argument has another shape than the distribution needs.",
    says: (d: { law: string; name: string; expected: string; found: string; text: string }) =>
      `\`${d.law}\` takes ${d.expected} as its ${d.name}, but \`${d.text}\` is ${d.found}`,
  },
  "argument-value": {
    about: "A number that is given as an argument lies outside what the argument may be.",
    says: (d: { law: string; name: string; expected: string; value: number }) =>
      `\`${d.law}\` takes ${d.expected} as its ${d.name}, not ${d.value}`,
  },
  "argument-support": {
    about: "An argument can take values that the distribution does not allow.",
    says: (d: SupportDetails) =>
      `\`${d.law}\` takes ${d.expected} as its ${d.name}, but \`${d.text}\` ${d.owner === null ? "can be" : "is"} ${d.found}`,
    help: (d: SupportDetails) => {
      const transformed = transforms[d.needed]?.(d.text) ?? null;
      if (d.fix === null) return transformed;
      const declared = `declare \`${d.owner} : ${d.fix}\`${d.line === null ? "" : ` in line ${d.line}`}`;
      return transformed === null ? declared : `${declared}, or transform it: ${transformed}`;
    },
  },
  "not-a-covariance": {
    about: "A plain matrix is given where a covariance is needed.",
    says: (d: { law: string; name: string; text: string; owner: string | null; fix: string | null }) =>
      `\`${d.law}\` takes a covariance matrix as its ${d.name}, but \`${d.text}\` may be any matrix`,
    help: (d: { law: string; name: string; text: string; owner: string | null; fix: string | null }) =>
      d.fix === null ? "a covariance is declared covariance(D), diagonal(D) or spherical(D)" : `declare \`${d.owner} : ${d.fix}\``,
  },
  "dirichlet-size": {
    about: "A Dirichlet has neither a size nor a target that gives it one.",
    says: (d: { name: string }) => `the number of states of \`${d.name}\` is not known from \`Dirichlet\` with a single number`,
    help: () => "give the size, `Dirichlet(0.1, K)`, or one number per state",
  },
  "degrees-of-freedom": {
    about: "An inverse Wishart has too few degrees of freedom for its size.",
    says: (d: { df: number; least: number; domain: string }) =>
      `\`df\` of \`InverseWishart\` must exceed ${d.least} for ${d.domain}, but is ${d.df}`,
  },
  "empty-interval": {
    about: "A uniform distribution ends before it begins.",
    says: (d: { low: number; high: number }) => `\`Uniform\` runs from \`low\` to \`high\`, but ${d.high} is not above ${d.low}`,
  },
  "law-not-for-domain": {
    about: "A distribution gives other values than its node declares.",
    says: (d: { law: string; name: string; domain: string; gives: string; fix: string | null }) =>
      `\`${d.law}\` gives ${d.gives}, but \`${d.name}\` is declared ${d.domain}`,
    help: (d: { law: string; name: string; domain: string; gives: string; fix: string | null }) =>
      d.law === "Table"
        ? "declare its labels, such as `: {no, yes}`"
        : /^\w* ?\{|states/.test(d.domain)
          ? "labels and states come from `Categorical`, `Table` or, if there are two, `Bernoulli`"
          : d.fix === null
            ? "change the declaration or the distribution; without a declaration the distribution decides"
            : `declare \`${d.name} : ${d.fix}\`, or leave the declaration out`,
  },
  "not-two-states": {
    about: "A node with a Bernoulli law does not have two states.",
    says: (d: { law: string; name: string; domain: string; states: number }) =>
      `\`${d.law}\` chooses between two states, but \`${d.name}\` is one of ${d.domain}`,
    help: () => "`Categorical` chooses among more",
  },
  "prior-as-law": {
    about: "A distribution that only serves as a prior is the law of a node.",
    says: (d: { law: string; name: string }) =>
      `\`${d.law}\` can only be the prior of a covariance param, not the law of the node \`${d.name}\``,
  },
  "prior-domain": {
    about: "A prior's support is not that of its parameter.",
    says: (d: { law: string; name: string; domain: string; allowed: readonly string[]; declare: string | null }) =>
      `\`${d.law}\` cannot be the prior of \`${d.name}\`, which is declared ${d.domain}`,
    help: (d: { law: string; name: string; domain: string; allowed: readonly string[]; declare: string | null }) =>
      `${d.allowed.length === 1 ? `its prior is ${d.allowed[0]}` : `priors for it are ${listed(d.allowed, "and")}`}${d.declare === null ? "" : `; or declare it \`: ${d.declare}\``}`,
  },
  "prior-on-node": {
    about: "A prior depends on a node.",
    says: (d: { name: string; node: string }) =>
      `the prior of \`${d.name}\` depends on the node \`${d.node}\`; a prior depends on numbers, constants and params only`,
    help: () => "a quantity that differs from row to row is a `latent` node with that law",
  },
  "table-needs-node": {
    about: "Table or NoisyOr is used as a prior.",
    says: (d: { law: string }) => `\`${d.law}\` is the law of a node and cannot be a prior`,
  },
  "table-parent": {
    about: "A table is asked for over something that has no finite set of states.",
    says: (d: { law: string; text: string; found: string; expected: string }) =>
      `\`${d.law}\` needs ${d.expected}, but \`${d.text}\` is ${d.found}`,
  },
  "fixed-and-init": {
    about: "A parameter is both fixed and started.",
    says: (d: { name: string }) => `\`${d.name}\` is fixed by \`=\`, so \`init\` has nothing to start`,
    help: () => "keep `= value` to fix it, or `init value` to learn it from there",
  },
} as const;
