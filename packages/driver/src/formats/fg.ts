import { type Diagnostic, diagnostic, failure, type Outcome, type Source, success } from "@platewise/core";
import { addProblem, createProblemList, type ProblemList } from "../sources/problem-list.ts";
import { checkFactors } from "./check-factors.ts";
import { anyCount, takeCount } from "./counts.ts";
import { type Cursor, createCursor, fail, headComments, type Lexicon, spanOf, takeNumber } from "./cursor.ts";
import { type DraftVariable, draftDiagnostic, type Named, type Numbers, noNumbers } from "./draft.ts";
import type { DraftFactor } from "./factor-draft.ts";
import { lossWords, withLosses } from "./losses.ts";
import type { FactorNetwork, Network, NetworkFactor } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";
import { lastFastest, product } from "./place-order.ts";

const title = "libDAI's factor graph";
const lexicon: Lexicon = { format: title, marks: "", word: /[^\s"#]+/y, lineComment: "#", blockComment: null };

/** States, over all variables, that a file may have beyond its characters: a state that no entry names is impossible. */
const MORE_STATES = 100_000;

/** What has been read: the labels of the variables with the place where each is first, and what is wrong with the numbers of states. */
interface Reading {
  readonly cursor: Cursor;
  readonly variables: Map<number, DraftVariable>;
  readonly problems: ProblemList;
}

const nameOf = (label: number): string => `x${label}`;

/** Reads a factor graph; the variables come in the order of their labels. */
function read(source: Source): Outcome<FactorNetwork> {
  const cursor = createCursor(source, lexicon);
  const comments = headComments(cursor);
  const reading: Reading = { cursor, variables: new Map(), problems: createProblemList(source.name) };
  const count = takeCount(cursor, anyCount("the number of factors"));
  const factors: DraftFactor[] = [];
  let read = 0;
  for (; read < count && cursor.kind !== "end"; read++) {
    const { factor, agrees } = readFactor(reading);
    if (agrees) factors.push(factor);
  }
  if (read < count) fail(cursor, `the number of variables of a factor (there are to be ${count} factors)`);
  if (cursor.kind !== "end") fail(cursor, "the end of the file");
  if (cursor.problem !== null) return failure([cursor.problem]);
  const variables = [...reading.variables].sort(([a], [b]) => a - b).map(([, variable]) => variable);
  return checkFactors({ format: title, source, name: "", comments, variables, factors }, reading.problems);
}

/** A block: the number of variables, their labels, their numbers of states, and the entries that are not zero. `agrees`: with earlier blocks. */
function readFactor(reading: Reading): { readonly factor: DraftFactor; readonly agrees: boolean } {
  const { cursor } = reading;
  const head = spanOf(cursor);
  const width = takeCount(cursor, anyCount("the number of variables of a factor"));
  const labels = noNumbers();
  while (labels.values.length < width && cursor.kind !== "end") takeCount(cursor, anyCount("the label of a variable"), labels);
  const sizes = noNumbers();
  const most = cursor.source.text.length + MORE_STATES;
  while (sizes.values.length < labels.values.length && cursor.kind !== "end") {
    takeCount(cursor, { least: 1, most, what: "the number of states of a variable" }, sizes);
  }
  if (sizes.values.length < width) fail(cursor, "a number for each variable");
  const scope = labels.values.map((label, at): Named => ({ text: nameOf(label), span: spanAt(labels, at) }));
  const agreeing = sizes.values.filter((size, at) =>
    declare(reading, labels.values[at] as number, { name: scope[at] as Named, size, span: spanAt(sizes, at) }),
  );
  return { factor: { scope, head, ...readEntries(cursor, sizes.values) }, agrees: agreeing.length === width };
}

const spanAt = ({ starts, ends }: Numbers, at: number) => ({ start: starts[at] as number, end: ends[at] as number });

interface Declared {
  readonly name: Named;
  readonly size: number;
  readonly span: { readonly start: number; readonly end: number };
}

/** Notes a variable, or holds it to what an earlier factor said of it: whether they agree. */
function declare({ cursor, variables, problems }: Reading, label: number, { name, size, span }: Declared): boolean {
  const known = variables.get(label);
  if (known === undefined) {
    if (cursor.problem !== null) return false;
    const states = Array.from({ length: size }, (_, state): Named => ({ text: String(state), span }));
    variables.set(label, { name, states, declared: null, properties: [] });
  } else if (known.states.length !== size) {
    const details = { variable: name.text, first: known.states.length, found: size };
    addProblem(problems, draftDiagnostic(cursor, "network-states-differ", details, { span }));
    return false;
  }
  return true;
}

function readEntries(cursor: Cursor, sizes: readonly number[]): { readonly numbers: Numbers; readonly places: readonly number[] } {
  const size = product(sizes);
  const count = takeCount(cursor, { least: 0, most: Math.min(size, Number.MAX_SAFE_INTEGER - 1), what: "the number of entries" });
  const numbers = noNumbers();
  const places: number[] = [];
  const index = { least: 0, most: Math.min(size, Number.MAX_SAFE_INTEGER) - 1, what: "the index of an entry" };
  while (places.length < count && cursor.kind !== "end") {
    places.push(lastFastest(takeCount(cursor, index), sizes));
    if (!takeNumber(cursor, numbers)) fail(cursor, "the number of this entry");
  }
  if (places.length < count) fail(cursor, index.what);
  return { numbers, places };
}

/** The labels of the variables: those that their names give where these are in order, else their places. */
function labelsOf({ variables }: Network): readonly number[] {
  const labels = variables.map(({ name }) => (/^x(?:0|[1-9][0-9]*)$/.test(name) ? Number(name.slice(1)) : Number.NaN));
  const inOrder = labels.every((label, at) => label < Number.MAX_SAFE_INTEGER && (at === 0 || label > (labels[at - 1] as number)));
  return inOrder ? labels : variables.map((_, at) => at);
}

/** Writes a factor graph. Tables of a directed network are factors; a variable without a factor gets one of ones. */
function write(network: Network): Outcome<string> {
  const { variables, comments } = network;
  const labels = labelsOf(network);
  const byName = new Map(variables.map(({ name, states }, at) => [name, { label: labels[at] as number, size: states.length }]));
  const own: readonly NetworkFactor[] =
    network.kind === "undirected"
      ? network.factors
      : network.variables.map(({ name, parents, table }) => ({ scope: [...parents, name], table }));
  const held = new Set(own.flatMap(({ scope }) => scope));
  const alone = variables.filter(({ name }) => !held.has(name));
  const factors = [...own, ...alone.map(({ name, states }) => ({ scope: [name], table: states.map(() => 1) }))];
  const blocks = factors.map(({ scope, table }) => {
    const members = scope.map((name) => byName.get(name) as { readonly label: number; readonly size: number });
    return writeBlock(members, table);
  });
  const text = [...comments.map((comment) => `# ${comment}`), String(factors.length), ...blocks, ""].join("\n");
  const kept = { nameOf: (at: number) => nameOf(labels[at] as number), comments: true, directions: false };
  const written = withLosses(title, text, lossWords(network, kept));
  if (alone.length === 0) return written;
  const note = diagnostic("network-padded", { format: title, variables: alone.map(({ name }) => name) }, { severity: "note" });
  return written.ok ? success(written.value, [...written.diagnostics, note as Diagnostic]) : written;
}

function writeBlock(members: readonly { readonly label: number; readonly size: number }[], table: readonly number[]): string {
  const sizes = members.map(({ size }) => size);
  const entries = Array.from(table, (_, index) => ({ index, value: table[lastFastest(index, sizes)] as number })).filter(
    ({ value }) => value !== 0,
  );
  return [
    "",
    String(members.length),
    members.map(({ label }) => label).join(" "),
    sizes.join(" "),
    String(entries.length),
    ...entries.map(({ index, value }) => `${index} ${value}`),
  ].join("\n");
}

/**
 * The factor graphs of libDAI (J. M. Mooij, JMLR 11, 2010): numbers only, the first variable of a scope fastest, entries that
 * are zero left out. The variable labelled 7 is called x7; states are 0, 1, ….
 */
export const fg: NetworkFormat = { name: "fg", title: "libDAI", extensions: ["fg"], nameless: true, read, write };
