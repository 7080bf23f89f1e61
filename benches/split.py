#!/usr/bin/env python3
"""Run `gristmill split` beside scikit-learn, datasets and a plain shuffle, and print Markdown tables.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn datasets
    python3 benches/split.py --gristmill target/release/gristmill --python VENV/bin/python --data ../shared > split.md

Two parts, a table each. `labels`: banking77's training set as chat, its label the answer and the stratum. `chat`: a
100,000-row file of make_chat.py (or `--chat FILE`), where the stratum is the language and the number of turns.
`--input FILE [--stratum /POINTER]` does the same for another chat JSONL file and for nothing else; without a pointer
the stratum is the answer, where the answers are few, and else language and turns.

All hold out the same wanted share. The groups of scikit-learn are what users make them of, the exact prompt: all turns
before the last answer without system text. A missing peer is left out and named. Every run of a command has a seed of
its own; the figures are medians of the runs, which take turns, A B A B. Equal and near prompts and records are held-out
rows that are also in train, counted for all by `gristmill split --check` (an exact join: Jaccard 0.8, three words, the
template guard on). The deviation is that of a stratum's held-out share from the wanted one, in points: the mean over
strata, weighted by rows, and the greatest of those with 50 rows or more; StratifiedGroupKFold holds out one of k folds,
for 12 % the one of 8, so half a point of its deviation is that. CPU is user and system time of the process and
its children, start-up, reading and writing included; datasets does not write the rows byte for byte. Linux, standard
library only; the peers live in the Python named by `--python`.
"""
import argparse
import csv
import json
import os
import random
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from compare import MB, Command, Failed, count_rows, make_chat, positive, program, run, table, version

PARTS = ("labels", "chat")
CHAT_ROWS = 100_000
LEAST_ROWS = 50  # of a stratum that can be the worst
FEW_ANSWERS = 0.05  # so many different answers for each row, at most, are labels
LABEL_BYTES = 64
LEAKS = ("prompt_equal", "prompt_near", "record_equal", "record_near")
PEERS = {  # mode: (what it is called, package)
    "group_shuffle": ("GroupShuffleSplit", "scikit-learn"),
    "stratified_group": ("StratifiedGroupKFold", "scikit-learn"),
    "datasets": ("train_test_split", "datasets"),
    "datasets_stratified": ("train_test_split, stratified", "datasets"),
    "random": ("random", None),
}


# ---- rows ----------------------------------------------------------------------------------------------------


def text_of(message):
    content = message.get("content") or ""
    if isinstance(content, list):
        return "\n".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content


def last_answer(messages):
    """The place of the last assistant turn; the end if there is none."""
    return max((i for i, m in enumerate(messages) if m["role"] == "assistant"), default=len(messages))


def prompt_of(row):
    messages = row["messages"]
    return "\n".join(text_of(m) for m in messages[: last_answer(messages)] if m["role"] not in ("system", "developer"))


def answer_of(row):
    return "\n".join(text_of(m) for m in row["messages"][last_answer(row["messages"]):][:1])


# ---- peers: these run in the Python of `--python` ------------------------------------------------------------


def peer(mode, path, out, share, seed):
    """Holds out `share` of the rows of `path` the way a user of the peer would, into two files in `out`."""
    out = Path(out)
    if mode.startswith("datasets"):
        return peer_datasets(mode, path, out, share, seed)
    with open(path, "rb") as file:
        lines = file.readlines()
    if mode == "random":
        order = list(range(len(lines)))
        random.Random(seed).shuffle(order)
        held = order[: round(share * len(order))]
    else:
        rows = [json.loads(line) for line in lines]
        groups = [prompt_of(row) for row in rows]
        if mode == "group_shuffle":
            from sklearn.model_selection import GroupShuffleSplit

            splits = GroupShuffleSplit(1, test_size=share, random_state=seed).split(lines, groups=groups)
        else:
            from sklearn.model_selection import StratifiedGroupKFold

            folds = StratifiedGroupKFold(round(1 / share), shuffle=True, random_state=seed)
            splits = folds.split(lines, [row["stratum"] for row in rows], groups)
        held = next(splits)[1].tolist()
    held = set(held)
    with open(out / "train.jsonl", "wb") as train, open(out / "holdout.jsonl", "wb") as holdout:
        for place, line in enumerate(lines):
            (holdout if place in held else train).write(line)


