/** What a name may be: whether it is legal, and how a name that is not is made so but for its being unique. */
export interface NameRule {
  readonly isLegal: (name: string) => boolean;
  readonly clean: (name: string) => string;
}

/** A legal name for each name: the same where it is legal, else one made of it that no other has. */
export function legalNames(names: readonly string[], { isLegal, clean }: NameRule): readonly string[] {
  const taken = new Set(names.filter(isLegal));
  return names.map((name) => {
    if (isLegal(name)) return name;
    const base = clean(name);
    let free = base;
    for (let n = 2; taken.has(free); n++) free = `${base}_${n}`;
    taken.add(free);
    return free;
  });
}
