import { copyFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { fixture, pgm } from "./test-io.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "pgm-result-"));
  copyFileSync(fixture("heights.pgm"), at("model.pgm"));
  copyFileSync(fixture("heights.csv"), at("rows.csv"));
  symlinkSync(at("rows.csv"), at("link.csv"));
  await pgm(["fit", at("model.pgm"), "--data", at("rows.csv"), "--out", at("fit.json"), "--quiet"]);
});

const calls: readonly (readonly [string, string, readonly string[]])[] = [
  ["the data of a fit", "rows.csv", ["fit", "model.pgm", "--data", "rows.csv", "--out", "rows.csv"]],
  ["the model of a fit", "model.pgm", ["fit", "model.pgm", "--data", "rows.csv", "--out", "model.pgm"]],
  ["data behind a link", "rows.csv", ["fit", "model.pgm", "--data", "rows.csv", "--posteriors", "link.csv"]],
  ["the table of a query", "rows.csv", ["infer", "model.pgm", "--params", "fit.json", "--data", "rows.csv", "--out", "rows.csv"]],
  ["the parameters of a query", "fit.json", ["infer", "model.pgm", "--params", "fit.json", "--data", "rows.csv", "--out", "fit.json"]],
  ["the parameters of a sample", "fit.json", ["sample", "model.pgm", "--params", "fit.json", "-n", "3", "--out", "fit.json"]],
  ["a table to be filled", "rows.csv", ["sample", "model.pgm", "--params", "fit.json", "--impute", "rows.csv", "--out", "rows.csv"]],
];

test.each(calls)("a result is not written over %s", async (_what, file, words) => {
  const before = readFileSync(at(file), "utf8");
  const { status, stderr } = await pgm([...words.map((word) => (word.includes(".") ? at(word) : word)), "--json"]);
  expect(status).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject([{ code: "options-exclude-each-other" }]);
  expect(readFileSync(at(file), "utf8")).toBe(before);
});

test("two results are not written to one file under two names", async () => {
  writeFileSync(at("result"), "");
  symlinkSync(at("result"), at("other"));
  const { status } = await pgm(["fit", at("model.pgm"), "--data", at("rows.csv"), "--out", at("result"), "--posteriors", at("other")]);
  expect(status).toBe(2);
});

test("a fit may go on from its own result", async () => {
  const again = ["fit", at("model.pgm"), "--data", at("rows.csv"), "--init", at("fit.json"), "--out", at("fit.json"), "--quiet"];
  expect(await pgm(again)).toMatchObject({ status: 0, stderr: "" });
});
