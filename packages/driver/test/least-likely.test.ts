import { describe, expect, test } from "vitest";
import { infer, orThrow, parse, renderInferReport, renderScoreReport, score, tryInfer } from "../src/index.ts";

const certain = parse("model Certain\nplate row { observed a : {x, y} ~ Table(value = [1, 0]) }");
const pairs = parse(`model Pairs
plate class by school {
  latent kind : {low, high} ~ Table(value = [0.5, 0.5])
  plate pupil { observed mark : {fail, pass} ~ Table(kind, value = [[0.8, 0.2], [0.1, 0.9]]) }
}`);
const alone = parse(`model Alone
plate class by school { observed year : {first, second} ~ Table(value = [0.5, 0.5]) }
plate pupil { observed mark : {fail, pass} ~ Table(value = [0.25, 0.75]) }`);
const marks = { school: ["A", "B", "A", "B", "A"], mark: ["fail", "pass", "pass", "pass", "fail"] };
const years = { ...marks, year: ["first", "second", "first", "second", "first"] };

/** Everything below the heading of the least likely rows or groups. */
const least = (text: string): readonly string[] =>
  (text.split(/\nleast likely /)[1] ?? "")
    .split("\n")
    .map((line) => line.trim().replace(/ +/g, " "))
    .filter((line) => line !== "" && !line.startsWith("every row"));

describe("the least likely rows of a score", () => {
  test("begin with those that are impossible", async () => {
    const result = await score(certain, { a: ["x", "y", "x"] }, {});
    expect(result.rows).toEqual([
      { row: 0, logLik: 0 },
      { row: 1, logLik: null, impossible: true },
      { row: 2, logLik: 0 },
    ]);
    const lines = least(renderScoreReport(result, { model: "Certain" }));
    expect(lines).toEqual(["rows", "row log-likelihood", "2 -inf", "1 0.00000", "3 0.00000"]);
  });

  test("are groups where a value is that of a group", async () => {
    const result = await score(pairs, marks, {});
    expect(result.rows.map(({ logLik, group }) => [logLik !== null, group])).toEqual([
      [true, true],
      [true, true],
      [false, undefined],
      [false, undefined],
      [false, undefined],
    ]);
    const [title, head, first, second, ...rest] = least(renderScoreReport(result, { model: "Pairs" }));
    expect([title, head, rest]).toEqual(["groups", "group of row log-likelihood", []]);
    expect([first, second].map((line) => line?.split(" ")[0])).toEqual(["1", "2"]);
  });

  test("tell groups from rows where there are both", async () => {
    const result = await score(alone, years, {});
    expect(least(renderScoreReport(result, { model: "Alone" })).slice(2)).toEqual([
      "group of row 1 -2.07944",
      "5 -1.38629",
      "group of row 2 -0.98083",
      "3 -0.28768",
      "4 -0.28768",
    ]);
  });
});

describe("the least likely rows of a table's posteriors", () => {
  const reportOf = async (...[model, data]: Parameters<typeof tryInfer>): Promise<string> =>
    renderInferReport(orThrow(await tryInfer(model, data, {})).inference, { model: model.name });

  test("are groups where a value is that of a group", async () => {
    expect(least(await reportOf(pairs, marks, {})).slice(0, 2)).toEqual(["groups", "group of row log-evidence"]);
    expect(least(await reportOf(certain, { a: ["x", "y"] }, {}))).toEqual(["rows", "row log-evidence", "2 -inf", "1 0.00000"]);
  });

  test("are written down as before", async () => {
    const { rows } = await infer(pairs, marks, {});
    expect(rows.map(({ logEvidence }) => logEvidence !== null)).toEqual([true, true, false, false, false]);
  });
});
