const list = (names: readonly string[]): string => names.join(", ");
const times = (n: number): string => (n === 1 ? "once" : `${n} times`);

/** What is said while parameters are read or learned. */
export const learningSentences = {
  "init-unknown-parameter": {
    about: "The starting values name a parameter that the model does not have.",
    says: (d: { name: string; known: readonly string[] }) => `the starting values give ${d.name}, which is not a parameter of the model`,
    help: (d: { name: string; known: readonly string[] }) => `parameters: ${list(d.known)}`,
  },
  "init-wrong-length": {
    about: "A starting value has the wrong number of entries at some index.",
    says: (d: { param: string; index: string; expected: number; found: number }) =>
      `the starting value of ${d.param}${d.index} has ${d.found} entries where ${d.expected} are needed`,
  },
  "init-not-a-number": {
    about: "A starting value is not a number, or a list stands where a number is needed.",
    says: (d: { param: string; index: string; found: string }) =>
      `the starting value of ${d.param}${d.index} should be a number, not ${d.found}`,
  },
  "init-missing-label": {
    about: "Starting values keyed by label leave one out, or name one that does not exist.",
    says: (d: { param: string; index: string; label: string; known: readonly string[] }) =>
      d.known.includes(d.label)
        ? `the starting value of ${d.param}${d.index} lacks the label ${d.label}`
        : `the starting value of ${d.param}${d.index} names ${d.label}, which is not a label there`,
    help: (d: { param: string; index: string; label: string; known: readonly string[] }) => `labels: ${list(d.known)}`,
  },
  "init-outside-domain": {
    about: "A starting value lies outside the parameter's type.",
    says: (d: { param: string; index: string; needs: string }) => `the starting value of ${d.param}${d.index} must be ${d.needs}`,
  },
  "init-changes-fixed": {
    about: "The starting values give a fixed parameter another value.",
    says: (d: { param: string }) => `${d.param} is fixed in the model, and the starting values give it another value`,
    help: () => "leave it out of the starting values, or change `=` to `init` in the model",
  },
  "parameters-missing": {
    about: "Parameters are needed that neither the model nor the given file fixes.",
    says: (d: { missing: readonly string[] }) => `no value is given for ${list(d.missing)}`,
    help: () => "give a fit with `--params fit.json`",
  },
  "impossible-row": {
    about: "A row has probability zero under the starting or given parameters.",
    says: (d: { row: number; plate: string }) => `row ${d.row} has probability zero under the parameters at hand`,
    help: () => "look for zeros in the starting tables or parameters outside the data's range",
  },
  "component-collapsed": {
    about: "A component's spread shrank to nothing, where the likelihood has no bound.",
    says: (d: { params: readonly string[]; iteration: number }) =>
      `a component of ${list(d.params)} collapsed onto too few points in iteration ${d.iteration}: the likelihood has no maximum there`,
    help: () => "use `--on-singular floor`, `restart` or `prior`, a prior such as `~ InverseWishart(df, scale)`, or fewer components",
  },
  "spread-floored": {
    about: "A collapsed spread was raised to a millionth of the data's variance.",
    says: (d: { params: readonly string[]; count: number }) =>
      `${d.count === 1 ? "a spread" : `${d.count} spreads`} of ${list(d.params)} collapsed and ${d.count === 1 ? "was" : "were"} held at a millionth of the data's variance`,
    help: () => "the likelihood of such a component means little; try fewer components or a prior",
  },
  "component-emptied": {
    about: "A component or table row received no data and kept its earlier value.",
    says: (d: { params: readonly string[]; count: number }) =>
      `${d.count === 1 ? "one entry" : `${d.count} entries`} of ${list(d.params)} received no data and kept ${d.count === 1 ? "its" : "their"} starting value`,
  },
  "run-restarted": {
    about: "A run collapsed and was started anew from another random start.",
    says: (d: { run: number; params: readonly string[]; attempts: number }) =>
      `run ${d.run} collapsed in ${list(d.params)} and was started anew ${times(d.attempts)}`,
  },
  "prior-added": {
    about: "A weak prior was put on spreads that had collapsed.",
    says: (d: { params: readonly string[] }) =>
      `a weak prior, scaled to the data, was put on ${list(d.params)} because a component had collapsed`,
    help: () => "the objective now includes its log density; logLik does not",
  },
  "symmetric-start": {
    about: "The start made all states of a latent alike, where EM can't tell them apart.",
    says: (d: { latents: readonly string[] }) =>
      `the start made all states of ${list(d.latents)} alike; their parameters were moved apart at random`,
    help: () => "give different starting values, or leave them out",
  },
  "iterations-exhausted": {
    about: "The run ended at the limit of iterations before the objective settled.",
    says: (d: { iterations: number; change: number }) =>
      `stopped after ${d.iterations} iterations while the objective still changed by ${d.change.toPrecision(2)}`,
    help: () => "raise `--max-iter`, or loosen `--tol`",
  },
} as const;