def peer_datasets(mode, path, out, share, seed):
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory(dir=out) as cache:
        rows = datasets.load_dataset("json", data_files=str(path), cache_dir=cache, split="train")
        options = {}
        if mode == "datasets_stratified":
            rows = rows.class_encode_column("stratum")
            options["stratify_by_column"] = "stratum"
        parts = rows.train_test_split(test_size=share, seed=seed, **options)
        for part, name in (("train", "train"), ("test", "holdout")):
            parts[part].to_json(out / f"{name}.jsonl", force_ascii=False)


# ---- input ---------------------------------------------------------------------------------------------------


@dataclass
class Input:
    name: str
    path: Path  # the rows with the members `row` and `stratum`
    lines: list  # the rows without them
    strata: list
    kind: str  # what the strata are
    flags: tuple  # for gristmill


def at_pointer(row, pointer):
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        row = row[int(key)] if isinstance(row, list) else row[key]
    return str(row)


def form_of(row):
    text = "".join(map(text_of, row["messages"]))
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    turns = sum(m["role"] == "user" for m in row["messages"])
    tools = ", tools" if row.get("tools") else ""
    return f"{'Chinese' if 5 * han > len(text) else 'other'}, {min(turns, 3)} turns{tools}"


def strata_of(rows, pointer):
    """(stratum of each row, what they are, the flags that tell gristmill)"""
    if pointer:
        return [at_pointer(row, pointer) for row in rows], f"`{pointer}`", ("--stratify-by", "/stratum")
    answers = [answer_of(row) for row in rows]
    few = len(set(answers)) <= FEW_ANSWERS * len(rows)
    if few and all(len(answer.encode()) <= LABEL_BYTES for answer in answers):
        return answers, "the label", ()  # which gristmill finds by itself
    return [form_of(row) for row in rows], "language and turns", ("--stratify-by", "/stratum")


def prepared(name, source, pointer, folder):
    """The file that all are given: the rows with their number and their stratum."""
    with open(source, "rb") as file:
        lines = [line.strip() for line in file if line.strip()]
    try:
        rows = [json.loads(line) for line in lines]
        strata, kind, flags = strata_of(rows, pointer)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Failed(f"{name} is not chat JSONL with a stratum in every row: {error!r}") from None
    if any("row" in row or "stratum" in row for row in rows):
        raise Failed(f"{name} has members `row` or `stratum` already")
    path = folder / f"{name}.jsonl"
    with open(path, "wb") as out:
        for number, (line, stratum) in enumerate(zip(lines, strata)):
            more = json.dumps({"row": number, "stratum": stratum}, ensure_ascii=False)
            out.write(line[:-1].rstrip() + b", " + more[1:].encode() + b"\n")
    return Input(name, path, lines, strata, kind, flags)


