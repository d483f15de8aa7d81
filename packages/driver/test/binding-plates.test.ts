import type { Expression, NodeDecl, PlateDecl, TemplateModel } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindData } from "../src/binding/index.ts";
import { bindingOf, bound, csv, findings, from, labels, model, node, plain, plate, typed } from "./binding-fixtures.ts";

const grouped = (rest: Partial<PlateDecl> = {}) => [
  plate(0, "round", { kind: "groups", by: "round" }),
  plate(1, "toss", { parent: 0, ...rest }),
];
const coins = labels("T", "H");

describe("groups", () => {
  const text = "round,face\nb,H\na,T\nb,T\na,H\nb,H\n";
  const data = bound(
    model(grouped(), [node("coin", { role: "latent", domain: { kind: "states", size: 2 } }), node("face", { plate: 1, domain: coins })]),
    text,
  );

  test("instances are in order of first appearance, the rows of a group together", () => {
    expect(data.plates.map(({ plate, instances }) => [plate, instances])).toEqual([
      [0, 2],
      [1, 5],
    ]);
    expect([...data.instanceOfRow[0]!]).toEqual([0, 1, 0, 1, 0]);
    expect([...data.instanceOfRow[1]!]).toEqual([0, 3, 1, 4, 2]);
    expect([...data.plates[0]!.rowOf]).toEqual([0, 1]);
    expect([...data.plates[1]!.rowOf]).toEqual([0, 2, 4, 1, 3]);
    expect([...data.plates[1]!.parentOf!]).toEqual([0, 0, 0, 1, 1]);
    expect(data.plates[0]!.parentOf).toBeNull();
  });

  test("nodes follow the instances", () => {
    expect(plain(data, "face")).toEqual([1, 0, 1, 0, 1]);
    expect(bindingOf(data, "coin")).toMatchObject({ missing: 2, values: { kind: "absent" } });
  });

  test("inner groups are counted within the outer ones", () => {
    const plates = [
      plate(0, "school", { kind: "groups", by: "s" }),
      plate(1, "class", { kind: "groups", by: "c", parent: 0 }),
      plate(2, "pupil", { parent: 1 }),
    ];
    const nested = bound(model(plates, [node("x", { plate: 2 })]), "s,c,x\nA,1,1\nB,1,2\nA,2,3\nB,1,4\nA,1,5\n");
    expect(nested.plates.map(({ instances }) => instances)).toEqual([2, 3, 5]);
    expect([...nested.plates[1]!.parentOf!]).toEqual([0, 0, 1]);
    expect([...nested.instanceOfRow[1]!]).toEqual([0, 2, 1, 2, 0]);
    expect([...nested.plates[2]!.parentOf!]).toEqual([0, 0, 1, 2, 2]);
    expect(plain(nested, "x")).toEqual([[1, 5, 3, 2, 4]]);
  });

  test("a node of the group takes the value on which its rows agree; empty cells agree with all", () => {
    const template = model(grouped(), [node("who", { domain: labels("A", "B") }), node("n"), node("face", { plate: 1, domain: coins })]);
    const agreeing = bound(template, "round,who,n,face\n1,,7,H\n1,A,7,T\n2,,8,H\n");
    expect(plain(agreeing, "who")).toEqual([0, 255]);
    expect(bindingOf(agreeing, "who").missing).toBe(1);
    expect(plain(agreeing, "n")).toEqual([[7, 8]]);
    expect(findings(template, "round,who,n,face\n1,A,7,H\n2,A,8,T\n1,B,7.5,H\n")).toEqual([
      "error line 4, row 3, column who: `who` has one value per `round`, but in column `who` row 1 says `A` and row 3 says `B`",
      "error line 4, row 3, column n: `n` has one value per `round`, but in column `n` row 1 says `7` and row 3 says `7.5`",
    ]);
  });

  test("a node outside every plate has one value in the table", () => {
    const template = model([plate(0, "row")], [node("total", { plate: null, role: "given" }), node("x")]);
    expect(plain(bound(template, "total,x\n,1\n5,2\n"), "total")).toEqual([[5]]);
    expect(findings(template, "total,x\n4,1\n5,2\n")).toEqual([
      "error line 3, row 2, column total: `total` has one value per table, but in column `total` row 1 says `4` and row 2 says `5`",
    ]);
  });

  test("the grouping column must be there, without empty cells", () => {
    const template = model(grouped(), [node("face", { plate: 1, domain: coins })]);
    expect(findings(template, "rounds,face\n1,H\n")).toEqual([
      "error column round: plate `round` reads column `round`, but the table has no such column; did you mean `rounds`?",
    ]);
    expect(findings(template, "round,face\n1,H\n,T\n")).toEqual([
      "error line 3, row 2, column round: `round` groups rows by column `round`, so none of its cells may be empty; this one is",
    ]);
  });

  test("sibling plates each read every row", () => {
    const plates = [plate(0, "g", { kind: "groups", by: "g" }), plate(1, "a", { parent: 0 }), plate(2, "b", { parent: 0 })];
    const data = bound(model(plates, [node("x", { plate: 1 }), node("y", { plate: 2 })]), "g,x,y\n1,1,2\n2,3,4\n1,5,6\n");
    expect([plain(data, "x"), plain(data, "y")]).toEqual([[[1, 5, 3]], [[2, 6, 4]]]);
  });
});

