/** Terms added pair by pair, for short chains of additions: ((a + b) + (c + d)) + (e + f). */
export function tree(terms, add) {
  if (terms.length === 1) return terms[0];
  const half = 2 ** Math.ceil(Math.log2(terms.length) - 1);
  return add(tree(terms.slice(0, half), add), tree(terms.slice(half), add));
}