def banking77(args, folder):
    path = folder / "banking77.chat.jsonl"
    with open(args.data / "data/banking77/train.csv", encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            turns = (("user", row["text"]), ("assistant", row["category"]))
            messages = [{"role": role, "content": content} for role, content in turns]
            out.write(json.dumps({"messages": messages}, ensure_ascii=False) + "\n")
    return prepared("banking77", path, None, folder)


def chat(args, folder):
    path = args.chat or make_chat(args, folder / "made.jsonl", args.rows)
    return prepared("chat", path, None, folder)


# ---- measuring -----------------------------------------------------------------------------------------------


def held_rows(out, data):
    """The numbers of the rows held out, and of those in train."""
    sides = []
    for name in ("holdout", "train"):
        with open(out / f"{name}.jsonl", encoding="utf-8") as file:
            sides.append([json.loads(line)["row"] for line in file])
    both = sides[0] + sides[1]
    if len(set(both)) != len(both):
        raise Failed("a row stands on two sides, or twice on one")
    if not sides[1] or len(both) > len(data.lines):
        raise Failed("the sides are not the rows of the file")
    return sides


def leaks(args, data, holdout, train, folder):
    """What the sides share, counted from the rows as they were."""
    for name, rows in (("holdout", holdout), ("train", train)):
        with open(folder / f"{name}.check.jsonl", "wb") as out:
            out.writelines(data.lines[row] + b"\n" for row in rows)
    report = folder / "check.json"
    report.unlink(missing_ok=True)
    argv = [args.gristmill, "split", "--check", folder / "train.check.jsonl", folder / "holdout.check.jsonl",
            "--output-format", "json", "--output-file", report]
    run(Command("gristmill split --check", argv), folder)
    overlap = json.loads(report.read_text())["overlap"]
    return {what: overlap[what] for what in LEAKS}


def deviations(data, holdout, share):
    """(weighted mean, the worst of strata that are not small) in points"""
    rows = Counter(data.strata)
    held = Counter(data.strata[row] for row in holdout)
    away = {stratum: 100 * abs(held[stratum] / count - share) for stratum, count in rows.items()}
    mean = sum(away[stratum] * count for stratum, count in rows.items()) / len(data.strata)
    return mean, max((away[stratum] for stratum, count in rows.items() if count >= LEAST_ROWS), default=None)


def commands_of(args, data, out, seed):
    """[Command], each of which writes train.jsonl and holdout.jsonl into `out`"""
    share = f"{args.share:g}"
    own = [args.gristmill, "split", data.path, "--out", out, "--holdout", share, "--seed", str(seed), "-q", *data.flags]
    commands = [Command("gristmill split", own, output=out)]
    for mode in args.peers:
        argv = [args.python, Path(__file__).resolve(), "--peer", mode, data.path, out, share, str(seed)]
        commands.append(Command(args.peers[mode], argv, peer=True, output=out, make_output=True))
    return commands


def measure_one(args, data, command, folder):
    took = run(command, folder)
    holdout, train = held_rows(command.output, data)
    mean, worst = deviations(data, holdout, args.share)
    figures = {"held": 100 * len(holdout) / len(data.lines), "left out": len(data.lines) - len(holdout) - len(train),
               "mean": mean, "worst": worst, "cpu": took.cpu, "wall": took.wall}
    return figures | leaks(args, data, holdout, train, folder)


def measure_input(args, data, folder):
    results, failed = {}, {}
    for turn in range(args.runs):
        for command in commands_of(args, data, folder / "out", args.seed + turn):
            if command.label in failed:
                continue
            print(f"{data.name}, run {turn + 1} of {args.runs}: {command.label}", file=sys.stderr)
            try:
                results.setdefault(command.label, []).append(measure_one(args, data, command, folder))
            except Failed as error:
                if not command.peer:
                    raise
                failed[command.label] = error
                results.pop(command.label, None)
    return results, failed


def print_result(args, data, results, failed):
    counts = Counter(data.strata).values()
    print(f"## {data.name}\n")
    print(f"{len(data.lines):,} rows, {data.path.stat().st_size / MB:.1f} MB; {len(counts)} strata ({data.kind}), "
          f"{sum(count >= LEAST_ROWS for count in counts)} of them with {LEAST_ROWS} rows or more; "
          f"{100 * args.share:g} % wanted.\n")

    def cell(runs, what, form):
        values = [figures[what] for figures in runs]
        return "-" if None in values else format(statistics.median(values), form)

    rows = []
    for label, runs in results.items():
        forms = (("held", ".2f"), *((what, ".0f") for what in LEAKS), ("mean", ".2f"), ("worst", ".2f"),
                 ("cpu", ".2f"), ("wall", ".2f"))
        rows.append((label, *(cell(runs, what, form) for what, form in forms)))
    table(("", "held out, %", "equal prompts", "near prompts", "equal records", "near records",
           "mean deviation, points", "worst, points", "CPU s", "wall s"), rows)
    own = results["gristmill split"]
    most = max(sum(figures[what] for what in LEAKS) for figures in own)
    print(f"Leaks of `gristmill split` in the worst of its {len(own)} runs: {most}.\n")
    for label, runs in results.items():
        if left := max(figures["left out"] for figures in runs):
            print(f"{label}: {left} rows on neither side.\n")
    for label, error in failed.items():
        print(f"{label} failed: {error}\n")


# ---- command line --------------------------------------------------------------------------------------------


def peers_at_hand(args):
    """{mode: label} of the peers whose package is installed; says which are not."""
    found, numbers = {}, {}
    for mode, (name, package) in PEERS.items():
        if package and package not in numbers:
            ask = f"from importlib.metadata import version; print(version('{package}'))"
            numbers[package] = version([args.python, "-c", ask])
        if not package:
            found[mode] = name
        elif numbers[package]:
            found[mode] = f"{name} ({package} {numbers[package]})"
        else:
            print(f"{name} skipped: {package} is not in the Python given with `--python`.\n")
    return found


def print_setting(args):
    python = version([args.python, "-c", "import platform; print(platform.python_version())"])
    print(f"# {version([args.gristmill, '--version']) or 'gristmill'} split and peers, side by side\n")
    print(f"Peers: Python {python}. {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} at the start. Medians of "
          f"{args.runs} interleaved runs with seeds from {args.seed} on; MB = 1,000,000 bytes.\n")


def share_between(text):
    value = float(text)
    if not 0 < value <= 0.5:
        raise argparse.ArgumentTypeError("must be above 0 and not above 0.5")
    return value


def existing(text):
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"no file at {text}")
    return path.resolve()


