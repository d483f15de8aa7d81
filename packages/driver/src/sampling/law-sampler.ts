import type { Argument, Diagnostic, Expression, Family, FamilyShape, Law, Random, Source, SpreadForm } from "@platewise/core";
import { diagnostic, findSignature, InternalError } from "@platewise/core";
import { flatten, type Value, variableKey, walkExpression } from "@platewise/graph";
import { argumentProblem } from "./argument-support.ts";
import type { DrawnVariable } from "./drawn-variables.ts";
import { evaluateValue, selector, type ValueEnvironment } from "./values.ts";

/** Everything that laws are read against; `instanceOf` is the instance of a plate at which a draw is made. */
export interface SamplingContext {
  readonly source: Source;
  readonly families: readonly Family[];
  readonly params: ReadonlyMap<string, Value>;
  readonly variables: ReadonlyMap<string, DrawnVariable>;
  readonly instanceOf: (plate: number) => number;
}

/** A law of one member of a node, ready to be drawn from. */
export interface LawSampler {
  /** Draws at the context's instance into `into`; a finding where an argument is outside what the law takes. */
  draw(random: Random, into: Float64Array): Diagnostic | null;
}

/** What is needed of a law at one configuration of its parents. */
interface Arguments {
  readonly shape: FamilyShape;
  readonly values: readonly Float64Array[];
  readonly problem: Diagnostic | null;
}

/** A discrete variable that a law's arguments mention, at this step or one earlier. */
interface Parent {
  readonly variable: DrawnVariable;
  readonly previous: boolean;
}

/** Most configurations of discrete parents whose arguments are kept. */
const KEPT = 65_536;

interface Member {
  readonly context: SamplingContext;
  readonly family: Family;
  readonly law: Law;
  readonly variable: DrawnVariable;
  readonly env: ValueEnvironment;
}

const at = ({ instanceOf }: SamplingContext, { variable, previous }: Parent): number => instanceOf(variable.plate) - (previous ? 1 : 0);

function nodeValue(context: SamplingContext, parent: Parent, asState: boolean): Value {
  const { variable } = parent;
  const start = at(context, parent) * variable.length;
  const first = variable.values[start] as number;
  if (variable.states !== null) return asState ? first : (variable.numbers[first] as number);
  const isOne = variable.decl.domain.kind !== "vector" && variable.decl.domain.kind !== "simplex";
  return isOne ? first : Array.from(variable.values.subarray(start, start + variable.length));
}

function environmentOf(context: SamplingContext, index: ValueEnvironment["index"]): ValueEnvironment {
  return {
    params: context.params,
    index,
    node(name, indices, previous, asState) {
      const variable = context.variables.get(variableKey(name, indices));
      if (!variable) throw new InternalError(`there is no node ${variableKey(name, indices)}`);
      return nodeValue(context, { variable, previous }, asState);
    },
  };
}

const mentionsNode = (e: Expression): boolean => {
  let found = false;
  walkExpression(e, (part) => {
    if (part.op === "node") found = true;
  });
  return found;
};

const hasSumOverNodes = (e: Expression): boolean => {
  let found = false;
  walkExpression(e, (part) => {
    if (part.op === "sum" && mentionsNode(part.body)) found = true;
  });
  return found;
};

/** The discrete variables that decide the arguments; null where numbers or a choice among members do, too. */
function discreteParents({ context, env, law }: Member): readonly Parent[] | null {
  const parents = new Map<string, Parent>();
  let isTable = !law.args.some(({ value }) => hasSumOverNodes(value));
  const visit = (e: Expression): void => {
    if (e.op !== "node" || !isTable) return;
    if (e.indices.some(mentionsNode)) {
      isTable = false;
      return;
    }
    const key = variableKey(
      e.name,
      e.indices.map((index) => selector(index, env)),
    );
    const variable = context.variables.get(key);
    if (variable?.states == null) isTable = false;
    else parents.set(`${e.previous} ${key}`, { variable, previous: e.previous });
  };
  for (const { value } of law.args) if (isTable) walkExpression(value, visit);
  return isTable ? [...parents.values()] : null;
}

function spreadForm(family: Family, spread: Argument | undefined): SpreadForm {
  if (family.location < 0 || !spread) return "none";
  return spread.name === "sd" || spread.name === "variance" ? spread.name : "covariance";
}

function inSignatureOrder({ family, args }: Law): readonly Argument[] {
  const signature = findSignature(family);
  const rank = ({ name }: Argument): number =>
    signature ? signature.args.findIndex((arg) => arg.name === (signature.alternatives[name] ?? name)) : 0;
  return [...args].sort((a, b) => rank(a) - rank(b));
}

function problemAt({ context, law, variable }: Member, argument: Argument, { found, needs }: { found: string; needs: string }): Diagnostic {
  const text = { source: context.source, span: argument.span };
  const instance = context.instanceOf(variable.plate);
  const details = { node: variable.key, family: law.written, argument: argument.name, found, needs, instance: instance + 1 };
  return diagnostic("simulated-argument", details, { text });
}

/** Evaluates the arguments; the number of trials is not one of the family's, but the length of its shape. */
function argumentsAt(member: Member, args: readonly Argument[]): Arguments {
  const { family, law, variable, env } = member;
  const evaluated = args.map((arg) => ({ arg, value: evaluateValue(arg.value, env) }));
  const wrong = evaluated.find(({ arg, value }) => argumentProblem(law.family, arg, value) !== null);
  const problem = wrong
    ? problemAt(member, wrong.arg, argumentProblem(law.family, wrong.arg, wrong.value) as { found: string; needs: string })
    : null;
  const trials = evaluated.find(({ arg }) => isTrials(family, arg));
  const own = evaluated.filter(({ arg }) => !isTrials(family, arg));
  const length = trials ? (trials.value as number) : (variable.states ?? variable.length);
  const shape = { length, spread: spreadForm(family, own[1]?.arg) };
  return { shape, values: own.map(({ value }) => Float64Array.from(flatten(value))), problem };
}

const isTrials = (family: Family, arg: Argument): boolean => arg.name === "n" && !family.args.includes("n");

function slotOf(context: SamplingContext, parents: readonly Parent[]): number {
  let slot = 0;
  for (const parent of parents) {
    const { variable } = parent;
    slot = slot * (variable.states as number) + (variable.values[at(context, parent)] as number);
  }
  return slot;
}

/** Makes a law of one member ready; the arguments of each configuration of discrete parents are evaluated once. */
export function createLawSampler(
  context: SamplingContext,
  law: Law,
  variable: DrawnVariable,
  index: ValueEnvironment["index"],
): LawSampler {
  const family = context.families.find(({ name }) => name === law.family);
  if (!family) throw new InternalError(`the family ${law.family} is not known`);
  const member: Member = { context, family, law, variable, env: environmentOf(context, index) };
  const args = inSignatureOrder(law);
  const parents = discreteParents(member);
  const slots = parents?.reduce((n, parent) => n * (parent.variable.states as number), 1) ?? Infinity;
  const kept = slots <= KEPT ? new Array<Arguments | undefined>(slots) : null;
  const find = (): Arguments => {
    if (!kept || !parents) return argumentsAt(member, args);
    const slot = slotOf(context, parents);
    const known = kept[slot] ?? argumentsAt(member, args);
    kept[slot] = known;
    return known;
  };
  return {
    draw(random, into) {
      const { shape, values, problem } = find();
      if (!problem) family.sample(shape, values, random, into);
      return problem;
    },
  };
}
