import { describeDiagnostic, type NodeDomain } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { bindData } from "../src/binding/index.ts";
import { fromColumns } from "../src/sources/index.ts";
import { bindingOf, bound, csv, findings, from, labels, model, node, plain, plate } from "./binding-fixtures.ts";

const rows = [plate(0, "row")];
const one = (domain: NodeDomain, rest = {}) => model(rows, [node("x", { domain, ...rest })]);
const column = (...cells: (string | number)[]) => `x,y\n${cells.map((cell) => `${cell},`).join("\n")}\n`;

describe("states", () => {
  test("labels are compared as text, numeric ones by value", () => {
    expect(plain(bound(one(labels("female", "male")), column("male", "female", "", "male")), "x")).toEqual([1, 0, 255, 1]);
    expect(plain(bound(one(labels("-1", "1")), column("1.0", "-1", "+1e0")), "x")).toEqual([1, 0, 1]);
    expect(plain(bound(one(labels("1", "2", "many")), column("1.0", "many", "02")), "x")).toEqual([0, 2, 1]);
  });

  test("integers from 0, and truth values", () => {
    expect(plain(bound(one({ kind: "states", size: 3 }), column("2", "0", "", "1.0")), "x")).toEqual([2, 0, 255, 1]);
    expect(plain(bound(one({ kind: "boolean" }), column(0, 1, "", 1)), "x")).toEqual([0, 1, 255, 1]);
    expect(plain(bound(one({ kind: "boolean" }), column("FALSE", "true", "", "True")), "x")).toEqual([0, 1, 255, 1]);
  });

  test("the array is as wide as the states need", () => {
    const width = (size: number) => {
      const { values } = bindingOf(bound(one({ kind: "states", size }), column("1", "")), "x");
      return values.kind === "codes" ? [values.codes.constructor.name, ...values.codes] : [];
    };
    expect(width(254)).toEqual(["Uint8Array", 1, 255]);
    expect(width(255)).toEqual(["Uint16Array", 1, 65535]);
    expect(width(65535)).toEqual(["Int32Array", 1, -1]);
  });

  test("missing cells are counted", () => {
    expect(bindingOf(bound(one(labels("a", "b")), column("", "a", "")), "x").missing).toBe(2);
  });

  test("typed arrays that are right are not copied", () => {
    const codes = Uint8Array.of(0, 2, 1);
    const real = Float64Array.of(1, Number.NaN, 3);
    const table = fromColumns({ x: codes, z: real });
    if (!table.ok) throw new Error("not read");
    const data = bound(model(rows, [node("x", { domain: { kind: "states", size: 3 } }), node("z")]), table.value);
    const [x, z] = [bindingOf(data, "x").values, bindingOf(data, "z").values];
    expect(x.kind === "codes" && x.codes).toBe(codes);
    expect(z.kind === "numbers" && z.components[0]).toBe(real);
  });
});

describe("numbers", () => {
  test("of every domain", () => {
    expect(plain(bound(one({ kind: "real" }), column("1e1", "", -2)), "x")).toEqual([[10, Number.NaN, -2]]);
    expect(plain(bound(one({ kind: "positive" }), column(0.5)), "x")).toEqual([[0.5]]);
    expect(plain(bound(one({ kind: "count" }), column(0, "3.0")), "x")).toEqual([[0, 3]]);
    expect(plain(bound(one({ kind: "int" }), column(-4)), "x")).toEqual([[-4]]);
    expect(plain(bound(one({ kind: "probability" }), column(0, 1)), "x")).toEqual([[0, 1]]);
  });

  test("vectors read a column per component; an empty cell of one counts once", () => {
    const data = bound(model(rows, [node("x", { domain: { kind: "vector", size: 2 }, ...from("b", "a") })]), "a,b\n1,2\n,4\n,\n");
    expect(plain(data, "x")).toEqual([
      [2, 4, Number.NaN],
      [1, Number.NaN, Number.NaN],
    ]);
    expect(bindingOf(data, "x")).toMatchObject({ missing: 2, columns: ["b", "a"] });
  });

  test("numbers in columns of text", () => {
    const table = fromColumns({ x: ["1.5", null, "2"] });
    expect(table.ok && plain(bound(one({ kind: "real" }), table.value), "x")).toEqual([[1.5, Number.NaN, 2]]);
  });
});

