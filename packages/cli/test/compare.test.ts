import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fixture, pgm } from "./test-io.ts";

vi.setConfig({ testTimeout: 60_000 });

const model = fixture("sprinkler.pgm");
const data = fixture("sprinkler.csv");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-compare-"));
});

interface Document {
  readonly schema: string;
  readonly theory: { readonly contains: string };
  readonly directed: { readonly fit: { readonly logLik: number }; readonly milliseconds: number };
  readonly undirected: { readonly fit: { readonly logLik: number }; readonly milliseconds: number };
  readonly coupling: { readonly row: number };
}

describe("pgm compare", () => {
  test("prints a report", async () => {
    const { status, stdout } = await pgm(["compare", model, "--data", data]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/directed\s+beside\s+undirected/);
    expect(stdout).toMatch(/^ +directed +undirected$/m);
    expect(stdout).toMatch(/^theory$/m);
    expect(stdout).toMatch(/^ {2}time +[\d.]+ s +[\d.]+ s$/m);
  });

  test("prints one document with --json, timed by the terminal's clock, and takes the row that moves", async () => {
    const { status, stdout } = await pgm(["compare", model, "--data", data, "--row", "2", "--json"]);
    expect(status).toBe(0);
    const { schema, theory, directed, undirected, coupling } = JSON.parse(stdout) as Document;
    expect(schema).toBe("platewise/compare@1");
    expect(["neither", "undirected"]).toContain(theory.contains);
    expect(undirected.fit.logLik).toBeGreaterThan(directed.fit.logLik - 1e-6);
    expect(directed.milliseconds).toBeGreaterThan(0);
    expect(undirected.milliseconds).toBeGreaterThan(0);
    expect(coupling.row).toBe(1);
  });

  test("draws with -o, and prints nothing with --quiet", async () => {
    const path = join(folder, "graphs.svg");
    expect(await pgm(["compare", model, "--data", data, "-o", path, "--quiet"])).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(path, "utf8")).toMatch(/^<svg xmlns=[\s\S]+<\/svg>\n$/);
    expect(readdirSync(folder)).toEqual(["graphs.svg"]);
  });

  test("leaves no file behind where the model does not fit the data", async () => {
    const path = join(folder, "graphs.svg");
    const { status } = await pgm(["compare", model, "--data", fixture("nowhere.csv"), "-o", path]);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.for([
    [["--row", "0"], "--row"],
    [["-o", "graphs.png"], "-o"],
    [["--seed", "x"], "--seed"],
  ] as const)("refuses %s", async ([words, option]) => {
    const { status, stderr } = await pgm(["compare", model, "--data", data, ...words]);
    expect(status).toBe(2);
    expect(stderr).toContain(`\`${option}\` takes`);
  });
});
