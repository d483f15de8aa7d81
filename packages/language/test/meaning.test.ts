import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConstantValue, Expression, NodeDomain, Outcome, TemplateModel } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { check } from "../src/meaning/check.ts";
import { parse } from "../src/syntax/parse.ts";

const fixtures = join(import.meta.dirname, "fixtures");

function checkText(text: string, constants: Readonly<Record<string, ConstantValue>> = {}): Outcome<TemplateModel> {
  const source = { name: "test.pgm", text };
  const program = parse(source);
  if (!program.ok) throw new Error(`does not parse: ${program.diagnostics.map((found) => found.code).join(", ")}`);
  return check(program.value, { source, constants });
}

function modelOf(text: string, constants: Readonly<Record<string, ConstantValue>> = {}): TemplateModel {
  const outcome = checkText(text, constants);
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((found) => `${found.code} ${JSON.stringify(found.details)}`).join("\n"));
  return outcome.value;
}

const codesOf = (text: string): readonly string[] => checkText(text).diagnostics.map((found) => found.code);
const nodeOf = (model: TemplateModel, name: string) => model.nodes.find((node) => node.name === name);
const paramOf = (model: TemplateModel, name: string) => model.params.find((param) => param.name === name);
const argOf = (model: TemplateModel, node: string, name: string): Expression | undefined =>
  nodeOf(model, node)?.law?.args.find((arg) => arg.name === name)?.value;

const number = (value: number): Expression => ({ op: "number", value });
const array = (...items: readonly number[]): Expression => ({ op: "array", items: items.map(number) });
const node = (name: string, ...indices: readonly Expression[]): Expression => ({ op: "node", name, indices, previous: false });
const param = (name: string, ...indices: readonly Expression[]): Expression => ({ op: "param", name, indices });

describe("the examples of the language", () => {
  test.for(readdirSync(fixtures).filter((file) => file.endsWith(".pgm")))("%s is accepted without a word", (file) => {
    const outcome = checkText(readFileSync(join(fixtures, file), "utf8"));
    expect(outcome.diagnostics).toEqual([]);
    expect(outcome.ok).toBe(true);
  });
});

describe("domains that follow from the law", () => {
  const laws: readonly (readonly [string, NodeDomain])[] = [
    ["Bernoulli(0.5)", { kind: "boolean" }],
    ["Categorical([0.2, 0.3, 0.5])", { kind: "states", size: 3 }],
    ["Categorical(uniform(4))", { kind: "states", size: 4 }],
    ["Categorical(share)", { kind: "labels", type: "Sex", labels: ["female", "male"] }],
    ["Categorical(softmax(score))", { kind: "labels", type: "Sex", labels: ["female", "male"] }],
    ["Normal(0, 1)", { kind: "real" }],
    ["Gamma(1, 1)", { kind: "positive" }],
    ["Beta(1, 1)", { kind: "probability" }],
    ["Poisson(3)", { kind: "count" }],
    ["Binomial(3, 0.5)", { kind: "count" }],
    ["MvNormal(zeros(1), 2 * eye(1))", { kind: "vector", size: 1 }],
  ];
  test.for(laws)("%s", ([law, domain]) => {
    const model = modelOf(`model M
      type Sex = {female, male}
      param share : simplex(Sex)
      param score[Sex] : real
      plate row { observed x ~ ${law} }`);
    expect(nodeOf(model, "x")?.domain).toEqual(domain);
  });

  test("a declared domain narrows to what the law gives", () => {
    expect(nodeOf(modelOf("model M\nplate row { observed n : int ~ Poisson(2) }"), "n")?.domain).toEqual({ kind: "count" });
  });

  test("a latent simplex takes its size from the second argument of its law", () => {
    const model = modelOf(`model M
      plate document by doc {
        latent share ~ Dirichlet(0.1, 3)
        plate token { latent k ~ Categorical(share); observed x ~ Normal(k, 1) }
      }`);
    expect(nodeOf(model, "share")?.domain).toEqual({ kind: "simplex", over: { kind: "states", size: 3 } });
    expect(nodeOf(model, "k")?.domain).toEqual({ kind: "states", size: 3 });
  });
});

