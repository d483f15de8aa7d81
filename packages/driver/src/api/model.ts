import type { ConstantValue, Outcome, Source, TemplateModel } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { check, format as formatProgram, type Program, parseRecovering, setConstants } from "@platewise/language";
import { DiagnosticsError } from "./diagnostics-error.ts";

/** Known numbers that replace a model's constants, by name. */
export type ConstantOverrides = Readonly<Record<string, ConstantValue>>;

/** A checked model: an immutable value that `fit`, `score` and `inspect` take. */
export interface Model {
  readonly name: string;
  readonly source: Source;
  readonly program: Program;
  readonly template: TemplateModel;
  readonly constants: ConstantOverrides;
  /** The model in canonical `.pgm` layout. */
  toString(): string;
  /** The same model with other constants; throws `DiagnosticsError` where they do not fit. */
  with(constants: ConstantOverrides): Model;
}

/** Makes a model of a program that has been parsed or built. */
export function modelOf(program: Program, source: Source, constants: ConstantOverrides = {}): Outcome<Model> {
  const checked = check(program, { source, constants });
  if (!checked.ok) return checked;
  const model: Model = {
    name: program.name.text,
    source,
    program,
    template: checked.value,
    constants,
    toString: () => formatProgram(setConstants(program, constants)),
    with: (more) => orThrow(modelOf(program, source, { ...constants, ...more })),
  };
  return success(model, checked.diagnostics);
}

/** The value of an outcome; its errors are thrown together as one `DiagnosticsError`. */
export function orThrow<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new DiagnosticsError(outcome.diagnostics);
  return outcome.value;
}

/** A text, or a text with the name that messages give it. */
export type SourceInput = string | Source;

/** The source of a text; a bare string is called `<model>`. */
export const toSource = (input: SourceInput): Source => (typeof input === "string" ? { name: "<model>", text: input } : input);

/** Parses and checks a model: all its errors at once. */
export function tryParse(input: SourceInput, options: { readonly constants?: ConstantOverrides } = {}): Outcome<Model> {
  const source = toSource(input);
  const parsed = parseRecovering(source);
  if (parsed.diagnostics.some((d) => d.severity === "error")) {
    const rest = parsed.program
      ? check(parsed.program, { source, constants: options.constants ?? {}, mistakes: parsed.diagnostics }).diagnostics
      : [];
    return failure([...parsed.diagnostics, ...rest.filter((d) => d.severity === "error")]);
  }
  return modelOf(parsed.program as Program, source, options.constants);
}

/** Parses and checks a model; throws `DiagnosticsError` with everything that is wrong. */
export const parse = (input: SourceInput, options: { readonly constants?: ConstantOverrides } = {}): Model =>
  orThrow(tryParse(input, options));
