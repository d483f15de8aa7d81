import { DiagnosticsError, type Model } from "./driver.ts";

/** Longest model, in characters, that is checked again for the sake of a hint. */
const longestModel = 20_000;

/** How many states each latent node has; null where only the data knows. */
const latentSizes = ({ template }: Model): string =>
  JSON.stringify(
    template.nodes.filter(({ role }) => role === "latent").map(({ domain }) => (domain.kind === "states" ? domain.size : null)),
  );

function withConstant(model: Model, name: string, value: number): Model | null {
  try {
    return model.with({ [name]: value });
  } catch (error) {
    if (error instanceof DiagnosticsError) return null;
    throw error;
  }
}

/**
 * The first constant of the model, with its value, that says how many states a latent node has and may be one larger: nothing
 * in the model has a fixed number of entries for it. Empty where there is none.
 */
export function sizeToTry(model: Model): Readonly<Record<string, number>> {
  if (model.template.kind === "network" || model.source.text.length > longestModel) return {};
  for (const { name, value } of model.template.constants) {
    if (typeof value !== "number" || !Number.isInteger(value)) continue;
    const larger = withConstant(model, name, value + 1);
    if (larger && latentSizes(larger) !== latentSizes(model)) return { [name]: value };
  }
  return {};
}