describe("chains", () => {
  const chain = (by: string | null) => [plate(0, "seq", { kind: "groups", by: "seq" }), plate(1, "t", { kind: "chain", by, parent: 0 })];

  test("keep the order of the file, or follow a column", () => {
    const text = "seq,time,x\na,2,1\nb,1,2\na,1,3\nb,0.5,4\n";
    expect(plain(bound(model(chain(null), [node("x", { plate: 1 })]), text), "x")).toEqual([[1, 3, 2, 4]]);
    const data = bound(model(chain("time"), [node("x", { plate: 1 })]), text);
    expect(plain(data, "x")).toEqual([[3, 1, 4, 2]]);
    expect([...data.plates[1]!.parentOf!]).toEqual([0, 0, 1, 1]);
    expect([...data.instanceOfRow[1]!]).toEqual([1, 3, 0, 2]);
  });

  test("texts are ordered by code point, texts of numbers by value", () => {
    const top = [plate(0, "t", { kind: "chain", by: "day" })];
    expect(plain(bound(model(top, [node("x")]), "day,x\n2024-02-01,1\n2024-01-31,2\n"), "x")).toEqual([[2, 1]]);
    expect(plain(bound(model(top, [node("x")]), "day,x\n10,1\n9,2\n"), "x")).toEqual([[2, 1]]);
  });

  test("ties are warned of", () => {
    expect(findings(model(chain("time"), [node("x", { plate: 1 })]), "seq,time,x\na,1,1\nb,1,2\na,1,3\n")).toEqual([
      "warning line 4, row 3, column time: rows 1 and 3 of `t` both have `1` in column `time`; their order in the file is kept",
    ]);
  });
});

