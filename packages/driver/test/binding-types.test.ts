import type { Expression, Law, ParamDecl, TemplateModel } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { bound, findings, labels, model, node, plain, plate, typed } from "./binding-fixtures.ts";

const span = { start: 0, end: 1 };
const word = { name: "Word", labels: null, span };
const rows = [plate(0, "row")];
const template = model(rows, [node("word", { domain: typed("Word") })], { types: [word] });
const labelsOf = (text: string, from: TemplateModel = template) => bound(from, text).labelsFromData.get("Word");

describe("label sets from the data", () => {
  test("sorted by code point, and filled in", () => {
    const data = bound(template, "word\nbee\n\uFF5E\nant\n\u{1F41D}\nBee\nant\n");
    expect(data.labelsFromData.get("Word")).toEqual(["Bee", "ant", "bee", "\uFF5E", "\u{1F41D}"]);
    expect(plain(data, "word")).toEqual([2, 3, 1, 4, 0, 1]);
    expect(data.model.types[0]?.labels).toEqual(["Bee", "ant", "bee", "\uFF5E", "\u{1F41D}"]);
    expect(data.model.nodes[0]?.domain).toMatchObject({
      kind: "labels",
      type: "Word",
      labels: ["Bee", "ant", "bee", "\uFF5E", "\u{1F41D}"],
    });
  });

  test("sorted by value where all are numbers", () => {
    expect(labelsOf("word\n10\n9\n-1\n9.0\n,\n".replace(",\n", ""))).toEqual(["-1", "9", "10"]);
    expect(labelsOf("word\n10\n9\nx\n")).toEqual(["10", "9", "x"]);
  });

  test("from every column that reads the type", () => {
    const two = model(rows, [node("a", { domain: typed("Word") }), node("b", { domain: typed("Word"), role: "given" })], { types: [word] });
    const data = bound(two, "a,b\nx,y\nz,x\n");
    expect(data.labelsFromData.get("Word")).toEqual(["x", "y", "z"]);
    expect([plain(data, "a"), plain(data, "b")]).toEqual([
      [0, 2],
      [1, 0],
    ]);
  });

  test("known from an earlier fit", () => {
    const initialTypes = { Word: ["z", "x"] };
    expect(plain(bound(template, "word\nx\nz\n", { initialTypes }), "word")).toEqual([1, 0]);
    expect(findings(template, "word\nxx\n", { initialTypes })).toEqual([
      "error line 2, row 1, column word: unknown label `xx` in column `word`: expected `z` or `x`",
    ]);
  });

  test("none to be found", () => {
    const message = "type `Word` takes its labels from the data, but no column with values is read as `Word`";
    expect(findings(template, "word,x\n,1\n")).toContain(`error : ${message}`);
    expect(findings(model(rows, [node("x")], { types: [word] }), "x\n1\n")).toEqual([]);
  });

  test("declared sets are left alone", () => {
    const declared = { name: "Sex", labels: ["f", "m"], span };
    expect(bound(model(rows, [node("sex", { domain: labels("f", "m") })], { types: [declared] }), "sex\nm\n").labelsFromData.size).toBe(0);
  });
});

describe("the rest of the model", () => {
  const label = (text: string): Expression => ({ op: "label", label: text, state: null });
  const nodeOf = (name: string): Expression => ({ op: "node", name, indices: [], previous: false });
  const law = (value: Expression): Law => ({ family: "Normal", written: "Normal", args: [{ name: "mean", value, span }], span });
  const param = (name: string, rest: Partial<ParamDecl>): ParamDecl => {
    return { name, indices: [], domain: { kind: "real" }, prior: null, fixed: null, init: null, origin: "declared", span, ...rest };
  };
  const build = (mean: Expression): TemplateModel =>
    model(
      [plate(0, "row"), plate(1, "w", { kind: "fixed", over: typed("Word"), parent: 0 })],
      [
        node("word", { domain: typed("Word") }),
        node("x", { law: law(mean) }),
        node("y", { plate: 1, columns: { kind: "pattern", parts: ["n_", { op: "index", name: "w" }] } }),
      ],
      {
        types: [word],
        params: [param("share", { domain: { kind: "simplex", over: typed("Word") } }), param("m", { indices: [typed("Word")] })],
      },
    );
  const text = "word,x,n_a,n_b\nb,1,2,3\na,4,5,6\n";
  const meanOf = (mean: Expression): Expression | undefined => bound(build(mean), text).model.nodes[1]?.law?.args[0]?.value;

  test("parameters and plates get their sizes", () => {
    const data = bound(build({ op: "number", value: 0 }), text);
    expect(data.model.params.map(({ indices, domain }) => [indices, domain])).toEqual([
      [[], { kind: "simplex", over: typed("Word", ["a", "b"]) }],
      [[typed("Word", ["a", "b"])], { kind: "real" }],
    ]);
    expect(data.model.plates[1]?.over).toEqual(typed("Word", ["a", "b"]));
    expect(plain(data, "y", 1)).toEqual([[3, 6]]);
  });

  test("labels in comparisons and as indices get their states", () => {
    expect(meanOf({ op: "call", fn: "==", args: [nodeOf("word"), label("b")] })).toMatchObject({ args: [{ op: "node" }, { state: 1 }] });
    expect(meanOf({ op: "call", fn: "!=", args: [label("a"), nodeOf("word")] })).toMatchObject({ args: [{ state: 0 }, { op: "node" }] });
    expect(meanOf({ op: "param", name: "m", indices: [label("b")] })).toMatchObject({ indices: [{ state: 1 }] });
    expect(meanOf({ op: "call", fn: "index", args: [{ op: "param", name: "share", indices: [] }, label("b")] })).toMatchObject({
      args: [{ op: "param" }, { state: 1 }],
    });
    const sum: Expression = {
      op: "sum",
      index: "v",
      over: typed("Word"),
      body: { op: "call", fn: "==", args: [{ op: "index", name: "v" }, label("b")] },
    };
    expect(meanOf(sum)).toMatchObject({ over: { labels: ["a", "b"] }, body: { args: [{ op: "index" }, { state: 1 }] } });
  });

  test("a label that the data does not have", () => {
    const mean: Expression = { op: "call", fn: "==", args: [nodeOf("word"), label("c")] };
    expect(findings(build(mean), text)).toEqual(["error : the model names the label `c`, but the data has no such `Word`"]);
  });
});
