import { describe, expect, test } from "vitest";
import {
  type DiscreteNetwork,
  fit,
  type Model,
  modelOfNetwork,
  type Network,
  type NetworkFormat,
  networkFormats,
  networkOfModel,
  parse,
  readNetwork,
  score,
  tryFormat,
  tryModelOfNetwork,
  tryNetworkOfModel,
  tryReadNetwork,
  tryWriteNetwork,
  writeNetwork,
} from "../src/index.ts";
import { networkFile, networkFiles } from "./support/network-files.ts";

function directed(name: string): DiscreteNetwork {
  const network = readNetwork(networkFile(name));
  if (network.kind !== "directed") throw new Error(`${name} is undirected`);
  return network;
}

const variable = (network: DiscreteNetwork, name: string) => network.variables.find((other) => other.name === name);
const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }): string[] =>
  result.diagnostics.map(({ code }) => code);

describe("files of other programs", () => {
  test.for(networkFiles.map((file) => [file.name, file] as const))("%s comes back from the formats that hold it", ([, file]) => {
    const network = readNetwork(file);
    const formats =
      network.kind === "undirected"
        ? file.name.endsWith(".uai")
          ? ["uai", "fg"]
          : ["fg"]
        : file.name.endsWith(".uai")
          ? ["bif", "xmlbif", "net", "uai"]
          : ["bif", "xmlbif", "net"];
    for (const format of formats) expect(readNetwork(writeNetwork(network, { format }), { format })).toEqual(network);
  });

  test("rows say for which states of the parents they are", () => {
    const dysp = variable(directed("asia.bif"), "dysp");
    expect(dysp?.parents).toEqual(["bronc", "either"]);
    // bronc, either: yes yes, yes no, no yes, no no; the file has them in another order.
    expect(dysp?.table).toEqual([0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.1, 0.9]);
  });

  test("the child's states are slowest in a BIF table, fastest in the other formats", () => {
    const [bif, xml, net, uai] = ["dog.bif", "dog.xml", "dog.net", "dog.uai"].map(directed) as DiscreteNetwork[];
    const tables = (network: DiscreteNetwork | undefined) => network?.variables.map(({ table }) => table);
    expect(tables(bif)?.[2]).toEqual([0.99, 0.01, 0.97, 0.03, 0.9, 0.1, 0.3, 0.7]);
    expect(tables(xml)).toEqual(tables(bif));
    expect(tables(net)).toEqual(tables(bif));
    expect(tables(uai)).toEqual(tables(bif));
    expect(xml?.variables).toEqual(bif?.variables);
    expect(net?.variables.map(({ name, parents }) => [name, parents])).toEqual(bif?.variables.map(({ name, parents }) => [name, parents]));
  });

  test("comments, properties and attributes are kept", () => {
    const bif = directed("dog.bif");
    expect(bif.comments[0]).toBe("The dog of Charniak, Bayesian networks without tears, AI Magazine 12 (1991)");
    expect(bif.properties).toEqual(["credal-set constant-density-bounded 1.1"]);
    const net = directed("dog.net");
    expect(net.properties).toEqual(["node_size = (80 40)", 'HR_Grid_GridSnap = "1"']);
    expect(variable(net, "light-on")?.tableProperties).toEqual(["experience = (10 20.5)"]);
    expect(variable(net, "bowel-problem")?.properties.at(-1)).toBe('HR_Desc = "said \\"often\\"; see C:\\\\dogs"');
  });

  test("a table that sums to 1 only with the child's states fastest is read so, with a warning", () => {
    const text = networkFile("dog.bif").text.replace("0.99 0.97 0.9 0.3 0.01 0.03 0.1 0.7", "0.99 0.01 0.97 0.03 0.9 0.1 0.3 0.7");
    const result = tryReadNetwork(text, { format: "bif" });
    expect(codes(result)).toEqual(["network-table-order"]);
    expect(result.ok && result.value).toEqual(directed("dog.bif"));
  });

  test("rows that miss 1 by rounding are normalised, and it is said", () => {
    const result = tryReadNetwork(networkFile("alarm.bif"));
    expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["network-normalised", "note"]]);
    const thirds = directed("alarm.bif").variables.flatMap(({ table }) => table.filter((p) => Math.abs(p - 1 / 3) < 1e-6));
    expect(thirds.length).toBeGreaterThan(0);
    expect(thirds.filter((p) => Math.abs(p - 1 / 3) > 1e-15)).toEqual([]);
    const coarse = tryReadNetwork("BAYES 1 2 1 1 0 2 0.5 0.49999", { format: "uai" });
    expect(codes(coarse)).toEqual(["network-row-sum"]);
  });

  test("a Markov network keeps its factors, and is not written as one of conditional tables", () => {
    const grid = readNetwork(networkFile("grid.uai"));
    if (grid.kind !== "undirected") throw new Error("grid.uai is directed");
    expect(grid.variables.map(({ states }) => states.length)).toEqual([2, 2, 2, 3]);
    expect(grid.factors[2]).toEqual({ scope: ["x1", "x3"], table: [1, 0.5, 0, 0.25, 1, 12] });
    expect(grid.factors[5]).toEqual({ scope: [], table: [0.125] });
    for (const format of ["bif", "xmlbif", "net"]) expect(codes(tryWriteNetwork(grid, { format }))).toEqual(["network-undirected"]);
  });

  test("UAI says that it leaves out names", () => {
    expect(codes(tryWriteNetwork(directed("asia.bif"), { format: "uai" }))).toEqual(["network-loses"]);
    expect(codes(tryWriteNetwork(readNetwork(networkFile("dog.uai")), { format: "uai" }))).toEqual([]);
  });

  test("XML refuses what no XML file can hold", () => {
    const bell = JSON.parse(JSON.stringify(directed("cancer.bif")).replaceAll("Smoker", "\\u0007")) as Network;
    expect(codes(tryWriteNetwork(bell, { format: "xmlbif" }))).toEqual(["network-unwritable"]);
    expect(readNetwork(writeNetwork(bell, { format: "bif" }), { format: "bif" })).toEqual(bell);
  });

  test("a network that is not whole is not written", () => {
    const asia = directed("asia.bif");
    const less = { ...asia, variables: asia.variables.map((v) => (v.name === "dysp" ? { ...v, table: v.table.slice(1) } : v)) };
    expect(codes(tryWriteNetwork(less, { format: "net" }))).toEqual(["network-table-length"]);
    expect(codes(tryModelOfNetwork(less))).toEqual(["network-table-length"]);
  });

  test("the format is told by the file's ending, by its name, and from other lists", () => {
    expect(readNetwork({ name: "x.BIFXML", text: networkFile("dog.xml").text })).toEqual(directed("dog.xml"));
    expect(codes(tryReadNetwork("", { format: "bfi" }))).toEqual(["network-format"]);
    const mine: NetworkFormat = { ...(networkFormats[0] as NetworkFormat), name: "mine", extensions: ["own"] };
    const network = tryReadNetwork({ name: "a.own", text: networkFile("asia.bif").text }, { formats: [mine] });
    expect(network.ok).toBe(true);
  });
});