describe("weights", () => {
  const x = node("x");
  const weighted = model([plate(0, "cell", { weightedBy: "count" })], [x]);

  test("of the innermost plate that reads rows, zeros kept", () => {
    expect([...bound(weighted, "x,count\n1,2\n2,0\n3,0.5\n").plates[0]!.weights!]).toEqual([2, 0, 0.5]);
    const outer = model(
      [plate(0, "doc", { kind: "groups", by: "doc", weightedBy: "n" }), plate(1, "token", { parent: 0 })],
      [node("x", { plate: 1 })],
    );
    const data = bound(outer, "doc,x,n\nb,1,2\na,2,3\nb,3,4\n");
    expect(data.plates.map(({ weights }) => weights && [...weights])).toEqual([null, [2, 4, 3]]);
  });

  test("the option does the same, and goes before the text", () => {
    const data = bound(weighted, "x,count,w\n1,2,5\n2,0,6\n", { weights: "w" });
    expect([...data.plates[0]!.weights!]).toEqual([5, 6]);
    expect(bound(model([plate(0, "row")], [x]), "x\n1\n").plates[0]!.weights).toBeNull();
  });

  test.each<[TemplateModel, string, string | null, string[]]>([
    [
      weighted,
      "x,count\n1,-1\n2,\n3,a\n4,1\n",
      null,
      [
        "error line 2, row 1, column count: expected a weight, a number from 0 to 1e15, in column `count`, found `-1`",
        "error line 3, row 2, column count: expected a weight, a number from 0 to 1e15, in column `count`, but the cell is empty",
        "error line 4, row 3, column count: expected a weight, a number from 0 to 1e15, in column `count`, found `a`",
      ],
    ],
    [
      weighted,
      "x,count\n1,Inf\n",
      null,
      ["error line 2, row 1, column count: expected a weight, a number from 0 to 1e15, in column `count`, found `Inf`"],
    ],
    [weighted, "x,count\n1,0\n", null, ["error column count: every weight in column `count` is 0, so there is nothing to learn from"]],
    [
      weighted,
      "x,counts\n1,0\n",
      null,
      ["error column count: plate `cell` reads column `count`, but the table has no such column; did you mean `counts`?"],
    ],
    [weighted, "x,count\n1,1\n", "w", ["error column w: the weights option reads column `w`, but the table has no such column"]],
    [
      model([plate(0, "t", { kind: "chain" })], [x]),
      "x,w\n1,1\n",
      "w",
      ["error : rows of the chain `t` can't be weighted: a sequence can't hold a step two times or half a time"],
    ],
    [model([], [node("x", { plate: null })]), "x,w\n1,1\n", "w", ["error : weights are given, but the model has no plate that reads rows"]],
  ])("%#", (template, text, weights, expected) => {
    expect(findings(template, text, weights === null ? {} : { weights })).toEqual(expected);
  });
});

describe("fixed plates", () => {
  const four = plate(1, "j", { kind: "fixed", over: { kind: "states", size: 3 }, parent: 0 });
  const index = (name: string): Expression => ({ op: "index", name });
  const pattern = (...parts: (string | Expression)[]): Partial<NodeDecl> => ({ columns: { kind: "pattern", parts } });

  test("a list gives the j-th column to the j-th member", () => {
    const data = bound(model([plate(0, "row"), four], [node("x", { plate: 1, ...from("a", "b", "c") })]), "a,b,c\n1,2,3\n4,5,6\n");
    expect([0, 1, 2].map((j) => plain(data, "x", j))).toEqual([[[1, 4]], [[2, 5]], [[3, 6]]]);
    expect(data.plates).toHaveLength(1);
    expect(findings(model([plate(0, "row"), four], [node("x", { plate: 1 })]), "x\n1\n")).toEqual(["error : `x` needs 3 columns, found 1"]);
  });

  test("a pattern counts from 0, and may calculate", () => {
    const next: Expression = { op: "call", fn: "+", args: [index("j"), { op: "number", value: 1 }] };
    const data = bound(model([plate(0, "row"), four], [node("x", { plate: 1, ...pattern("toss", next) })]), "toss1,toss2,toss3\n1,2,3\n");
    expect([0, 1, 2].map((j) => bindingOf(data, "x", j).columns)).toEqual([["toss1"], ["toss2"], ["toss3"]]);
    const half: Expression = { op: "call", fn: "/", args: [index("j"), { op: "number", value: 2 }] };
    expect(findings(model([plate(0, "row"), four], [node("x", { plate: 1, ...pattern("t", half) })]), "t0\n1\n")).toEqual([
      "error : the pattern of `x` must give whole numbers from the indices of its plates",
    ]);
  });

  test("two indices, the inner one fastest", () => {
    const inner = plate(2, "k", { kind: "fixed", over: { kind: "states", size: 2 }, parent: 1 });
    const s = node("s", { plate: 2, domain: labels("-1", "1"), ...pattern("x", index("j"), index("k")) });
    const data = bound(model([plate(0, "row"), four, inner], [s]), "x00,x01,x10,x11,x20,x21\n1,-1,1,-1,1,-1\n");
    expect(data.nodes.map(({ indices, columns }) => [indices.join(), columns[0]])).toEqual([
      ["0,0", "x00"],
      ["0,1", "x01"],
      ["1,0", "x10"],
      ["1,1", "x11"],
      ["2,0", "x20"],
      ["2,1", "x21"],
    ]);
    expect(plain(data, "s", 2, 1)).toEqual([0]);
  });

  test("a plate over labels gives its labels, or their numbers", () => {
    const over = plate(1, "q", { kind: "fixed", over: typed("Q", ["why", "how"]), parent: 0 });
    const template = model([plate(0, "row"), over], [node("x", { plate: 1, ...pattern("a_", index("q")) })]);
    expect(plain(bound(template, "a_how,a_why\n1,2\n"), "x", 0)).toEqual([[2]]);
    expect(plain(bound(template, "a_0,a_1\n1,2\n"), "x", 0)).toEqual([[1]]);
    expect(findings(template, "a_how\n1\n")).toEqual(["error column a_why: `x` reads column `a_why`, but the table has no such column"]);
  });

  test("ten missing columns are shown, the others counted", () => {
    const many = plate(1, "j", { kind: "fixed", over: { kind: "states", size: 14 }, parent: 0 });
    const shown = findings(model([plate(0, "row"), many], [node("x", { plate: 1, ...pattern("x", index("j")) })]), "x0,y\n1,2\n");
    expect(shown).toHaveLength(11);
    expect(shown[9]).toBe("error column x10: `x` reads column `x10`, but the table has no such column");
    expect(shown[10]).toBe("error : missing columns: 3 more like these");
  });

  test("a plate around the rows repeats its nodes, not the rows", () => {
    const plates = [plate(0, "a", { kind: "fixed", over: { kind: "states", size: 2 } }), plate(1, "row", { parent: 0 })];
    const data = bound(model(plates, [node("x", { plate: 1, ...from("u", "v") })]), "u,v\n1,2\n");
    expect([plain(data, "x", 0), plain(data, "x", 1)]).toEqual([[[1]], [[2]]]);
    expect(data.plates[0]).toMatchObject({ plate: 1, instances: 1, parentOf: null });
  });
});

