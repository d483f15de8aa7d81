import type { NetworkCase, NetworkSpec, NetworkTable } from "./network-spec.ts";
import { plateChain } from "./network-spec.ts";

type Check = (c: NetworkCase) => Promise<boolean>;

/** A model without nodes that nothing depends on, and without what only they used. */
function withoutNode(model: NetworkSpec, name: string): NetworkSpec | null {
  const isParent = model.nodes.some((n) => n.args.some((arg) => "param" in arg && arg.indices.some((i) => "node" in i && i.node === name)));
  if (isParent || model.nodes.every((n) => n.name === name || n.absence !== null)) return null;
  const nodes = model.nodes.filter((n) => n.name !== name);
  const used = new Set(nodes.flatMap((n) => n.args.flatMap((arg) => ("param" in arg ? [arg.param] : []))));
  const plates = new Set(nodes.flatMap((n) => plateChain(model, n.plate).map((p) => p.name)));
  if (!model.plates.some((p) => plates.has(p.name) && p.kind === "rows")) return null;
  return {
    ...model,
    nodes,
    plates: model.plates.filter((p) => plates.has(p.name)),
    params: model.params.filter((p) => used.has(p.name)),
    printed: model.printed.filter((n) => n !== name),
  };
}

function withoutRow(table: NetworkTable, row: number): NetworkTable {
  const cut = <T>(columns: Readonly<Record<string, readonly T[]>>): Readonly<Record<string, readonly T[]>> =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.filter((_, i) => i !== row)]));
  return { rows: table.rows - 1, groups: cut(table.groups), cells: cut(table.cells), times: table.times.filter((_, i) => i !== row) };
}

/** Cases that are smaller in one respect. */
function* smaller(c: NetworkCase): Generator<NetworkCase> {
  const { model, table } = c;
  if (c.elimination !== null) yield { ...c, elimination: null };
  for (let row = table.rows - 1; row >= 0 && table.rows > 1; row--) yield { ...c, table: withoutRow(table, row) };
  for (const { name } of [...model.nodes].reverse()) {
    const less = withoutNode(model, name);
    if (less) yield { ...c, model: less };
  }
  if (model.plates.some((p) => p.weighted)) {
    yield { ...c, model: { ...model, weightsOption: false, plates: model.plates.map((p) => ({ ...p, weighted: false })) } };
  }
  for (const param of model.params.filter((p) => p.prior !== null)) {
    yield { ...c, model: { ...model, params: model.params.map((p) => (p === param ? { ...p, prior: null } : p)) } };
  }
}

async function failureOf(c: NetworkCase, check: Check): Promise<Error | null> {
  try {
    await check(c);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** The first words of a message: a smaller case that fails in another way is another story. */
const kindOf = (error: Error): string => error.message.split(/\s+/).slice(0, 2).join(" ");

/** Takes rows, nodes, weights and priors away as long as the check still fails. */
export async function smallestFailing(
  c: NetworkCase,
  check: Check,
  error: Error,
): Promise<{ readonly found: NetworkCase; readonly message: string }> {
  for (const next of smaller(c)) {
    const failure = await failureOf(next, check);
    if (failure && kindOf(failure) === kindOf(error)) return smallestFailing(next, check, failure);
  }
  return { found: c, message: error.message };
}