describe("models of networks", () => {
  test.for(networkFiles.filter(({ name }) => name.endsWith(".bif")).map(({ name }) => name))("%s is an ordinary model", (name) => {
    const network = directed(name);
    const { model, fit: numbers } = modelOfNetwork(network);
    const formatted = tryFormat(model.source);
    expect(formatted.ok && formatted.value).toBe(model.source.text);
    expect(model.template.nodes).toHaveLength(network.variables.length);
    const back = networkOfModel(model, { params: numbers }) as DiscreteNetwork;
    expect(back.variables.map(({ name: own, states, parents, table }) => ({ own, states, parents, table }))).toEqual(
      network.variables.map(({ name: own, states, parents, table }) => ({ own, states, parents, table })),
    );
  });

  test("names that the language does not have are made legal, and kept as columns", () => {
    const { model } = modelOfNetwork(directed("dog.bif"));
    expect(model.source.text).toContain('observed dog_out : {true, false} ~ Table(bowel_problem, family_out) from "dog-out"');
    const network = JSON.parse(JSON.stringify(directed("cancer.bif")).replaceAll("Smoker", "Table").replaceAll("Xray", "row")) as Network;
    const { model: reserved } = modelOfNetwork(network);
    expect(reserved.source.text).toContain("plate row_2 {");
    expect(reserved.source.text).toContain("Table_ : {True, False} ~ Table() from Table");
  });

  /** Sum over rows of the logarithms of the table entries, looked up without any engine. */
  function logLikOf(network: DiscreteNetwork, rows: readonly Readonly<Record<string, string>>[]): number {
    const byName = new Map(network.variables.map((v) => [v.name, v]));
    const state = (name: string, row: Readonly<Record<string, string>>): number =>
      byName.get(name)?.states.indexOf(row[name] as string) as number;
    const size = (name: string): number => byName.get(name)?.states.length as number;
    const logOf = (v: DiscreteNetwork["variables"][number], row: Readonly<Record<string, string>>): number =>
      Math.log(v.table[[...v.parents, v.name].reduce((at, name) => at * size(name) + state(name, row), 0)] as number);
    return rows.reduce((sum, row) => sum + network.variables.reduce((own, v) => own + logOf(v, row), 0), 0);
  }

  /** Rows that a little generator of whole numbers picks; every state occurs. */
  function rowsFor(network: DiscreteNetwork, count: number): Readonly<Record<string, string>>[] {
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 16807) % 2147483647;
      return seed % below;
    };
    return Array.from({ length: count }, () =>
      Object.fromEntries(network.variables.map(({ name, states }) => [name, states[next(states.length)] as string])),
    );
  }

  test.for(["alarm.bif", "student.bif", "dog.bif", "survey.bif"])("%s scores rows as its tables say", async (name) => {
    const network = directed(name);
    const positive: DiscreteNetwork = {
      ...network,
      variables: network.variables.map((v) => ({ ...v, table: v.table.map((p) => 0.9 * p + 0.1 / v.states.length) })),
    };
    const rows = rowsFor(positive, 50);
    const { model, params } = modelOfNetwork(positive);
    const expected = logLikOf(positive, rows);
    const { logLik } = await score(model, rows, { params });
    expect(Math.abs((logLik as number) - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
  });

  test("a fit of the imported model is the relative frequencies", async () => {
    const network = directed("student.bif");
    const rows = rowsFor(network, 400);
    const { model } = modelOfNetwork(network);
    const { params } = await fit(model, rows);
    const given = rows.filter((row) => row.Intelligence === "i1");
    const share = given.filter((row) => row.SAT === "s1").length / given.length;
    expect((params.SAT as number[][])[1]?.[1]).toBeCloseTo(share, 12);
    expect(networkOfModel(model, { params: params as never }).variables.map(({ name }) => name)).toEqual(
      network.variables.map(({ name }) => name),
    );
  });

  test("a network without a counterpart in the language is refused with the reason", () => {
    const one = readNetwork("BAYES 2 2 1 2 1 0 1 1 2 0.5 0.5 1 1", { format: "uai" });
    expect(codes(tryModelOfNetwork(one))).toEqual(["network-no-model"]);
    const same = JSON.parse(JSON.stringify(readNetwork(networkFile("dog.uai"))).replaceAll('["0","1"]', '["1","1.0"]')) as Network;
    expect(codes(tryModelOfNetwork(same))[0]).toBe("network-no-model");
  });
});