describe("bad cells", () => {
  test.each<[NodeDomain, (string | number)[], string]>([
    [
      labels("female", "male"),
      ["male", "Femal"],
      "error line 3, row 2, column x: unknown label `Femal` in column `x`: expected `female` or `male`; did you mean `female`?",
    ],
    [labels("a", "b"), [3], "error line 2, row 1, column x: unknown label `3` in column `x`: expected `a` or `b`"],
    [{ kind: "states", size: 3 }, [3], "error line 2, row 1, column x: expected a state from 0 to 2 in column `x`, found `3`"],
    [{ kind: "states", size: 3 }, ["1.5"], "error line 2, row 1, column x: expected a state from 0 to 2 in column `x`, found `1.5`"],
    [{ kind: "boolean" }, ["yes"], "error line 2, row 1, column x: expected 0 or 1, or false or true, in column `x`, found `yes`"],
    [{ kind: "boolean" }, [2], "error line 2, row 1, column x: expected 0 or 1, or false or true, in column `x`, found `2`"],
    [{ kind: "count" }, [1, "2.5"], "error line 3, row 2, column x: expected a count (0, 1, 2, …) in column `x`, found `2.5`"],
    [{ kind: "count" }, [-1], "error line 2, row 1, column x: expected a count (0, 1, 2, …) in column `x`, found `-1`"],
    [{ kind: "int" }, [0.5], "error line 2, row 1, column x: expected a whole number in column `x`, found `0.5`"],
    [{ kind: "positive" }, [0], "error line 2, row 1, column x: expected a number above 0 in column `x`, found `0`"],
    [{ kind: "probability" }, [1.5], "error line 2, row 1, column x: expected a probability, from 0 to 1 in column `x`, found `1.5`"],
    [{ kind: "real" }, [1, "NaN"], "error line 3, row 2, column x: expected a number in column `x`, found `NaN`"],
    [{ kind: "real" }, [1, "-Inf"], "error line 3, row 2, column x: expected a number in column `x`, found `-Inf`"],
    [{ kind: "real" }, [1, "", "abc"], "error line 4, row 3, column x: expected a number in column `x`, found `abc`"],
    [{ kind: "states", size: 2 }, ["NaN", 1], "error line 2, row 1, column x: expected a state from 0 to 1 in column `x`, found `NaN`"],
  ])("%j reads %j", (domain, cells, message) => {
    expect(findings(one(domain), column(...cells))).toEqual([message]);
  });

  test.each<[NodeDomain, string, string]>([
    [{ kind: "real" }, '"3,6"', "write it with a decimal point: 3.6"],
    [{ kind: "real" }, "NA", "if `NA` means an empty cell, say so with `--missing NA`"],
    [{ kind: "states", size: 3 }, "3", "states count from 0; for labels that count from 1, declare them, as in `: {1, 2, 3}`"],
    [{ kind: "boolean" }, "yes", "declare the two labels if the column has others, as in `observed x : {no, yes} ~ …`"],
  ])("%j reading %s has a hint", (domain, cell, help) => {
    const outcome = bindData(one(domain), csv(column(cell)));
    expect(outcome.diagnostics.map((d) => describeDiagnostic(d).help)).toEqual([help]);
  });

  test("the finding points at the model's node and the cell", () => {
    const template = one({ kind: "real" });
    const [found] = bindData(template, csv(column("abc"))).diagnostics;
    expect(found?.text).toEqual({ source: template.source, span: template.nodes[0]?.span });
    expect(found?.data).toEqual({ table: "t.csv", row: 0, line: 2, column: "x" });
  });

  test("ten are shown per node, the others counted; all nodes are reported", () => {
    const template = model(rows, [node("x"), node("y")]);
    const shown = findings(template, `x,y\n${"a,b\n".repeat(13)}`);
    expect(shown).toHaveLength(22);
    expect(shown[10]).toBe("error : and 3 more bad cells of `x`");
    expect(shown[21]).toBe("error : and 3 more bad cells of `y`");
  });

  test("parts of a whole must add up", () => {
    const domain: NodeDomain = { kind: "simplex", over: { kind: "states", size: 2 } };
    const template = model(rows, [node("p", { domain, ...from("a", "b") })]);
    expect(plain(bound(template, "a,b\n0.25,0.75\n"), "p")).toEqual([[0.25], [0.75]]);
    expect(findings(template, "a,b\n0.5,0.25\n")).toEqual([
      "error line 2, row 1, column a: the parts of `p` must add up to 1, found a sum of 0.75",
    ]);
  });
});

