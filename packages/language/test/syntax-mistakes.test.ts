import { type Diagnostic, describeDiagnostic, renderDiagnostic } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { syntaxSentences } from "../../core/src/diagnostics/sentences/syntax.ts";
import { format, parse, parseRecovering } from "../src/index.ts";
import { mistakes } from "./syntax-mistakes.ts";

function diagnose(text: string): readonly Diagnostic[] {
  return parse({ name: "m.pgm", text }).diagnostics;
}

function apply(text: string, d: Diagnostic): string {
  const { span, text: fresh } = d.suggestion!;
  return text.slice(0, span.start) + fresh + text.slice(span.end);
}

describe("a mistake in writing", () => {
  test.each(mistakes)("$code: $text", ({ code, text: marked, mended }) => {
    const text = marked.replace(/[«»]/g, "");
    const [first, ...rest] = diagnose(text);
    expect(rest.map((d) => d.code)).toEqual([]);
    expect(first?.code).toBe(code);
    const { start, end } = first!.text!.span;
    expect(`${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`).toBe(marked);
    expect(first!.suggestion === null ? undefined : apply(text, first!)).toBe(mended);
    expect(describeDiagnostic(first!).message).not.toMatch(/undefined|\[object|Statement|Expr\b/);
    if (mended !== undefined && code !== "unclosed-plate") expect(parse({ name: "m.pgm", text: mended }).ok).toBe(true);
  });

  test("is shown for every code of the catalogue but the builder's", () => {
    const shown = new Set(mistakes.map((mistake) => mistake.code));
    expect(Object.keys(syntaxSentences).filter((code) => !shown.has(code))).toEqual(["no-such-constant"]);
  });
});

describe("several mistakes", () => {
  const text = [
    "model Coins",
    "param heads[2] probability",
    "plate round by round {",
    "  latnt coin ~ Categorical([0.5 0.5])",
    "  plate toss { observed face : {T, H} = Bernoulli(heads[coin]) }",
    "  let good = 2 * coin",
    "}",
    "}",
  ].join("\n");

  test("are reported together, in the order of the text", () => {
    expect(diagnose(text).map((d) => d.code)).toEqual([
      "missing-colon",
      "misspelt-keyword",
      "missing-comma",
      "wrong-sign",
      "stray-closing",
    ]);
  });

  test("leave the program, as the suggestions mend it, to the later stages", () => {
    expect(format(parseRecovering({ name: "m.pgm", text }).program!)).toBe(
      [
        "model Coins",
        "param heads[2] : probability",
        "plate round by round {",
        "  latent coin ~ Categorical([0.5, 0.5])",
        "  plate toss {",
        "    observed face : {T, H} ~ Bernoulli(heads[coin])",
        "  }",
        "  let good = 2 * coin",
        "}",
        "",
      ].join("\n"),
    );
  });

  test("keep the places of mended statements in the text as written", () => {
    const plate = parseRecovering({ name: "m.pgm", text }).program!.statements[1]!;
    const spans = plate.kind === "plate" ? plate.body.map((inner) => text.slice(inner.span.start, inner.span.end)) : [];
    expect(spans[0]).toBe("latnt coin ~ Categorical([0.5 0.5])");
    expect(spans[2]).toBe("let good = 2 * coin");
  });

  test("are rendered with the line and the edit", () => {
    expect(
      diagnose(text)
        .slice(0, 2)
        .map((d) => renderDiagnostic(d))
        .join("\n\n"),
    ).toBe(
      [
        "m.pgm:2:15: error[missing-colon]: expected `:` between `heads[2]` and its type `probability`",
        " 2 | param heads[2] probability",
        "   |               ^",
        "  write `:` here",
        "",
        "m.pgm:4:3: error[misspelt-keyword]: no statement begins with `latnt`",
        " 4 |   latnt coin ~ Categorical([0.5 0.5])",
        "   |   ^^^^^",
        "  did you mean `latent`?",
      ].join("\n"),
    );
  });
});
