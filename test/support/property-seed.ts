import fc from "fast-check";

// Property tests draw new cases at every run, except where a change is judged: there the same commit must give the same answer.
const isSet = (text: string | undefined): text is string => text !== undefined && text !== "";
const { CI, PROPERTY_SEED } = process.env;
const seed = isSet(PROPERTY_SEED) ? Number(PROPERTY_SEED) : isSet(CI) ? 20261121 : undefined;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
