import { keywords } from "./keywords.ts";

const word =
  /^[A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u3040-\uD7FF][A-Za-z0-9_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u3040-\uD7FF]*$/;
const number = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** True for a text that the grammar reads as one word: letters, digits and `_`, no digit first. */
export function isWordText(text: string): boolean {
  return word.test(text);
}

/** True for a word that is not reserved. */
export function isNameText(text: string): boolean {
  return word.test(text) && !keywords.has(text);
}

/** True for a number as the grammar writes it, with or without a minus sign. */
export function isNumberText(text: string): boolean {
  return number.test(text);
}
