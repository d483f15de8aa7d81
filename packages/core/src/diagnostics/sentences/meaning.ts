import { lawSentences } from "./meaning-laws.ts";
import { nameSentences } from "./meaning-names.ts";
import { placeSentences } from "./meaning-places.ts";
import { shapeSentences } from "./meaning-shapes.ts";

/** What the checker says about a model's text before any data is read. */
export const meaningSentences = { ...nameSentences, ...shapeSentences, ...lawSentences, ...placeSentences } as const;