describe("what the model holds", () => {
  test("constants are overridden, evaluated and folded", () => {
    const text = "model M\nconst K = 2\nconst c = 3 * K\nplate row { observed x ~ Categorical(uniform(K)); observed n ~ Poisson(c + 1) }";
    const model = modelOf(text, { K: 5 });
    expect(model.constants.map(({ name, value }) => [name, value])).toEqual([
      ["K", 5],
      ["c", 15],
    ]);
    expect(nodeOf(model, "x")?.domain).toEqual({ kind: "states", size: 5 });
    expect(argOf(model, "n", "rate")).toEqual(number(16));
  });

  test("a table becomes a categorical over a parameter named after its node", () => {
    const model = modelOf(`model M
      plate day {
        observed rain : {no, yes} ~ Table(prior = Dirichlet(2))
        observed grass : {dry, wet} ~ Table(rain, value = [[0.9, 0.1], [0.2, 0.8]])
      }`);
    const rain = { kind: "labels", type: null, labels: ["no", "yes"] };
    const grass = { kind: "labels", type: null, labels: ["dry", "wet"] };
    expect(paramOf(model, "rain")).toMatchObject({ origin: "table", indices: [], domain: { kind: "simplex", over: rain }, fixed: null });
    expect(paramOf(model, "rain")?.prior).toMatchObject({ family: "Dirichlet", args: [{ name: "alpha", value: number(2) }] });
    expect(paramOf(model, "grass")).toMatchObject({ indices: [rain], domain: { kind: "simplex", over: grass } });
    expect(paramOf(model, "grass")?.fixed).toEqual({ op: "array", items: [array(0.9, 0.1), array(0.2, 0.8)] });
    expect(nodeOf(model, "grass")?.law).toMatchObject({ family: "Categorical", written: "Table" });
    expect(argOf(model, "grass", "p")).toEqual(param("grass", node("rain")));
  });

  test("both laws of a chain's node stand in one declaration, tables included", () => {
    const model = modelOf(`model M
      chain t { initial z : {a, b} ~ Table(); observed z ~ Table(prev z) }`);
    expect(model.nodes).toHaveLength(1);
    expect(model.params.map(({ name }) => name)).toEqual(["z", "initial z"]);
    expect(nodeOf(model, "z")?.initial?.args[0]?.value).toEqual(param("initial z"));
    expect(argOf(model, "z", "p")).toEqual(param("z", { op: "node", name: "z", indices: [], previous: true }));
  });

  test("named arguments keep their names, and a variance replaces the sd", () => {
    const model = modelOf("model M\nparam v : positive\nplate row { observed x ~ Normal(variance = v, mean = 0) }");
    expect(nodeOf(model, "x")?.law?.args.map(({ name }) => name)).toEqual(["mean", "variance"]);
  });

  test("lets are put in place, with the indices of the place that uses them", () => {
    const model = modelOf(`model M
      param a[3] : real
      plate row {
        plate i in 3 { let twice = 2 * a[i]; observed y ~ Normal(twice, 1) from "y{i}" }
        observed x ~ Normal(twice[2], 1)
      }`);
    const twice = (index: Expression): Expression => ({ op: "call", fn: "*", args: [number(2), param("a", index)] });
    expect(argOf(model, "y", "mean")).toEqual(twice({ op: "index", name: "i" }));
    expect(argOf(model, "x", "mean")).toEqual(twice(number(2)));
  });

  test("an index that is put into a let is not caught by a sum inside it", () => {
    const model = modelOf(`model M
      param a[3, 2] : real
      plate row {
        plate i in 3 { let total = sum(a[i, j] for j in 2); observed y ~ Normal(total, 1) from "y{i}" }
        observed x ~ Normal(sum(total[j] for j in 3), 1)
      }`);
    const inner = param("a", { op: "index", name: "j" }, { op: "index", name: "j'" });
    expect(argOf(model, "x", "mean")).toEqual({
      op: "sum",
      index: "j",
      over: { kind: "states", size: 3 },
      body: { op: "sum", index: "j'", over: { kind: "states", size: 2 }, body: inner },
    });
  });

  test("m[k][j] is m[k, j], and components of a vector are selected by a call", () => {
    const model = modelOf(`model M
      param m[2, 2] : real
      param b[2] : vector(3)
      plate row { observed x ~ Normal(m[0][1] + b[1, 2], 1) }`);
    expect(argOf(model, "x", "mean")).toEqual({
      op: "call",
      fn: "+",
      args: [param("m", number(0), number(1)), { op: "call", fn: "index", args: [param("b", number(1)), number(2)] }],
    });
  });

  test("labels in comparisons and brackets carry their state", () => {
    const model = modelOf(`model M
      type Sex = {female, male}
      param mean[Sex] : real
      plate person { given sex : Sex; observed x ~ Normal(mean[male] * (sex == female), 1) }`);
    expect(argOf(model, "x", "mean")).toEqual({
      op: "call",
      fn: "*",
      args: [
        param("mean", { op: "label", label: "male", state: 1 }),
        { op: "call", fn: "==", args: [node("sex"), { op: "label", label: "female", state: 0 }] },
      ],
    });
  });

  test("numeric labels compare by value, others as text", () => {
    const text = (label: string) => `network N\nparam h : real\nplate r { observed s : {-1, 1}; factor h * (s == ${label}) }`;
    expect(modelOf(text("1.0")).factors[0]).toMatchObject({ value: { args: [{}, { args: [{}, { op: "label", state: 1 }] }] } });
    expect(codesOf(text("0"))).toEqual(["no-such-label"]);
  });

  test("nodes of fixed plates are referred to with all their indices", () => {
    const model = modelOf(readFileSync(join(fixtures, "appliances.pgm"), "utf8"));
    const a: Expression = { op: "index", name: "a" };
    expect(argOf(model, "z", "p")).toEqual(param("move", a, { op: "node", name: "z", indices: [a], previous: true }));
    expect(argOf(model, "power", "mean")).toMatchObject({ args: [param("level", number(0), node("z", number(0))), {}] });
  });

  test("an index of a data column's pattern is resolved", () => {
    const model = modelOf(`model M
      plate row { plate i in 3 { observed x ~ Bernoulli(0.5) from "toss{i+1}" } }`);
    const plusOne: Expression = { op: "call", fn: "+", args: [{ op: "index", name: "i" }, number(1)] };
    expect(nodeOf(model, "x")?.columns).toEqual({ kind: "pattern", parts: ["toss", plusOne] });
  });
});

