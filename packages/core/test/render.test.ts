import { describe, expect, test } from "vitest";
import { type Diagnostic, describeDataPlace, diagnostic, renderDiagnostic } from "../src/index.ts";

const text = "model M\n\tlatent z Normal(0, 1)\n";
const place = { source: { name: "m.pgm", text }, span: { start: 17, end: 17 } };
const made: Diagnostic = diagnostic(
  "missing-tilde",
  { name: "z", law: "Normal" },
  { text: place, suggestion: { span: place.span, text: " ~" } },
);

describe("renderDiagnostic", () => {
  test("shows the line with the place underlined, and the edit; tabs stay tabs", () => {
    expect(renderDiagnostic(made)).toBe(
      [
        "m.pgm:2:10: error[missing-tilde]: expected `~` between `z` and `Normal`: a node is distributed as its law",
        " 2 | \tlatent z Normal(0, 1)",
        "   | \t        ^",
        "  write `~` here",
      ].join("\n"),
    );
  });

  test("asks after a replacement, and says what to leave out", () => {
    const span = { start: 18, end: 24 };
    const suggest = (fresh: string): string => renderDiagnostic({ ...made, text: { ...place, span }, suggestion: { span, text: fresh } });
    expect(suggest("Poisson")).toContain("   | \t         ^^^^^^\n  did you mean `Poisson`?");
    expect(suggest("")).toContain("leave out `Normal`");
  });

  test("names the cell of a table, with rows from one", () => {
    const data = { table: "faithful.csv", row: 11, line: 13, column: "height" };
    expect(describeDataPlace(data)).toBe('faithful.csv, row 12 (line 13), column "height"');
    expect(renderDiagnostic({ ...made, text: null, data, suggestion: null })).toBe(
      'faithful.csv, row 12 (line 13), column "height": error[missing-tilde]: expected `~` between `z` and `Normal`: a node is distributed as its law',
    );
    expect(renderDiagnostic({ ...made, data })).toContain('  data: faithful.csv, row 12 (line 13), column "height"');
  });

  test("cuts long lines around the place", () => {
    const long = `let y = ${"a + ".repeat(100)}?`;
    const span = { start: long.length - 1, end: long.length };
    const lines = renderDiagnostic(
      { ...made, text: { source: { name: "m.pgm", text: long }, span }, suggestion: null },
      { width: 60 },
    ).split("\n");
    expect(lines[1]!.length).toBeLessThan(70);
    expect(lines[1]![lines[2]!.indexOf("^")]).toBe("?");
  });

  test("marks wide characters by two columns, and joining marks by none", () => {
    const frame = (line: string, marked: string, width = 120): string[] => {
      const start = line.indexOf(marked);
      const span = { start, end: start + marked.length };
      return renderDiagnostic({ ...made, text: { source: { name: "m", text: line }, span }, suggestion: null }, { width })
        .split("\n")
        .slice(1);
    };
    expect(frame("observed 身高 ~ Normal(变, 1)", "变")).toEqual([" 1 | observed 身高 ~ Normal(变, 1)", `   | ${" ".repeat(23)}^^`]);
    expect(frame('from "cafe\u0301 🎲" + b', "+")[1]).toBe(`   | ${" ".repeat(15)}^`);
    const cut = frame(`"${"🎲".repeat(100)}" ? b`, "?", 41);
    expect(cut[0]).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  });

  test("counts no byte order mark, and no carriage return", () => {
    const whole = "\uFEFFmodle M\r\nplate r {\r\n";
    const at = (start: number): string =>
      renderDiagnostic({ ...made, text: { source: { name: "m", text: whole }, span: { start, end: start + 5 } }, suggestion: null });
    expect(at(1)).toMatch(/^m:1:1: .*\n 1 \| modle M\n {3}\| \^{5}$/);
    expect(at(0)).toMatch(/^m:1:1: /);
    expect(at(10)).toMatch(/^m:2:1: .*\n 2 \| plate r \{\n {3}\| \^{5}$/);
  });

  test("shows no control characters", () => {
    const line = "let y = \u001b[31m ?";
    const span = { start: 15, end: 16 };
    const shown = renderDiagnostic({ ...made, text: { source: { name: "m", text: line }, span }, suggestion: null });
    expect(shown).toContain(" 1 | let y =  [31m ?");
  });

  test("shows no control characters of a cell or a name", () => {
    const data = { table: "a\u001b[2J.csv", row: 0, line: 2, column: "x\u0007" };
    const details = { label: "\u001b[31mred", column: "x", expected: ["a", "b"], near: null };
    const rendered = renderDiagnostic(diagnostic("unknown-label", details, { text: place, data }));
    expect(rendered).toContain("\uFFFD[31mred");
    expect(rendered).not.toMatch(/[^\P{Cc}\t\n]/u);
  });

  test("says the line of an edit that is not shown", () => {
    const source = { name: "m.pgm", text: "model M\nparam a : real\nplate r {\n  latent z ~ Normal(0, a)" };
    const suggest = (start: number, end: number, fresh: string): string =>
      renderDiagnostic({ ...made, text: { source, span: { start: 54, end: 55 } }, suggestion: { span: { start, end }, text: fresh } });
    expect(suggest(18, 22, "positive")).toContain("  did you mean `positive` in line 2?");
    expect(suggest(8, 23, "")).toContain("  leave out `param a : real` in line 2");
    expect(suggest(22, 22, " = 1")).toContain("  write `= 1` in line 2");
    expect(suggest(source.text.length, source.text.length, "\n}\n")).toContain("  write `}` below line 4");
    expect(suggest(55, 55, ")")).toContain("  write `)` here");
  });

  test("shows a place at the end of the text and in an empty one", () => {
    const at = (whole: string): string =>
      renderDiagnostic({
        ...made,
        text: { source: { name: "m", text: whole }, span: { start: whole.length, end: whole.length } },
        suggestion: null,
      });
    expect(at("")).toContain("m:1:1: error");
    expect(at("")).toContain(" 1 |\n   | ^");
    expect(at("model M")).toContain(" 1 | model M\n   |        ^");
  });

  test("has no colours unless they are asked for", () => {
    const ansi = "\u001b[";
    expect(renderDiagnostic(made)).not.toContain(ansi);
    expect(renderDiagnostic(made, { colour: true })).toContain(`${ansi}1;31merror`);
    expect(renderDiagnostic(made, { paint: (part, piece) => `<${part}>${piece}</${part}>` })).toContain("<code>[missing-tilde]</code>");
  });
});
