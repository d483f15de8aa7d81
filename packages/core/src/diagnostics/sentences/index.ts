import { compareSentences } from "./compare.ts";
import { dataSentences } from "./data.ts";
import { learningSentences } from "./learning.ts";
import { meaningSentences } from "./meaning.ts";
import { networkSentences } from "./networks.ts";
import { planSentences } from "./plan.ts";
import { querySentences } from "./query.ts";
import { samplingSentences } from "./sampling.ts";
import { syntaxSentences } from "./syntax.ts";
import { usageSentences } from "./usage.ts";

/**
 * The catalogue of everything that the tool says to its user, one entry per stable code. `says` is the sentence, `help` the
 * next step, `about` a line for the reference. An entry's parameter is the type of the diagnostic's details.
 */
export const sentences = {
  ...syntaxSentences,
  ...meaningSentences,
  ...dataSentences,
  ...planSentences,
  ...learningSentences,
  ...querySentences,
  ...samplingSentences,
  ...usageSentences,
  ...networkSentences,
  ...compareSentences,
};

/** The catalogue's type: codes with the details that each sentence is told. */
export type Sentences = typeof sentences;