def parse_args():
    parser = argparse.ArgumentParser(
        description="Measure gristmill split beside its peers and print Markdown tables (progress goes to stderr)."
    )
    parser.add_argument("--gristmill", type=program, default="target/release/gristmill", metavar="PROGRAM",
                        help="the binary to measure (default: %(default)s)")
    parser.add_argument("--python", type=program, default=sys.executable, metavar="PY",
                        help="Python that has scikit-learn and datasets (default: this one)")
    parser.add_argument("--data", type=Path, default=Path("../shared"), metavar="DIR",
                        help="folder that holds data/ (default: %(default)s)")
    parser.add_argument("--input", type=existing, metavar="FILE", help="measure on this chat JSONL and nothing else")
    parser.add_argument("--stratum", metavar="POINTER", help="JSON Pointer to the stratum of a row of `--input`")
    parser.add_argument("--chat", type=existing, metavar="FILE",
                        help="chat JSONL for the second part instead of one made for the run")
    parser.add_argument("--rows", type=positive, default=CHAT_ROWS, help="rows to make (default: %(default)s)")
    parser.add_argument("--share", type=share_between, default=0.12, help="wanted share (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the rows and the first run (default: %(default)s)")
    parser.add_argument("--runs", type=positive, default=3, help="runs of every command (default: %(default)s)")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART",
                        help="one part only: " + ", ".join(PARTS) + " (may be repeated)")
    parser.add_argument("--tmp", type=Path, metavar="DIR",
                        help="where the temporary folder is made; about 6 times the size of the input is needed")
    args = parser.parse_args()
    args.data = args.data.resolve()
    if args.stratum and not (args.input and args.stratum.startswith("/")):
        parser.error("--stratum takes a pointer such as /topic, and goes with --input")
    return args


def measure(args, folder):
    print_setting(args)
    args.peers = peers_at_hand(args)
    makers = {"labels": banking77, "chat": chat}
    if args.input:
        makers = {"input": lambda args, folder: prepared(args.input.stem, args.input, args.stratum, folder)}
    failures = 0
    for name, make in makers.items():
        if args.only and not args.input and name not in args.only:
            continue
        try:
            data = make(args, folder)
            count_rows(data.path)
            print_result(args, data, *measure_input(args, data, folder))
        except Failed as error:
            print(f"{name} failed: {error}\n")
            failures = 1
        sys.stdout.flush()
    return failures


def main():
    if sys.argv[1:2] == ["--peer"]:
        mode, path, out, share, seed = sys.argv[2:]
        return peer(mode, path, out, float(share), int(seed))
    if not os.path.exists("/proc/self/status"):
        sys.exit("split.py: needs Linux (/proc)")
    args = parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        with tempfile.TemporaryDirectory(prefix="gristmill-bench-", dir=args.tmp) as folder:
            return measure(args, Path(folder).resolve())
    except (Failed, OSError) as error:
        print(f"split.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
