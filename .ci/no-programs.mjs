// Stands in for node:child_process, whose start costs as much as the whole command line: no subcommand of pgm is a program of its own.
export {};