describe("networks of models", () => {
  const network = (text: string, params: Record<string, unknown> = {}) =>
    tryNetworkOfModel(parse(text) as Model, { params: params as never });
  const reasons = (text: string): string[] =>
    network(text).diagnostics.map(({ details }) => (details as { readonly reason: string }).reason);

  test("any law with finitely many states is a table", () => {
    const text = `// two lines
// of comments
model Mixed
param p[2] : probability
plate row {
  latent rain ~ Bernoulli(0.25)
  observed grass : {dry, wet} ~ Bernoulli(p[rain]) from "the grass"
  observed dice ~ Categorical([0.5, 0.25, 0.25])
  observed sum : {0, 1, 2} ~ Categorical(softmax([dice, 2 * (grass == "wet"), 0]))
}
`.replace("observed sum", "observed total");
    const result = network(text, { p: [0.5, 0.125] });
    if (!result.ok) throw new Error(codes(result).join());
    const [rain, grass, dice, total] = (result.value as DiscreteNetwork).variables;
    expect(result.value.comments).toEqual(["two lines", "of comments"]);
    expect(rain).toMatchObject({ states: ["false", "true"], table: [0.75, 0.25] });
    expect(grass).toMatchObject({ name: "the grass", states: ["dry", "wet"], parents: ["rain"] });
    expect(grass?.table.map((x) => Number(x.toFixed(14)))).toEqual([0.5, 0.5, 0.875, 0.125]);
    expect(dice).toMatchObject({ states: ["0", "1", "2"], table: [0.5, 0.25, 0.25] });
    expect(total?.parents).toEqual(["dice", "the grass"]);
    const weights = [Math.exp(2), Math.exp(2), 1];
    const share = weights.map((w) => w / (2 * Math.exp(2) + 1));
    share.forEach((x, state) => {
      expect(total?.table[(2 * 2 + 1) * 3 + state]).toBeCloseTo(x, 14);
    });
  });

  test("other models are refused with the reason", () => {
    expect(reasons("model A\nplate r { observed x ~ Normal(0, 1) }")).toEqual(["`x` has more than finitely many values"]);
    expect(reasons("model A\nplate r { given d : real\n observed x ~ Bernoulli(0.5) }")).toEqual(["`d` is given, and so has no table"]);
    expect(reasons("model A\nlatent a ~ Bernoulli(0.5)\nplate r { observed x ~ Bernoulli(0.5) }")).toEqual([
      "its nodes are in more than one plate",
    ]);
    expect(reasons("model A\nchain t { observed x ~ Bernoulli(0.5) }")).toEqual(["`t` is a chain"]);
    expect(codes(network("model A\nplate r { observed x : {a, b} ~ Table() }"))).toEqual(["parameters-missing"]);
    expect(codes(network("model A\nplate r { observed x : {a, b} ~ Table() }", { x: [1, 2] }))).toEqual(["init-outside-domain"]);
  });
});
