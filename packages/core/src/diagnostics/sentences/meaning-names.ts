import { counted, listed, meant } from "./phrases.ts";

/** What the checker says about names: what is declared, what is not, and what is used as something else. */
export const nameSentences = {
  "unknown-name": {
    about: "A name is used that nothing declares.",
    says: (d: { name: string; near: string | null; label: string | null; more: number }) =>
      `nothing is called \`${d.name}\` here${d.more > 0 ? ` (nor in ${counted(d.more, "other place", "other places")})` : ""}`,
    help: (d: { name: string; near: string | null; label: string | null; more: number }) =>
      d.near !== null
        ? null
        : d.label !== null
          ? `\`${d.name}\` is a label of ${d.label}; a label stands in brackets, or beside \`==\` and \`!=\` with a node that has it`
          : "declare it: a known number as `const`, an unknown one as `param`, a column as `observed` or `given`",
  },
  "unknown-type": {
    about: "The word after a colon is neither a built-in type nor a declared one.",
    says: (d: { name: string; near: string | null }) => `there is no type \`${d.name}\``,
    help: (d: { name: string; near: string | null }) =>
      d.near !== null
        ? null
        : "types are real, positive, probability, int, vector(D), matrix(R, C), simplex(K), covariance(D), diagonal(D), spherical(D), a set of labels such as {no, yes}, and what `type` declares",
  },
  "unknown-distribution": {
    about: "The word after a tilde is not a distribution.",
    says: (d: { name: string; near: string | null }) => `there is no distribution \`${d.name}\``,
    help: (d: { name: string; near: string | null }) =>
      d.near !== null ? null : "for example Normal, MvNormal, Categorical, Bernoulli, Binomial, Poisson, Gamma, Beta, Dirichlet or Table",
  },
  "unknown-function": {
    about: "A function is called that does not exist.",
    says: (d: { name: string; near: string | null; names: readonly string[] }) => `there is no function \`${d.name}\``,
    help: (d: { name: string; near: string | null; names: readonly string[] }) =>
      d.near !== null ? null : `the functions are ${listed(d.names, "and")}`,
  },
  "unknown-size": {
    about: "A size or index set is a name that nothing declares.",
    says: (d: { name: string; near: string | null; purpose: string }) => `nothing is called \`${d.name}\`, so ${d.purpose} is not known`,
    help: (d: { name: string; near: string | null; purpose: string }) =>
      d.near !== null ? null : `declare a number, \`const ${d.name} = 2\`, or a set of labels, \`type ${d.name} = {a, b}\``,
  },
  "unknown-override": {
    about: "A value is given from outside for a constant that the model does not have.",
    says: (d: { name: string; near: string | null; names: readonly string[] }) =>
      `a value was given for the constant \`${d.name}\`, but the model has no such constant`,
    help: (d: { name: string; near: string | null; names: readonly string[] }) =>
      d.near !== null ? meant(d.near) : d.names.length === 0 ? "the model has no constants" : `its constants are ${listed(d.names, "and")}`,
  },
  "override-shape": {
    about: "A value given from outside for a constant is of another kind than the one in the text.",
    says: (d: { name: string; expected: string; found: string }) =>
      `the constant \`${d.name}\` is ${d.expected} in the model, but ${d.found} was given for it`,
  },
  "duplicate-name": {
    about: "Two declarations have one name.",
    says: (d: { name: string; kind: string; line: number }) => `\`${d.name}\` is already ${d.kind}, declared in line ${d.line}`,
    help: () => "constants, types, params, nodes and lets share their names: rename one of the two",
  },
  "reserved-name": {
    about: "A word of the language is used as a name.",
    says: (d: { name: string; kind: "keyword" | "distribution" | "type" }) =>
      `\`${d.name}\` is ${d.kind === "keyword" ? "a word of the language" : d.kind === "type" ? "a type of the language" : "a distribution"} and cannot be a name`,
    help: (d: { name: string; kind: "keyword" | "distribution" | "type" }) =>
      `choose another name; a column called so is read by \`from "${d.name}"\``,
  },
  "nested-plate-name": {
    about: "A plate has the name of a plate around it.",
    says: (d: { name: string }) => `this plate stands inside another plate called \`${d.name}\``,
    help: () => "give one of the two another name",
  },
  "repeated-index": {
    about: "A `for` uses the name of an index that is already running.",
    says: (d: { name: string }) => `the index \`${d.name}\` is already running here`,
    help: () => "choose another letter for this one",
  },
  "wrong-kind": {
    about: "A name is used as something that it is not.",
    says: (d: { name: string; kind: string; expected: string }) => `expected ${d.expected} here, but \`${d.name}\` is ${d.kind}`,
  },
  "not-a-distribution": {
    about: "What stands after a tilde is not a distribution.",
    says: (d: { text: string; kind: string }) => `expected a distribution after \`~\`, but \`${d.text}\` is ${d.kind}`,
    help: () =>
      "a node gets its law from a distribution, such as Normal(mean, sd); a value that follows from others is written `let name = …`",
  },
  "distribution-as-value": {
    about: "A distribution stands where a value is needed.",
    says: (d: { name: string; text: string }) => `\`${d.text}\` is a distribution, but a value is needed here`,
    help: (d: { name: string; text: string }) => `give the unknown a name, \`latent z ~ ${d.text}\`, and use the name`,
  },
  "misplaced-declaration": {
    about: "A constant, type or parameter is declared inside a plate.",
    says: (d: { word: string; name: string; plate: string }) =>
      `\`${d.word} ${d.name}\` stands inside plate \`${d.plate}\`; a ${d.word} belongs outside every plate`,
    help: (d: { word: string; name: string; plate: string }) =>
      d.word === "param"
        ? "move it to the top; one that differs from instance to instance is indexed, `param a[K]`, or is a `latent` node"
        : "move it to the top of the file",
  },
  "not-constant": {
    about: "Something that is not known before learning is used where a number must be known.",
    says: (d: { name: string; kind: string; purpose: string }) =>
      `\`${d.name}\` is ${d.kind}, but ${d.purpose} must be known before anything is learned: it takes numbers and constants${/size|range|index|number of/.test(d.purpose) ? ", or a type" : " only"}`,
  },
  "constant-cycle": {
    about: "Constants are defined by one another.",
    says: (d: { name: string }) => `the constant \`${d.name}\` is defined by itself, directly or through others`,
  },
  "let-cycle": {
    about: "Lets are defined by one another.",
    says: (d: { name: string }) => `\`let ${d.name}\` is defined by itself, directly or through others`,
    help: () => "a `let` only gives an expression a name; a value that depends on its previous step is a node in a chain",
  },
  "dependency-cycle": {
    about: "Nodes, or priors of parameters, depend on one another in a circle.",
    says: (d: { names: readonly string[]; what: "node" | "param" }) =>
      d.names.length === 2
        ? `\`${d.names[0]}\` depends on itself`
        : `these ${d.what}s depend on one another in a circle: ${d.names
            .map((name) => `\`${name}\``)
            .join(", which depends on ")
            .replace(", which", "")}`,
    help: (d: { names: readonly string[]; what: "node" | "param" }) =>
      d.what === "node"
        ? "in a chain `prev` looks one step back; relations without a direction belong in a `network`"
        : "fix one of them with `= value`",
  },
  "unused-param": {
    about: "A parameter is declared and never used (warning).",
    says: (d: { name: string }) => `the param \`${d.name}\` is never used, so nothing can be learned about it`,
  },
  "unused-name": {
    about: "A constant, type or let is declared and never used (warning).",
    says: (d: { name: string; kind: string }) => `\`${d.name}\` is ${d.kind} that nothing uses`,
  },
  "unused-latent": {
    about: "A latent node has no influence on anything observed (warning).",
    says: (d: { name: string }) => `nothing observed depends on the latent node \`${d.name}\`, so the data say nothing about it`,
  },
} as const;
