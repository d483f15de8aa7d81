import type { Argument, BoundData, Diagnostic, Expression, NodeDecl, Outcome, Span, TemplateModel } from "@platewise/core";
import { diagnostic, failure, isDiscrete, nearestName, stateCount, success } from "@platewise/core";
import type { JointQuery } from "../api/inference.ts";
import { boundPlate } from "../binding/bind-plates.ts";
import { enclosingPlates } from "../binding/node-readings.ts";
import { type SoftEvidence, statesOf } from "./evidence.ts";
import { findMember, type Member, memberKey } from "./evidence-member.ts";

const number = (value: number): Expression => ({ op: "number", value });
const call = (fn: "dot" | "*" | "-" | "==", ...args: readonly Expression[]): Expression => ({ op: "call", fn, args });

const reference = ({ node, indices }: Member): Expression => ({
  op: "node",
  name: node.name,
  indices: indices.map(number),
  previous: false,
});

/** 1 where a member is in a state, else 0. */
const isIn = (member: Member, state: number): Expression =>
  call("==", reference(member), { op: "label", label: statesOf(member.node)[state] ?? "", state });

/** An arrangement of numbers by the state of a member: the number of the state that it is in. */
const byState = (member: Member, numbers: readonly number[]): Expression =>
  call("dot", { op: "array", items: numbers.map(number) }, { op: "array", items: numbers.map((_, state) => isIn(member, state)) });

interface AddedNode {
  readonly name: string;
  readonly plate: number | null;
  readonly role: "observed" | "latent";
  readonly states: number;
  readonly p: readonly Expression[];
  readonly span: Span;
}

function nodeDecl({ name, plate, role, states, p, span }: AddedNode): NodeDecl {
  const args: readonly Argument[] = [{ name: "p", value: { op: "array", items: p }, span }];
  const law = { family: "Categorical", written: "Categorical", args, span };
  return { name, plate, role, domain: { kind: "states", size: states }, columns: null, law, initial: null, span };
}

const readingPlate = ({ plates }: TemplateModel, { node }: Member): number | null => boundPlate(plates, node.plate)?.id ?? null;

/**
 * Adds soft evidence as virtual evidence (Pearl 1988): for each node a child that is seen in its second state, with a
 * probability proportional to the likelihoods. Returns the log of the factor by which all likelihoods were divided.
 */
export function addSoftEvidence(data: BoundData, soft: readonly SoftEvidence[]): { readonly data: BoundData; readonly logScale: number } {
  if (soft.length === 0) return { data, logScale: 0 };
  const scales = soft.map(({ weights }) => Math.max(...weights));
  const children = soft.map(({ member, weights }, i) => {
    const seen = byState(
      member,
      weights.map((w) => w / (scales[i] as number)),
    );
    const name = `likelihood(${memberKey(member.node, member.indices)})`;
    const p = [call("-", number(1), seen), seen];
    return nodeDecl({ name, plate: readingPlate(data.model, member), role: "observed", states: 2, p, span: member.node.span });
  });
  const values = { kind: "codes", codes: Uint8Array.of(1) } as const;
  const nodes = children.map(({ name }) => ({ name, indices: [], columns: [], missing: 0, values }));
  return { data: withNodes(data, children, nodes), logScale: scales.reduce((sum, s) => sum + Math.log(s), 0) };
}

function withNodes(data: BoundData, decls: readonly NodeDecl[], nodes: BoundData["nodes"]): BoundData {
  return { ...data, model: { ...data.model, nodes: [...data.model.nodes, ...decls] }, nodes: [...data.nodes, ...nodes] };
}

function findDiscrete(model: TemplateModel, name: string): Member | Diagnostic {
  const member = findMember(model, name);
  if (!("code" in member) && isDiscrete(member.node.domain)) return member;
  if ("code" in member && member.code === "evidence-element") return member;
  const nodes = model.nodes.filter(({ domain }) => isDiscrete(domain)).map((node) => node.name);
  return diagnostic("unknown-joint", { name, near: nearestName(name, nodes), nodes });
}

/** The innermost of the members' plates that read rows; a diagnostic where they do not stand inside one another. */
function commonPlate(model: TemplateModel, members: readonly Member[]): number | null | Diagnostic {
  const around = (member: Member): readonly number[] =>
    enclosingPlates(model, readingPlate(model, member))
      .filter(({ kind }) => kind !== "fixed")
      .map(({ id }) => id);
  const deepest = members.reduce((a, b) => (around(b).length > around(a).length ? b : a));
  const other = members.find((member) => !around(member).every((id) => around(deepest).includes(id)));
  if (!other) return readingPlate(model, deepest);
  const [first, second] = [other, deepest].map(({ node, indices }) => memberKey(node, indices)) as [string, string];
  return diagnostic("joint-across-plates", { first, second });
}

/** The combinations of states of some members, the last one fastest. */
function configurations(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, s) => [...row, s])),
    [[]],
  );
}

interface Joint {
  readonly query: JointQuery;
  readonly decl: NodeDecl;
}

function jointOf(model: TemplateModel, names: readonly string[], budget: number): Joint | readonly Diagnostic[] {
  const found = names.map((name) => findDiscrete(model, name));
  const wrong = found.filter((member): member is Diagnostic => "code" in member);
  if (wrong.length > 0) return wrong;
  const all = found as readonly Member[];
  const keyOf = ({ node, indices }: Member): string => memberKey(node, indices);
  const members = all.filter((member, i) => all.findIndex((other) => keyOf(other) === keyOf(member)) === i);
  const nodes = members.map(keyOf);
  const sizes = members.map(({ node }) => stateCount(node.domain) as number);
  const states = sizes.reduce((a, b) => a * b, 1);
  if (states * states > budget) return [diagnostic("joint-over-budget", { nodes, states, budget })];
  const plate = commonPlate(model, members);
  if (plate !== null && typeof plate === "object") return [plate];
  const product = `joint(${nodes.join(", ")})`;
  const p = configurations(sizes).map((row) => row.map((s, i) => isIn(members[i] as Member, s)).reduce((a, b) => call("*", a, b)));
  const span = (members[0] as Member).node.span;
  return {
    query: { key: nodes.join(","), nodes, sizes, product },
    decl: nodeDecl({ name: product, plate, role: "latent", states, p, span }),
  };
}

/**
 * Adds for each set of nodes a latent child whose state is the combination of theirs, so that its marginal is their joint table in
 * any exact engine.
 */
export function addJoints(
  data: BoundData,
  joints: readonly (readonly string[])[],
  budget: number,
): Outcome<{ readonly data: BoundData; readonly queries: readonly JointQuery[] }> {
  const made = joints.filter((names) => names.length > 0).map((names) => jointOf(data.model, names, budget));
  const wrong = made.flatMap((joint) => ("query" in joint ? [] : joint));
  if (wrong.length > 0) return failure(wrong);
  const fine = (made as readonly Joint[]).filter((joint, i, all) => all.findIndex(({ query }) => query.key === joint.query.key) === i);
  const decls = fine.map(({ decl }) => decl);
  return success({ data: withNodes(data, decls, []), queries: fine.map(({ query }) => query) });
}