describe("roles", () => {
  test("an empty cell of a given node is an error", () => {
    expect(findings(one({ kind: "real" }, { role: "given" }), column(1, "", 2))).toEqual([
      "error line 3, row 2, column x: `x` is `given`, so every cell of column `x` needs a value; this one is empty",
    ]);
  });

  test("a latent node without a column is absent, and a column of its name is noted", () => {
    const template = model(rows, [node("x", { role: "latent" }), node("y")]);
    expect(plain(bound(template, "x,y\n1,2\n"), "x")).toBeNull();
    expect(bindingOf(bound(template, "x,y\n1,2\n"), "x")).toMatchObject({ columns: [], missing: 1 });
    expect(findings(template, "x,y\n1,2\n")).toEqual([
      "note column x: the table has a column `x`, which is not read, because the model says that `x` is latent",
    ]);
    expect(findings(template, "x,y\n,2\n")).toEqual([]);
  });

  test("a latent node may name an empty column, not a filled cell", () => {
    const template = one(labels("a", "b"), { role: "latent", ...from("x") });
    expect(plain(bound(template, column("", "")), "x")).toBeNull();
    expect(findings(template, column("", "a"))).toEqual([
      "error line 3, row 2, column x: `x` is `latent`, so column `x` must be empty; found `a`",
    ]);
  });

  test("a latent node's column need not be there", () => {
    expect(plain(bound(one(labels("a", "b"), { role: "latent", ...from("z") }), column("", "")), "x")).toBeNull();
  });

  test("an observed column without a value is inferred, with a warning", () => {
    expect(plain(bound(one({ kind: "real" }), column("", "")), "x")).toBeNull();
    expect(findings(one({ kind: "real" }), column("", ""))).toEqual([
      "warning column x: `x` is `observed`, but column `x` has no value; it is inferred for every row",
    ]);
  });

  test("asked to be latent: absent, whether or not the column is there", () => {
    const template = model(rows, [node("sex", { domain: labels("f", "m") }), node("y")]);
    expect(plain(bound(template, "sex,y\nf,1\n", { latent: ["sex"] }), "sex")).toBeNull();
    expect(plain(bound(template, "y\n1\n", { latent: ["sex"] }), "sex")).toBeNull();
    expect(findings(template, "sex,y\nf,1\n", { latent: ["sexe"] })).toEqual([
      "error : `sexe` is asked to be latent, but the model has no such node; did you mean `sex`?",
    ]);
    expect(findings(one({ kind: "real" }, { role: "given" }), column(1), { latent: ["x"] })).toEqual([
      "error : `x` is `given`, and so has no law from which it could be inferred",
    ]);
  });
});

describe("columns", () => {
  test("a missing one, with the nearest name", () => {
    const template = model(rows, [node("height")]);
    const outcome = bindData(template, csv("heigth,sex\n1,f\n"));
    expect(findings(template, "heigth,sex\n1,f\n")).toEqual([
      "error column height: `height` reads column `height`, but the table has no such column; did you mean `heigth`?",
    ]);
    expect(describeDiagnostic(outcome.diagnostics[0]!).help).toBe("the columns are `heigth` and `sex`");
    const law = { family: "Normal", written: "Normal", args: [], span: { start: 0, end: 0 } };
    const [inferable] = bindData(model(rows, [node("height", { law })]), csv("sex\nf\n")).diagnostics;
    expect(describeDiagnostic(inferable!).help).toBe("the only column is `sex`; to infer `height` for every row, add `--latent height`");
    expect(findings(template, "3.6,79\n1,2\n")).toEqual([
      "error column height: `height` reads column `height`, but the table has no such column",
    ]);
  });

  test("one that is there twice is an error only where it is read", () => {
    expect(findings(model(rows, [node("x")]), "x,x\n1,2\n")).toEqual([
      "error column x: `x` reads column `x`, but two columns of the table have that name",
    ]);
    expect(findings(model(rows, [node("y")]), "x,x,y\n1,2,3\n")).toEqual([]);
  });

  test("data that is not read is not looked at", () => {
    expect(findings(model(rows, [node("y")]), "x,y\nabc,1\nNaN,2\n")).toEqual([]);
  });

  test("a table without rows", () => {
    const table = { name: "t", rows: 0, columns: [], lineOf: () => null };
    expect(findings(model(rows, []), table)).toEqual([
      "error : the table has 0 columns but no rows: expected at least one row below the header",
    ]);
  });

  test("too few of them", () => {
    const template = one({ kind: "vector", size: 2 });
    expect(findings(template, column(1))).toEqual(["error : `x` needs 2 columns, found 1"]);
  });
});

describe("complete rows", () => {
  const template = model(rows, [node("x"), node("y")]);

  test("rows with an empty cell in a node are dropped and counted", () => {
    const data = bound(template, "x,y,z\n1,2,\n,3,\n4,5,\n", { rows: "complete" });
    expect(data).toMatchObject({ droppedRows: 1, table: { rows: 3 } });
    expect([plain(data, "x"), plain(data, "y")]).toEqual([[[1, 4]], [[2, 5]]]);
    expect([...data.instanceOfRow[0]!]).toEqual([0, -1, 1]);
    expect([...data.plates[0]!.rowOf]).toEqual([0, 2]);
    expect(findings(template, "x,y,z\n1,2,\n,3,\n4,5,\n", { rows: "complete" })).toEqual([
      "note : left out 1 of 3 rows, which have an empty cell in a column that the model reads",
    ]);
  });

  test("a bad cell of a dropped row does not matter, a column without values drops none", () => {
    expect(plain(bound(template, "x,y\n1,2\n,abc\n", { rows: "complete" }), "y")).toEqual([[2]]);
    expect(bound(template, "x,y\n1,\n2,\n", { rows: "complete" }).droppedRows).toBe(0);
  });

  test("none is left", () => {
    expect(findings(template, "x,y\n1,\n,2\n", { rows: "complete" })).toEqual([
      "error : none of the 2 rows is complete: each has an empty cell in a column that the model reads",
    ]);
  });
});