test("property: instances cover the kept rows, once each, and parents never fall", () => {
  const rows = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.option(fc.nat(9), { freq: 4 })), { minLength: 1, maxLength: 30 });
  const plates = [
    plate(0, "g", { kind: "groups", by: "g" }),
    plate(1, "h", { kind: "groups", by: "h", parent: 0 }),
    plate(2, "row", { parent: 1 }),
  ];
  const template = model(plates, [node("x", { plate: 2 }), node("g2", { ...from("g") })]);
  fc.assert(
    fc.property(rows, fc.boolean(), (cells, complete) => {
      const text = `g,h,x\n${cells.map(([g, h, x]) => `${g},${h},${x ?? ""}`).join("\n")}\n`;
      const outcome = bindData(template, csv(text), complete ? { rows: "complete" } : {});
      if (!outcome.ok) return expect(cells.every(([, , x]) => x === null)).toBe(complete);
      const data = outcome.value;
      const kept = cells.flatMap(([, , x], row) => (complete && x === null && cells.some(([, , y]) => y !== null) ? [] : [row]));
      expect(data.droppedRows).toBe(cells.length - kept.length);
      data.plates.forEach(({ instances, parentOf, rowOf }, p) => {
        const used = new Set(kept.map((row) => data.instanceOfRow[p]![row]!));
        expect([...used].sort((a, b) => a - b)).toEqual(Array.from({ length: instances }, (_, i) => i));
        if (parentOf !== null) expect([...parentOf]).toEqual([...parentOf].sort((a, b) => a - b));
        rowOf.forEach((row, i) => {
          expect(data.instanceOfRow[p]![row]).toBe(i);
          if (parentOf !== null) expect(parentOf[i]).toBe(data.instanceOfRow[p - 1]![row]);
        });
      });
      const x = bindingOf(data, "x").values;
      if (x.kind === "numbers")
        expect([...x.components[0]!]).toEqual([...data.plates[2]!.rowOf].map((row) => cells[row]![2] ?? Number.NaN));
      expect(plain(data, "g2")).toEqual([[...data.plates[0]!.rowOf].map((row) => cells[row]![0])]);
    }),
  );
});
