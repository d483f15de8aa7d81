import { counted, listed } from "./phrases.ts";

const ticked = (names: readonly string[]): string =>
  listed(
    names.map((name) => `\`${name}\``),
    "and",
  );

/** What the checker says about roles, plates, chains, columns and networks. */
export const placeSentences = {
  "missing-type": {
    about: "A declaration does not say what its values are.",
    says: (d: { name: string; role: "param" | "given" | "table" | "network"; type?: string }) =>
      d.role === "table"
        ? `\`${d.name} ~ Table(…)\` does not say which states \`${d.name}\` has`
        : `nothing says what the values of \`${d.name}\` are`,
    help: (d: { name: string; role: "param" | "given" | "table" | "network"; type?: string }) =>
      d.role === "table" || d.role === "network"
        ? `declare its labels: \`${d.name} : {no, yes}\`, or a type that has them`
        : `declare it, for example \`${d.name} : ${d.type ?? "real"}\``,
  },
  "undetermined-type": {
    about: "Neither a declaration nor the law says how long a node's values are.",
    says: (d: { name: string }) => `how long the values of \`${d.name}\` are does not follow from its law`,
    help: (d: { name: string }) => `declare it with its size or labels, for example \`${d.name} : vector(2)\` or \`${d.name} : {no, yes}\``,
  },
  "domain-not-for-node": {
    about: "A node is declared as a matrix.",
    says: (d: { name: string; domain: string }) => `\`${d.name}\` is a node and cannot be declared ${d.domain}; only a param can`,
  },
  "domain-not-for-param": {
    about: "A parameter is declared with labels or states.",
    says: (d: { name: string; domain: string; over: string | null; text: string }) =>
      `\`${d.name}\` is a param and cannot be one of ${d.domain}; only a node can`,
    help: (d: { name: string; domain: string; over: string | null; text: string }) =>
      d.over === null
        ? "probabilities over labels are declared `: simplex(T)` with `type T = {…}`"
        : `probabilities over it are declared \`: simplex(${d.over})\`, one value for each \`${d.name}[${d.over}]\``,
  },
  "target-indices": {
    about: "A node is declared with other indices than those of the plates around it.",
    says: (d: { name: string; running: readonly string[]; found: readonly string[]; repeated: string | null }) =>
      d.repeated !== null
        ? `\`${d.name}\` takes no index: plate \`${d.repeated}\` repeats what stands in it by itself`
        : d.running.length === 0
          ? `\`${d.name}[${d.found.join(", ")}]\` stands in no plate with a running index`
          : `\`${d.name}[${d.found.join(", ")}]\` stands in ${d.running.length === 1 ? "the plate" : "the plates"} ${ticked(d.running)}, so it is \`${d.name}[${d.running.join(", ")}]\`, or just \`${d.name}\``,
    help: (d: { name: string; running: readonly string[]; found: readonly string[]; repeated: string | null }) =>
      d.repeated !== null
        ? null
        : d.running.length === 0
          ? `to repeat a node, put it in a plate: \`plate i in ${d.found[0]} { … ${d.name}[i] … }\``
          : "other indices belong where the node is used",
  },
  "node-indices": {
    about: "A node of a fixed plate is used with the wrong number of indices.",
    says: (d: { name: string; wanted: readonly string[]; found: number; components: number; inside: boolean }) =>
      d.wanted.length === 0
        ? `\`${d.name}\` takes ${d.components === 0 ? "no index" : "at most 1 index"}, but ${counted(d.found, "is given", "are given")}`
        : `\`${d.name}\` is repeated by ${ticked(d.wanted)}, so ${d.inside ? `it is used as \`${d.name}[${d.wanted.join(", ")}]\`` : `outside it takes ${d.wanted.length === 1 ? "an index" : `${d.wanted.length} indices`}, such as \`${d.name}[${d.wanted.map(() => 0).join(", ")}]\``}, but ${d.found === 0 ? "no index is given" : counted(d.found, "index is given", "indices are given")}`,
  },
  "not-visible": {
    about: "A node is used outside the plate that repeats it.",
    says: (d: { name: string; plate: string; word: string }) =>
      `\`${d.name}\` is inside ${d.word} \`${d.plate}\`, which repeats it, so outside there is not one \`${d.name}\` to use`,
    help: (d: { name: string; plate: string; word: string }) => `move this into ${d.word} \`${d.plate}\`, or \`${d.name}\` out of it`,
  },
  "missing-law": {
    about: "A node of a model has no law.",
    says: (d: { name: string; role: string; initial: boolean }) =>
      d.role === "initial"
        ? `the first step of \`${d.name}\` has no law`
        : `\`${d.name}\` is ${d.role === "latent" ? "a" : "an"} ${d.role} node without a law${d.initial ? " for the steps after the first" : ""}`,
    help: (d: { name: string; role: string; initial: boolean }) =>
      `say how it is distributed, \`${d.role} ${d.name} ~ …\`${d.role === "observed" ? `, or declare it \`given ${d.name} : real\` if it is only conditioned on` : ""}`,
  },
  "given-with-law": {
    about: "A given node has a law.",
    says: (d: { name: string }) => `\`${d.name}\` is given, so it is never modelled and has no law`,
    help: () => "take the law away, or declare it `observed`",
  },
  "law-in-network": {
    about: "A node of a network has a law.",
    says: (d: { name: string }) => `\`${d.name}\` stands in a network, where nodes have no law of their own`,
    help: () => "write a `factor` that holds it, or begin the file with `model`",
  },
  "factor-in-model": {
    about: "A model has a factor.",
    says: (d: { text: string }) => `\`factor ${d.text}\` stands in a model; factors belong to networks`,
    help: () => "begin the file with `network`, or give a node a law with `~`",
  },
  "factor-not-number": {
    about: "The feature of a factor is not a number.",
    says: (d: { text: string; found: string }) => `a factor adds a number, but \`${d.text}\` is ${d.found}`,
  },
  "factor-without-node": {
    about: "A factor names no node.",
    says: (d: { text: string }) => `\`${d.text}\` names no node, so this factor changes nothing`,
  },
  "prev-outside-chain": {
    about: "`prev` is used outside every chain.",
    says: (d: { text: string }) => `\`prev ${d.text}\` stands in no chain, so there is no previous step`,
    help: () => "steps are made by `chain t { … }`",
  },
  "prev-of-non-node": {
    about: "`prev` is used of something that is not a node.",
    says: (d: { text: string; kind: string }) => `\`prev\` is the previous step of a node, but \`${d.text}\` is ${d.kind}`,
  },
  "prev-of-outer-node": {
    about: "`prev` is used of a node that does not belong to the chain.",
    says: (d: { name: string; chain: string }) => `\`${d.name}\` stands outside chain \`${d.chain}\`, so it has no previous step`,
  },
  "prev-in-initial": {
    about: "The law of the first step looks back.",
    says: (d: { name: string }) => `this is the law of the first step of \`${d.name}\`, which has no previous step`,
    help: (d: { name: string }) => `without \`prev\` here; the later steps are \`latent ${d.name} ~ …\``,
  },
  "missing-initial": {
    about: "A node of a chain looks back and has no law for its first step.",
    says: (d: { name: string; law: string }) => `\`${d.name}\` looks one step back, but nothing says how it begins`,
    help: (d: { name: string; law: string }) => `add its first step: \`initial ${d.name} ~ …\``,
  },
  "initial-outside-chain": {
    about: "`initial` is used outside every chain.",
    says: (d: { name: string }) => `\`initial ${d.name}\` stands in no chain; \`initial\` is the first step of one`,
  },
  "initial-without-node": {
    about: "`initial` names no node of its place.",
    says: (d: { name: string; kind: string | null; elsewhere: boolean; near: string | null }) =>
      d.kind !== null
        ? `\`initial\` is the first step of a node, but \`${d.name}\` is ${d.kind}`
        : d.elsewhere
          ? `\`${d.name}\` is declared in another plate than its \`initial\``
          : `\`initial ${d.name}\` is a first step, but nothing gives the later ones`,
    help: (d: { name: string; kind: string | null; elsewhere: boolean; near: string | null }) =>
      d.near !== null ? null : d.elsewhere ? "both lines of a node stand in the same place" : `add \`latent ${d.name} ~ …\` beside it`,
  },
  "repeated-initial": {
    about: "A node has two first steps.",
    says: (d: { name: string; line: number }) => `the first step of \`${d.name}\` is already given in line ${d.line}`,
  },
  "read-outside-plate": {
    about: "A column is read outside every plate over rows.",
    says: (d: { name: string; role: string }) =>
      `\`${d.name}\` is ${d.role}, but stands in no plate over rows, so it is not clear which row to read`,
    help: (d: { name: string; role: string }) => `put it in a plate: \`plate row { ${d.role} ${d.name} … }\``,
  },
  "chain-in": {
    about: "A chain has a fixed size.",
    says: (d: { name: string }) => `chain \`${d.name}\` takes its steps from the rows, so it has no \`in\``,
    help: (d: { name: string }) => `write \`chain ${d.name} { … }\`, or \`chain ${d.name} by column { … }\` to order the rows`,
  },
  "rows-inside-fixed": {
    about: "A plate over rows stands inside a plate of fixed size.",
    says: (d: { name: string; word: string; outer: string }) =>
      `${d.word === "chain" ? "chain" : "plate"} \`${d.name}\` reads rows, but stands inside plate \`${d.outer}\` of fixed size`,
    help: (d: { name: string; word: string; outer: string }) => `turn them round: \`${d.word} ${d.name} { plate ${d.outer} in … { … } }\``,
  },
  "plate-inside-row": {
    about: "A plate over rows stands where there is one row only.",
    says: (d: { name: string; word: string; outer: string; outerKind: "rows" | "chain" }) =>
      `${d.outerKind === "chain" ? `each step of chain \`${d.outer}\`` : `each instance of plate \`${d.outer}\``} is a single row, so \`${d.name}\` has nothing to repeat`,
    help: (d: { name: string; word: string; outer: string; outerKind: "rows" | "chain" }) =>
      d.outerKind === "rows"
        ? `group the rows, \`plate ${d.outer} by column { … }\`, or give the inner plate a size, \`plate ${d.name} in 3 { … }\``
        : "put the plate outside the chain, or give it a size",
  },
  "weighted-plate": {
    about: "`weighted by` stands on a plate whose instances are not rows.",
    says: (d: { name: string; kind: "chain" | "fixed" | "outer"; inner: string | null }) =>
      d.kind === "outer"
        ? `\`weighted by\` stands on plate \`${d.name}\`, but the rows are read by the inner \`${d.inner}\``
        : `${d.kind === "chain" ? "chain" : "plate"} \`${d.name}\` cannot be weighted: ${d.kind === "chain" ? "its steps follow one another" : "it has a fixed size"}`,
    help: () => "a weight counts a row as several: it belongs to the innermost plate that reads rows",
  },
  "plate-reads-nothing": {
    about: "A plate over rows has no observed or given node.",
    says: (d: { name: string; word: string }) =>
      `${d.word === "chain" ? "chain" : "plate"} \`${d.name}\` runs over rows, but nothing in it is observed or given`,
    help: () => "declare a column in it, or give the plate a size with `in`",
  },
  "nothing-observed": {
    about: "Nothing is observed, so nothing can be learned.",
    says: (d: { kind: string }) => `this ${d.kind} observes nothing, so there is nothing to learn from`,
    help: (d: { kind: string }) =>
      d.kind === "network"
        ? "declare the columns that it describes: `plate row { observed x : {no, yes} }`"
        : "declare the columns that it explains: `plate row { observed x ~ … }`",
  },
  "column-count": {
    about: "A node is given more or fewer columns than it has parts.",
    says: (d: { name: string; expected: number; found: number; what: "components" | "instances" | "none" }) =>
      d.what === "instances"
        ? `\`${d.name}\` has ${d.expected} instances, but \`from\` names ${counted(d.found, "column", "columns")}`
        : d.what === "none"
          ? `\`${d.name}\` is a vector of ${d.expected}, but nothing says which columns make it`
          : `\`${d.name}\` is a vector of ${d.expected}, but \`from\` names ${counted(d.found, "column", "columns")}`,
    help: (d: { name: string; expected: number; found: number; what: "components" | "instances" | "none" }) =>
      `name ${counted(d.expected, "column", "columns")}: \`from (${Array.from({ length: Math.min(d.expected, 3) }, (_, at) => "abc"[at]).join(", ")}${d.expected > 3 ? ", …" : ""})\``,
  },
  "list-for-one-value": {
    about: "Several columns are given for a single value.",
    says: (d: { name: string; found: number }) => `\`${d.name}\` is a single value, but \`from\` names ${d.found} columns`,
    help: () => "a vector has several columns, and a plate of fixed size one for each instance",
  },
  "one-column-for-all": {
    about: "All instances of a fixed plate would read the same column.",
    says: (d: { name: string; column: string; plate: string; size: number }) =>
      `all ${d.size} instances of \`${d.name}\` in plate \`${d.plate}\` would read the one column "${d.column}"`,
    help: (d: { name: string; column: string; plate: string; size: number }) =>
      `name a column for each, \`from (a, b, …)\`, or write a pattern, \`from "${d.column}{${d.plate}}"\``,
  },
  "pattern-without-index": {
    about: "A column pattern leaves out a running index, so that several instances would read one column.",
    says: (d: { name: string; missing: readonly string[] }) => `the columns of \`${d.name}\` do not change with ${ticked(d.missing)}`,
    help: (d: { name: string; missing: readonly string[] }) => `put it into the pattern in braces: {${d.missing[0]}}`,
  },
  "list-in-nested-plates": {
    about: "A list of columns stands in nested fixed plates.",
    says: (d: { name: string; running: readonly string[] }) =>
      `\`${d.name}\` is repeated by ${ticked(d.running)}, and a list of columns can only follow one of them`,
    help: (d: { name: string; running: readonly string[] }) =>
      `write a pattern: \`from "x${d.running.map((name) => `{${name}}`).join("")}"\``,
  },
  "vector-in-fixed-plate": {
    about: "A vector is read inside a fixed plate.",
    says: (d: { name: string; plate: string }) =>
      `\`${d.name}\` is a vector in plate \`${d.plate}\` of fixed size, and its columns cannot be told apart by a list or pattern`,
    help: () => "read each vector by a line of its own outside the fixed plate",
  },
  "from-several-names": {
    about: "One `from` is shared by several nodes.",
    says: (d: { names: readonly string[] }) =>
      `\`from\` follows ${counted(d.names.length, "name", "names")}, ${ticked(d.names)}: it is not clear which column is whose`,
    help: () => "give each node a line of its own",
  },
  "from-on-initial": {
    about: "The first step of a node names columns.",
    says: (d: { name: string }) => `\`initial ${d.name}\` only gives a law; its columns are named on the other line of \`${d.name}\``,
  },
  "repeated-column": {
    about: "A column stands twice in a list.",
    says: (d: { column: string }) => `the column "${d.column}" stands twice in this list`,
  },
  "pattern-not-allowed": {
    about: "A column pattern with braces stands where one plain column is needed.",
    says: (d: { place: "by" | "weighted by" | "list" }) =>
      d.place === "list" ? "a column of a list is a plain name, without braces" : `\`${d.place}\` names one column, without braces`,
  },
  "unknown-pattern-index": {
    about: "A column pattern uses a name that is no running index.",
    says: (d: { name: string; running: readonly string[] }) => `\`{${d.name}}\` is not a running index of this node`,
    help: (d: { name: string; running: readonly string[] }) =>
      d.running.length === 0
        ? 'a pattern belongs in a plate of fixed size: `plate i in 3 { … from "x{i}" }`'
        : `its running indices are ${ticked(d.running)}`,
  },
} as const;