describe("given values", () => {
  const initOf = (declaration: string) => paramOf(checkedParam(declaration), "a")?.init;
  const checkedParam = (declaration: string): TemplateModel => {
    const outcome = checkText(`model M\nparam a${declaration}\nplate row { observed x ~ Bernoulli(0.5) }`);
    if (!outcome.ok) throw new Error(outcome.diagnostics.map((found) => found.code).join(" "));
    return outcome.value;
  };

  test("one number fills a parameter, and is the diagonal of a covariance", () => {
    expect(initOf(" : real init 2")).toEqual(number(2));
    expect(initOf("[2] : vector(2) init 1")).toEqual({ op: "array", items: [array(1, 1), array(1, 1)] });
    expect(initOf(" : covariance(2) init 3")).toEqual({ op: "array", items: [array(3, 0), array(0, 3)] });
  });

  test("the value of one element is repeated over the indices", () => {
    expect(initOf("[2] : simplex(2) init [0.25, 0.75]")).toEqual({ op: "array", items: [array(0.25, 0.75), array(0.25, 0.75)] });
    expect(initOf(" : simplex(4) init uniform(4)")).toEqual(array(0.25, 0.25, 0.25, 0.25));
  });

  test("a diagonal matrix stands for its diagonal", () => {
    expect(initOf(" : diagonal(2) init [[1, 0], [0, 2]]")).toEqual(array(1, 2));
    expect(initOf(" : spherical(2) init 3 * eye(2)")).toEqual(number(3));
  });

  test("a simplex that misses 1 by less than 1e-6 is normalised", () => {
    const model = modelOf("model M\nplate row { observed x ~ Categorical([0.3333333, 0.3333333, 0.3333333]) }");
    const p = argOf(model, "x", "p");
    const values = p?.op === "array" ? p.items.map((item) => (item.op === "number" ? item.value : Number.NaN)) : [];
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 15);
    expect(argOf(modelOf("model M\nplate row { observed x ~ Categorical([0.3, 0.7]) }"), "x", "p")).toEqual(array(0.3, 0.7));
  });
});

