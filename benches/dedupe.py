#!/usr/bin/env python3
"""Run `gristmill dedupe` beside rensa, datasketch, DuckDB and a Python set, and print Markdown tables.

    python3 benches/dedupe.py --gristmill target/release/gristmill --python VENV/bin/python --data ../shared > dedupe.md

Four parts. `quality`: what is removed from a file of make_planted.py at threshold 0.7 and shingles of three words,
held against the truth. `speed`: the same work timed, with `-o` and without `--removed`. `exact`: exact duplicates of
a 100,000-row file of make_chat.py (rows without text in every turn left out, which a peer cannot read), nothing
written. `growth`: near-duplicates of 10^4, 10^5 and 10^6 planted rows. The timed commands of a part take turns,
A B A B. Recall counts the planted copies of which one of the pair was removed; precision is the share of removals
that hit such a pair, once each. Linux, standard library only; the peers live in the Python named by `--python`.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from compare import MB, Command, Failed, count_rows, make_chat, positive, program, table, take_turns, version

PARTS = ("quality", "speed", "exact", "growth")
THRESHOLD = "0.7"
NGRAM = "3"
NEAR = ("--level", "near", "--threshold", THRESHOLD)
EXACT_ROWS = 100_000
GROWTH = (10_000, 100_000, 1_000_000)
NEAR_PEERS = {"rensa_r": "rensa", "rensa_dedup": "rensa", "datasketch": "datasketch"}  # mode: package
EXACT_PEERS = {"exact_duckdb": "duckdb", "exact_set": None}
MAKE_PLANTED = Path(__file__).resolve().parent / "make_planted.py"


# ---- commands ------------------------------------------------------------------------------------------------


def own_argv(args, path, *more):
    return [args.gristmill, "dedupe", path, "--output-format", "json", "-q", *more]


def peer_argv(args, mode, path, removed):
    script = args.data / "bench" / "peers_dedupe.py"
    return [args.python, script, mode, path, removed, "--threshold", THRESHOLD, "--ngram", NGRAM]


def package_version(args, package):
    return version([args.python, "-c", f"from importlib.metadata import version; print(version('{package}'))"])


def peers_at_hand(args, peers):
    """{mode: label} of the peers whose package is installed; says which are not."""
    found = {}
    for mode, package in peers.items():
        number = package_version(args, package) if package else ""
        if number or not package:
            found[mode] = f"{mode} ({package} {number})" if package else mode
        else:
            print(f"{mode} skipped: {package} is not in the Python given with `--python`.\n")
    return found


def output_of(argv, ends, folder):
    """What the command prints; not timed."""
    print(f"run: {Path(argv[0]).name} {' '.join(map(str, argv[1:3]))}", file=sys.stderr)
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=folder)
    if done.returncode not in ends:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise Failed(f"{' '.join(map(str, argv[:3]))} ended with exit code {done.returncode}: {last}")
    return done.stdout


def json_of(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise Failed(f"the output of gristmill is not JSON: {error}") from None


def make_planted(args, folder, rows):
    path = folder / f"planted-{rows}.jsonl"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr)
        argv = [sys.executable, MAKE_PLANTED, "--data", args.data / "data", "--rows", str(rows),
                "--seed", str(args.seed), path]
        if subprocess.run(argv).returncode != 0:
            raise Failed("make_planted.py failed")
    return path


# ---- quality -------------------------------------------------------------------------------------------------


@dataclass
class Share:
    hit: int = 0
    all: int = 0

    def add(self, is_hit):
        self.hit += is_hit
        self.all += 1

    def __str__(self):
        return f"{self.hit / self.all:.4f}" if self.all else "-"


@dataclass
class Score:
    removed: int
    recall: dict = field(default_factory=lambda: defaultdict(Share))  # name: of the copies in a band
    kinds: dict = field(default_factory=lambda: defaultdict(Share))  # kind: of the copies at the threshold and above
    right: int = 0
    wrong: int = 0
    slots: Share = field(default_factory=Share)
    contradictions: Share = field(default_factory=Share)  # answer-number pairs of which a row was removed
    contradicting: int = 0  # rows removed from them


def scored(truths, removed):
    """The same figures as score_dedupe.py, but `answer-number` pairs are counted apart."""
    score = Score(len(removed))
    families = defaultdict(list)
    for truth in truths:
        if truth["kind"] == "slot":
            score.slots.add(truth["line"] in removed)
        elif "twin" in truth:
            score.contradicting += truth["line"] in removed
            if truth["kind"] != "base":
                score.contradictions.add(bool(removed & {truth["line"], truth["twin"]}))
        else:
            families[truth["family"]].append(truth)
    for rows in families.values():
        gone = sum(row["line"] in removed for row in rows)
        copy = next((row for row in rows if row["kind"] != "base"), None)
        if copy is None:
            score.wrong += gone
            continue
        near, is_hit = copy["j3"], gone > 0
        score.right += is_hit
        score.wrong += max(0, gone - 1)
        score.recall["below 0.7"].add(is_hit) if near < 0.7 else score.recall["0.7"].add(is_hit)
        if near >= 0.8:
            score.recall["0.8"].add(is_hit)
        if near >= 0.7:
            score.kinds[copy["kind"]].add(is_hit)
            if not copy["han"]:
                score.recall["0.7, no Han"].add(is_hit)
    return score


def removed_by_gristmill(args, path, folder):
    kept, removed = folder / "kept.jsonl", folder / "removed.jsonl"
    for file in (kept, removed):
        file.unlink(missing_ok=True)
    argv = own_argv(args, path, "-o", kept, *NEAR, "--removed", removed)
    report = json_of(output_of(argv, (0, 1), folder))
    with open(removed, encoding="utf-8") as file:
        lines = [json.loads(row)["line"] for row in file]
    if len(set(lines)) != len(lines) or len(lines) + count_rows(kept) != count_rows(path):
        raise Failed(f"{len(lines)} removed and {count_rows(kept)} kept are not the {count_rows(path)} rows once each")
    if report.get("removed", len(lines)) != len(lines):
        raise Failed(f"the report says {report['removed']} removed, --removed has {len(lines)}")
    return set(lines)


def removed_by_peer(args, mode, path, folder):
    removed = folder / "removed.txt"
    output_of(peer_argv(args, mode, path, removed), (0,), folder)
    return set(map(int, removed.read_text().split()))


def part_quality(args, folder):
    path = make_planted(args, folder, args.rows)
    with open(path.with_suffix(".truth.jsonl"), encoding="utf-8") as file:
        truths = [json.loads(line) for line in file]
    print("## quality\n")
    peers = peers_at_hand(args, NEAR_PEERS)
    scores = {"gristmill": scored(truths, removed_by_gristmill(args, path, folder))}
    scores |= {label: scored(truths, removed_by_peer(args, mode, path, folder)) for mode, label in peers.items()}
    own = scores["gristmill"]

    def row(label, value):
        return (label, *(str(value(score)) for score in scores.values()))

    def precision(score, wrong):
        return f"{score.right / max(1, score.right + wrong):.4f}"

    rows = [
        row("rows removed", lambda s: s.removed),
        row(f"recall at J >= 0.7 ({own.recall['0.7'].all} copies)", lambda s: s.recall["0.7"]),
        row(f"recall at J >= 0.8 ({own.recall['0.8'].all})", lambda s: s.recall["0.8"]),
        row(f"recall at J >= 0.7, no Han text ({own.recall['0.7, no Han'].all})", lambda s: s.recall["0.7, no Han"]),
        row(f"copies below J 0.7 found, share ({own.recall['below 0.7'].all})", lambda s: s.recall["below 0.7"]),
        row("precision", lambda s: precision(s, s.wrong)),
        row("precision, `answer-number` removals counted as wrong", lambda s: precision(s, s.wrong + s.contradicting)),
        row(f"legit-template rows removed (of {own.slots.all})", lambda s: s.slots.hit),
        row(f"`answer-number` pairs that lost a row (of {own.contradictions.all})", lambda s: s.contradictions.hit),
    ]
    for kind in sorted(own.kinds):
        rows.append(row(f"recall at J >= 0.7, {kind} ({own.kinds[kind].all})", lambda s: s.kinds[kind]))
    table(("", *scores), rows)


# ---- speed ---------------------------------------------------------------------------------------------------


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def speed_table(results, against):
    """`against`: {title of a column of ratios: label of the command it compares with}"""
    rows = []
    for label, runs in results.items():
        cpu = max(median(runs, "cpu"), 1e-6)
        ratios = (f"{median(results[other], 'cpu') / cpu:.1f}" for other in against.values())
        rows.append((label, f"{median(runs, 'wall'):.3f}", f"{cpu:.3f}", f"{median(runs, 'rss') / MB:.1f}", *ratios))
    table(("command", "wall s", "CPU s", "peak RSS MB", *against), rows)


def near_command(args, label, path, folder, *more):
    out = folder / "out"
    argv = own_argv(args, path, "-o", out / "kept.jsonl", *NEAR, *more)
    return Command(label, argv, output=out, make_output=True)


def part_speed(args, folder):
    path = make_planted(args, folder, args.rows)
    count_rows(path)
    print("## speed\n")
    peers = peers_at_hand(args, NEAR_PEERS)
    commands = [near_command(args, f"gristmill --threads {n}", path, folder, "--threads", n) for n in ("1", "2")]
    for mode, label in peers.items():
        commands.append(Command(label, peer_argv(args, mode, path, folder / "removed.txt"), peer=True))
    results = take_turns(commands, args.runs, folder)
    against = {}
    rensa = [label for mode, label in peers.items() if NEAR_PEERS[mode] == "rensa"]
    if rensa:
        best = min(rensa, key=lambda label: median(results[label], "cpu"))
        against["rensa CPU / CPU"] = best
    if "datasketch" in peers:
        against["datasketch CPU / CPU"] = peers["datasketch"]
    speed_table(results, against)
    if len(rensa) > 1:
        print(f"Ratios to rensa are to {best}, the mode that took less CPU time.\n")


# ---- exact ---------------------------------------------------------------------------------------------------


def exact_file(args, folder):
    """A file of make_chat.py without the rows that have a turn without text."""
    path, full = folder / "chat.jsonl", folder / "chat-all.jsonl"
    make_chat(args, full, EXACT_ROWS)
    with open(full, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as out:
        for line in source:
            if all(isinstance(m.get("content"), str) for m in json.loads(line)["messages"]):
                out.write(line)
    full.unlink()
    return path


def part_exact(args, folder):
    path = exact_file(args, folder)
    rows = count_rows(path)
    print("## exact\n")
    print(f"{rows} rows, {path.stat().st_size / MB:.1f} MB.\n")
    commands, removed = [], {}
    for level in ("bytes", "exact"):
        for more in ((), ("--threads", "1")):
            options = ("--level", level, *more)
            command = Command(" ".join(("gristmill", *options)), own_argv(args, path, *options))
            commands.append(command)
            removed[command.label] = json_of(output_of(command.argv, command.success, folder)).get("removed", "?")
    peers = peers_at_hand(args, EXACT_PEERS)
    for mode, label in peers.items():
        command = Command(label, peer_argv(args, mode, path, folder / "removed.txt"), peer=True)
        commands.append(command)
        said = output_of(command.argv, command.success, folder)
        distinct = re.match(r"\[\((\d+),\)\]", said)  # DuckDB counts what stays
        removed[label] = rows - int(distinct[1]) if distinct else re.search(r"removed (\d+)", said)[1]
    results = take_turns(commands, args.runs, folder)
    speed_table(results, {f"{mode} CPU / CPU": label for mode, label in peers.items()})
    print("Surplus rows: " + "; ".join(f"{label}: {count}" for label, count in removed.items()) + ".\n")


# ---- growth --------------------------------------------------------------------------------------------------


def part_growth(args, folder):
    paths = {rows: make_planted(args, folder, rows) for rows in GROWTH}
    commands = {rows: near_command(args, f"{rows:,} rows", path, folder) for rows, path in paths.items()}
    for path in paths.values():
        count_rows(path)
    results = take_turns(list(commands.values()), args.runs, folder)
    lines, before = [], None
    for rows, command in commands.items():
        runs = results[command.label]
        rss, anon = median(runs, "rss"), median(runs, "anon")
        steps = ("", "")
        if before:
            steps = tuple(f"{(now - then) / (rows - before[0]):.0f}" for now, then in zip((rss, anon), before[1:]))
        wall, cpu = median(runs, "wall"), median(runs, "cpu")
        lines.append((f"{rows:,}", f"{paths[rows].stat().st_size / MB:.1f}", f"{wall:.3f}", f"{cpu:.3f}",
                      f"{cpu / rows * 1e6:.1f}", f"{rss / MB:.1f}", f"{anon / MB:.1f}", *steps))
        before = (rows, rss, anon)
    print("## growth\n")
    table(("rows", "file MB", "wall s", "CPU s", "CPU us a row", "peak RSS MB", "peak RssAnon MB",
           "RSS bytes a row more", "RssAnon bytes a row more"), lines)


# ---- command line --------------------------------------------------------------------------------------------


def print_setting(args):
    python = version([args.python, "-c", "import platform; print(platform.python_version())"])
    print(f"# {version([args.gristmill, '--version']) or 'gristmill'} dedupe and peers, side by side\n")
    print(f"Planted rows: {args.rows}, seed {args.seed}; threshold {THRESHOLD}, shingles of {NGRAM} words. "
          f"Peers: Python {python}. {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} at the start. "
          f"Medians of {args.runs} interleaved runs; MB = 1,000,000 bytes.\n")


def parse_args():
    parser = argparse.ArgumentParser(
        description="Measure gristmill dedupe beside its peers and print Markdown tables (progress goes to stderr)."
    )
    parser.add_argument("--gristmill", type=program, default="target/release/gristmill", metavar="PROGRAM",
                        help="the binary to measure (default: %(default)s)")
    parser.add_argument("--python", type=program, default=sys.executable, metavar="PY",
                        help="Python that has rensa, datasketch, numpy and duckdb (default: this one)")
    parser.add_argument("--data", type=Path, default=Path("../shared"), metavar="DIR",
                        help="folder that holds data/ and bench/ (default: %(default)s)")
    parser.add_argument("--rows", type=positive, default=43_000,
                        help="planted rows for quality and speed (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the rows (default: %(default)s)")
    parser.add_argument("--runs", type=positive, default=5, help="runs of every timed command (default: %(default)s)")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART",
                        help="one part only: " + ", ".join(PARTS) + " (may be repeated)")
    parser.add_argument("--tmp", type=Path, metavar="DIR",
                        help="where the temporary folder is made; growth needs about 2 GB")
    args = parser.parse_args()
    args.data = args.data.resolve()
    return args


def measure(args, folder):
    print_setting(args)
    failures = 0
    for name, part in zip(PARTS, (part_quality, part_speed, part_exact, part_growth)):
        if args.only and name not in args.only:
            continue
        try:
            part(args, folder)
        except Failed as error:
            print(f"{name} failed: {error}\n")
            failures = 1
        sys.stdout.flush()
    return failures


def main():
    if not os.path.exists("/proc/self/status"):
        sys.exit("dedupe.py: needs Linux (/proc)")
    args = parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="gristmill-bench-", dir=args.tmp) as folder:
            return measure(args, Path(folder).resolve())
    except (Failed, OSError) as error:
        print(f"dedupe.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
