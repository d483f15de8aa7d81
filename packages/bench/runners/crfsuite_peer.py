"""A linear-chain CRF by python-crfsuite (CRFsuite in C): crfsuite_peer.py DATA.csv C2 ITERATIONS [FILE]

Reads the columns sentence, tag, word, suffix, shape, before and after; every attribute has a weight with every tag, seen together
or not, and every pair of tags has one. Minimises -log-likelihood + C2 |w|^2 by L-BFGS and prints one line `RESULT {json}`: `ll` is the
log-likelihood less the penalty after the last iteration, and with a FILE the weights are written there.
"""
import csv, itertools, json, os, re, resource, sys, tempfile, time
import pycrfsuite

PREFIX = {"word": "w", "suffix": "s", "shape": "h", "before": "b", "after": "a"}


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Log(pycrfsuite.BaseTrainer):
    lines = []

    def message(self, text):
        self.lines.append(text)


def sentences(path):
    with open(path, newline="") as file:
        for _, tokens in itertools.groupby(csv.DictReader(file), key=lambda token: token["sentence"]):
            yield list(tokens)


def trainer_of(path, c2, iterations):
    trainer = Log(algorithm="lbfgs", verbose=True)
    for tokens in sentences(path):
        trainer.append([[f"{p}={token[name]}" for name, p in PREFIX.items()] for token in tokens], [token["tag"] for token in tokens])
    trainer.set_params({"c1": 0, "c2": c2, "max_iterations": iterations, "feature.possible_states": 1, "feature.possible_transitions": 1,
                        "epsilon": 0, "delta": 0, "num_memories": 10})
    return trainer


def numbers(log, pattern):
    return [float(found) for found in re.findall(pattern + r": ([-\d.]+)", log)]


def main(path, c2, iterations, into=None):
    trainer = trainer_of(path, float(c2), int(iterations))
    model = into or tempfile.mkstemp(suffix=".crfsuite")[1]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, used = time.perf_counter(), cpu()
    trainer.train(model)
    wall, used = time.perf_counter() - wall, cpu() - used
    if into is None:
        os.unlink(model)
    log = "".join(Log.lines)
    seconds = numbers(log, "Seconds required for this iteration")
    evaluations = 1 + int(sum(numbers(log, "Line search trials")))
    losses, trials = numbers(log, "Loss"), len(seconds)
    done = dict(task="crf", peer="crfsuite", version=pycrfsuite.CRFSUITE_VERSION, threads="1", iters=trials, wall_s=wall, cpu_s=used,
                s_per_iter=wall / trials, peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, base_mb=base, ll=-losses[-1],
                notes=f"{evaluations} evaluations, {1e3 * sum(seconds) / evaluations:.2f} ms each")
    print(log, file=sys.stderr)
    print("RESULT " + json.dumps(done))


main(*sys.argv[1:])
