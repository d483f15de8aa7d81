import { failure, type Outcome, type Source, success, type TemplateModel } from "@platewise/core";
import { type Count, takeCount } from "./counts.ts";
import { createCursor, fail, type Lexicon, takeIf } from "./cursor.ts";
import { instancesOf } from "./factors-of-model.ts";
import { knownStates, refuseNodes } from "./node-states.ts";

const lexicon: Lexicon = { format: "UAI evidence", marks: "", word: /[^\s"]+/y, lineComment: "#", blockComment: null };

/** What is known of a case: the name of a node, or of an element of one, and its state. */
export type EvidenceEntry = readonly [name: string, state: string];

/**
 * The evidence of a UAI file: how many variables are seen, then pairs of a variable's and a state's number, both from 0; some files
 * say first that they hold one case. Variables are the model's nodes in their order.
 */
export function readUaiEvidence(source: Source, template: TemplateModel): Outcome<readonly EvidenceEntry[]> {
  const refused = refuseNodes(template);
  if (refused !== null) return failure([refused]);
  const cursor = createCursor(source, lexicon);
  const instances = [...instancesOf(template).values()];
  // Pairs behind one count are an odd number of words; with the number of cases before it an even one.
  if (isEven(source)) takeIf(cursor, "1");
  const seen = takeCount(cursor, count("the number of variables that are seen", instances.length));
  const entries: EvidenceEntry[] = [];
  while (entries.length < seen && cursor.kind !== "end") {
    const instance = instances[takeCount(cursor, count("a variable", instances.length - 1))];
    const states = instance ? knownStates(instance.node) : [];
    const state = takeCount(cursor, count(`a state of \`${instance?.element}\``, states.length - 1));
    entries.push([instance?.element ?? "", states[state] ?? ""]);
  }
  if (entries.length < seen) fail(cursor, `a variable and its state (${seen} are to be seen)`);
  if (cursor.kind !== "end") fail(cursor, "the end of the file");
  return cursor.problem === null ? success(entries) : failure([cursor.problem]);
}

const count = (what: string, most: number): Count => ({ least: 0, most, what });
const isEven = ({ text }: Source): boolean => (text.replace(/#.*/g, "").match(/\S+/g) ?? []).length % 2 === 0;
