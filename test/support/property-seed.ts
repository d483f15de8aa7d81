import fc from "fast-check";

// Property tests draw new cases at every run, except where a change is judged: there the same commit must give the same answer.
if (process.env.CI !== undefined && process.env.CI !== "") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261121 });
