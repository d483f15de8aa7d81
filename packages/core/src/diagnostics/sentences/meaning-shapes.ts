import { counted, listed } from "./phrases.ts";

const times = (n: number): string => counted(n, "argument", "arguments");
const ordinals: readonly string[] = ["first", "second", "third", "fourth", "fifth"];

/** What the checker says about indices, labels, sizes and the shapes of values. */
export const shapeSentences = {
  "index-count": {
    about: "A name has more or fewer indices than it was declared with.",
    says: (d: { name: string; wanted: readonly string[]; found: number; components: number; near: string | null }) => {
      const found = d.found === 0 ? "none is given" : counted(d.found, "is given", "are given");
      if (d.wanted.length === 0)
        return d.components === 0
          ? `\`${d.name}\` has no indices, but ${found}`
          : `\`${d.name}\` takes at most ${counted(d.components, "index", "indices")}, but ${found}`;
      return `\`${d.name}[${d.wanted.join(", ")}]\` takes ${counted(d.wanted.length, "index", "indices")}${d.components > 0 ? ` and ${d.components} more for a component` : ""}, but ${found}`;
    },
    help: (d: { name: string; wanted: readonly string[]; found: number; components: number; near: string | null }) =>
      d.near === null && d.wanted.length > d.found
        ? `say which one: a node or running index with values in ${listed(d.wanted.slice(d.found), "and")}, such as \`${d.name}[${d.wanted.map(() => "…").join(", ")}]\``
        : null,
  },
  "index-mismatch": {
    about: "An index takes its values from another set than the one that is indexed.",
    says: (d: { owner: string; position: number; count: number; index: string; expected: string; found: string; near: string | null }) =>
      `\`${d.owner}\` ${d.count > 1 ? `takes one of ${d.expected} as its ${ordinals[d.position] ?? "next"} index` : `is indexed by ${d.expected}`}, but \`${d.index}\` is one of ${d.found}`,
    help: (d: { owner: string; near: string | null }) =>
      d.near === null ? "index by something over the same set, or declare the name over the set of the index" : null,
  },
  "index-out-of-range": {
    about: "An index can fall outside the range of what is indexed.",
    says: (d: { owner: string; index: string; low: number; high: number; size: number }) =>
      `\`${d.owner}\` has indices 0 to ${d.size - 1}, but \`${d.index}\` ${d.low === d.high ? (String(d.low) === d.index ? "is not one of them" : `is ${d.low}`) : `runs from ${d.low} to ${d.high}`}`,
    help: () => "indices count from 0",
  },
  "not-an-index": {
    about: "Something that is no state, label or whole number is used as an index.",
    says: (d: { owner: string; index: string; found: string; set: string }) =>
      `\`${d.owner}\` is indexed by ${d.set}, but \`${d.index}\` is ${d.found.startsWith("the number") ? "no whole number" : d.found}`,
    help: () => "an index is a node with finitely many states, a running index, a label or a whole number",
  },
  "no-such-label": {
    about: "A label is used that its set does not have.",
    says: (d: { label: string; set: string; near: string | null; states: boolean }) =>
      d.states ? `there is no state ${d.label} here: there are ${d.set}` : `\`${d.label}\` is not one of ${d.set}`,
    help: (d: { label: string; set: string; near: string | null; states: boolean }) =>
      d.near === null && !d.states ? "labels compare as text, capitals included; numeric ones by value" : null,
  },
  "misplaced-label": {
    about: "A quoted label stands where a number is needed.",
    says: (d: { label: string }) => `the label "${d.label}" stands where a number is needed`,
    help: () => "labels stand in brackets, or beside `==` and `!=` with a node that has them",
  },
  "label-in-arithmetic": {
    about: "A node with labels is used as a number.",
    says: (d: { text: string; label: string }) => `\`${d.text}\` has labels, not numbers, so it cannot be calculated with`,
    help: (d: { text: string; label: string }) =>
      `\`(${d.text} == ${d.label})\` is 1 for that label and 0 otherwise; or index a param by it, \`a[${d.text}]\``,
  },
  "different-labels": {
    about: "Two nodes with different labels are compared.",
    says: (d: { left: string; right: string; leftSet: string; rightSet: string }) =>
      `\`${d.left}\` is one of ${d.leftSet}, and \`${d.right}\` one of ${d.rightSet}: they can never be compared`,
  },
  "different-states": {
    about: "The probabilities of a node are over another type than the node's own.",
    says: (d: { name: string; text: string; expected: string; found: string; type: string | null }) =>
      `\`${d.name}\` is one of ${d.expected}, but \`${d.text}\` gives the probabilities of ${d.found}`,
    help: (d: { name: string; type: string | null }) =>
      d.type === null ? null : `these are the labels of ${d.type} in another order: declare \`${d.name} : ${d.type}\``,
  },
  "duplicate-label": {
    about: "A set has a label twice.",
    says: (d: { label: string; owner: string; first: string; line: number }) =>
      d.label === d.first
        ? `the label \`${d.label}\` stands twice in the labels of \`${d.owner}\``
        : `\`${d.label}\` and \`${d.first}\` are the same label of \`${d.owner}\`: numbers compare by value`,
  },
  "too-few-labels": {
    about: "A set has a single label.",
    says: (d: { label: string; owner: string }) => `\`${d.label}\` is the only label of \`${d.owner}\`, so there is nothing to choose from`,
    help: () => "a set has two labels or more, such as {no, yes}",
  },
  "size-from-data": {
    about: "A size must be known before the data are read, but its type takes the labels from the data.",
    says: (d: { type: string; purpose: string }) => `\`${d.type}\` takes its labels from the data, but ${d.purpose} must be known before`,
    help: (d: { type: string; purpose: string }) => `list the labels: \`type ${d.type} = {…}\``,
  },
  "not-a-size": {
    about: "A size is not a positive whole number.",
    says: (d: { purpose: string; text: string; found: string }) =>
      `expected a whole number from 1 to 1000000 as ${d.purpose}, but \`${d.text}\` is ${d.found === d.text ? "not one" : d.found}`,
  },
  "type-arguments": {
    about: "A type has more or fewer sizes than it takes.",
    says: (d: { type: string; expected: number; found: number }) =>
      `\`${d.type}\` takes ${d.expected === 0 ? "no sizes" : counted(d.expected, "size", "sizes")}, but ${d.found === 0 ? "none is given" : counted(d.found, "is given", "are given")}`,
    help: (d: { type: string; expected: number; found: number }) => `write \`${d.type}${["", "(D)", "(R, C)"][d.expected] ?? ""}\``,
  },
  "argument-count": {
    about: "A function has more or fewer arguments than it takes.",
    says: (d: { name: string; expected: number; found: number }) =>
      `\`${d.name}\` takes ${times(d.expected)}, but ${d.found === 0 ? "none is given" : counted(d.found, "is given", "are given")}`,
  },
  "function-shape": {
    about: "A function is applied to a value of another shape than it takes.",
    says: (d: { name: string; expected: string; found: readonly string[] }) =>
      `\`${d.name}\` takes ${d.expected}, but is given ${listed(d.found, "and")}`,
  },
  "operator-shapes": {
    about: "An operator stands between values whose shapes do not go together.",
    says: (d: { operator: string; left: string; right: string; hint: string }) =>
      `\`${d.operator}\` stands between ${d.left} and ${d.right}, which do not go together`,
    help: (d: { operator: string; left: string; right: string; hint: string }) =>
      ({
        dot: "the product of two vectors is `dot(a, b)`",
        sizes: "both sides need the same sizes",
        scalars: `\`${d.operator}\` works on single numbers`,
        scale: "only `*` and `/` go between a number and a matrix; `s * eye(D)` is s times the identity",
        inner: "a matrix with C columns multiplies a vector of C, or a matrix with C rows",
      })[d.hint] ?? "",
  },
  "empty-array": {
    about: "An array has no entries.",
    says: (d: { text: string }) => `\`${d.text}\` has no entries`,
  },
  "ragged-array": {
    about: "The entries of an array differ in shape.",
    says: (d: { text: string; items: readonly string[] }) =>
      `the entries of \`${d.text}\` differ in shape: ${listed([...new Set(d.items)].slice(0, 4), "and")}`,
  },
  "division-by-zero": {
    about: "A constant expression divides by zero.",
    says: (d: { text: string }) => `\`${d.text}\` divides by zero`,
  },
  "too-long-constant": {
    about: "A constant takes too many steps or numbers to be written out.",
    says: (d: { text: string }) => `\`${d.text}\` takes more than a million steps or numbers to be written out`,
  },
  "not-finite": {
    about: "A constant is not a finite number.",
    says: (d: { text: string; value: string }) => `\`${d.text}\` is ${d.value}, not a number that can be calculated with`,
  },
  "value-shape": {
    about: "A fixed or starting value has another shape than its parameter.",
    says: (d: { name: string; expected: string; found: string }) => `\`${d.name}\` takes ${d.expected}, but the value is ${d.found}`,
  },
  "value-support": {
    about: "A fixed or starting value lies outside what its parameter may be.",
    says: (d: { name: string; domain: string; value: number }) => `\`${d.name}\` is declared ${d.domain}, but its value holds ${d.value}`,
  },
  "simplex-sum": {
    about: "Probabilities that are given as numbers do not sum to 1.",
    says: (d: { sum: number }) => `these probabilities sum to ${d.sum}, not to 1`,
  },
  "simplex-entry": {
    about: "A probability that is given as a number is not between 0 and 1.",
    says: (d: { value: number }) => `${d.value} is not a probability: each of them lies between 0 and 1`,
  },
  "not-positive-definite": {
    about: "A covariance that is given as numbers is not symmetric and positive definite.",
    says: (d: { text: string }) =>
      `${d.text.startsWith("the ") ? d.text : `\`${d.text}\``} is not a covariance matrix: it must be symmetric and positive definite`,
  },
} as const;
