/** What the tool says about … (one entry per code: `about`, `says`, optionally `help`). */
export const meaningSentences = {
} as const;