describe("mistakes", () => {
  test("all of a file are reported, in the order of the text", () => {
    const text = `model M
param mean : reel
plate row {
  latent k ~ Categoric(uniform(2))
  observed x ~ Normal(mean, -1)
  observed y ~ Bernoulli(p)
}`;
    expect(codesOf(text)).toEqual(["unknown-type", "unknown-distribution", "argument-value", "unknown-name"]);
  });

  test("what hangs on a mistake is not a mistake", () => {
    const text = `model M
param mean[Kind] : real
plate row {
  latent k ~ Categorical(w)
  observed x ~ Normal(mean[k] + mean[k] * w[0], sd = mean[k])
}`;
    expect(codesOf(text).filter((code) => code !== "argument-support")).toEqual(["unknown-size", "unknown-name"]);
  });

  test("a misspelt name carries the edit that mends it", () => {
    const text = "model M\nparam mean : real\nplate row { observed x ~ Normal(maen, 1) }";
    const [found] = checkText(text).diagnostics;
    const { start, end } = found?.suggestion?.span ?? { start: 0, end: 0 };
    expect(checkText(text.slice(0, start) + found?.suggestion?.text + text.slice(end)).diagnostics).toEqual([]);
  });

  test("a real sd carries the edit that declares it positive", () => {
    const text = "model M\nparam sd : real\nplate row { observed x ~ Normal(0, sd) }";
    const { suggestion } = checkText(text).diagnostics[0] ?? {};
    expect(suggestion?.text).toBe("positive");
    expect(text.slice(suggestion?.span.start, suggestion?.span.end)).toBe("real");
  });

  test("priors fit what they are the prior of", () => {
    const accepted = [
      "real ~ Normal(0, 1)",
      "positive ~ Gamma(1, 1)",
      "probability ~ Beta(2, 2)",
      "simplex(3) ~ Dirichlet(2)",
      "simplex(3) ~ Dirichlet(1 + [1, 2, 3])",
      "covariance(2) ~ InverseWishart(5, 0.1)",
      "covariance(2) ~ InverseWishart(5, [[1, 0], [0, 1]])",
      "diagonal(2) ~ InverseWishart(5, 1)",
      "vector(2) ~ MvNormal(zeros(2), eye(2))",
      "vector(2) ~ Normal(0, 1)",
      "positive ~ InverseGamma(1, 1)",
    ];
    const refused = ["real ~ Dirichlet(2)", "simplex(2) ~ InverseWishart(5, 1)", "positive ~ Normal(0, 1)", "covariance(2) ~ Gamma(1, 1)"];
    const codes = (type: string) => codesOf(`model M\nparam a : ${type}\nplate row { observed x ~ Bernoulli(0.5) }`);
    expect(accepted.flatMap(codes)).toEqual(accepted.map(() => "unused-param"));
    expect(refused.flatMap(codes)).toEqual(refused.map(() => "prior-domain"));
  });

  test("warnings do not refuse a model", () => {
    const outcome = checkText("model M\nparam a : real\nplate row { observed x ~ Bernoulli(0.5) }");
    expect(outcome.ok).toBe(true);
    expect(outcome.diagnostics.map(({ severity }) => severity)).toEqual(["warning"]);
  });
});
