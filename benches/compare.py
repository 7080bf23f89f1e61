#!/usr/bin/env python3
"""Run gristmill beside the scripts people use today, on the same file, and print Markdown tables.

    python3 benches/compare.py --gristmill target/release/gristmill --data ../shared --rows 100000

Three parts: `validate` (cookbook-style checks in Python against `gristmill validate`), `prepare` (a pandas
script against `gristmill prepare`) and `memory` (`gristmill validate` on a file and on one with the same number
of rows and four times the text). The commands of a part take turns, A B A B, so that a busy machine is unkind
to all of them alike. Times and memory are reported, nothing is asserted about them. Linux, standard library
only; the pandas part needs a Python with pandas, named by `--python`.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

MB = 1e6
PARTS = ("validate", "prepare", "memory")
WIDEN = 4
SAMPLE_SECONDS = 0.005
MAKE_CHAT = Path(__file__).resolve().parent / "make_chat.py"


# ---- running one command -------------------------------------------------------------------------------------


@dataclass
class Command:
    label: str
    argv: list
    peer: bool = False
    output: Path | None = None  # folder the command writes; removed before every run
    make_output: bool = False  # whether the command expects that folder to be there

    @property
    def success(self):
        return (0,) if self.peer else (0, 1)


@dataclass
class Run:
    wall: float
    cpu: float
    rss: float  # bytes
    anon: float  # bytes
    code: int
    said: str  # last line of its output


class Failed(Exception):
    pass


class Sampler(threading.Thread):
    """Polls /proc for the highest VmHWM and RssAnon of a process."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.done = f"/proc/{pid}/status", threading.Event()
        self.hwm = self.anon = 0

    def run(self):
        while True:
            try:
                fields = memory_fields(self.path)
            except OSError:
                return
            self.hwm = max(self.hwm, fields.get("VmHWM", 0))
            self.anon = max(self.anon, fields.get("RssAnon", 0))
            if self.done.wait(SAMPLE_SECONDS):
                return


def memory_fields(path):
    """The kB fields of a /proc status file, in bytes."""
    fields = {}
    with open(path) as file:
        for line in file:
            name, _, value = line.partition(":")
            if value.endswith("kB\n"):
                fields[name] = int(value.split()[0]) * 1024
    return fields


def peak_rss(usage, sampler):
    """A child starts with the peak of the process that started it, so a smaller figure has to be sampled."""
    inherited = memory_fields("/proc/self/status")["VmHWM"]
    peak = usage.ru_maxrss * 1024
    return peak if peak > inherited else sampler.hwm


def last_line(file):
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def run(command, folder):
    if command.output:
        shutil.rmtree(command.output, ignore_errors=True)
        if command.make_output:
            command.output.mkdir()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command.argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder)
        sampler = Sampler(child.pid)
        sampler.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        sampler.done.set()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in command.success:
            raise Failed(f"{command.label} ended with exit code {child.returncode}: {last_line(err)}")
        cpu = usage.ru_utime + usage.ru_stime
        return Run(wall, cpu, peak_rss(usage, sampler), sampler.anon, child.returncode, last_line(out))


def take_turns(commands, runs, folder):
    """Every command `runs` times, A B A B; {label: [Run]}"""
    results = {command.label: [] for command in commands}
    for turn in range(runs):
        for command in commands:
            print(f"run {turn + 1} of {runs}: {command.label}", file=sys.stderr)
            results[command.label].append(run(command, folder))
    for command in commands:
        if command.output:
            shutil.rmtree(command.output, ignore_errors=True)
    return results


# ---- the three parts -----------------------------------------------------------------------------------------


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def compare(title, commands, args, folder, path):
    results = take_turns(commands, args.runs, folder)
    size = path.stat().st_size / MB
    cpu = {label: max(statistics.median(r.cpu for r in runs), 1e-6) for label, runs in results.items()}
    peer_cpu = next(cpu[c.label] for c in commands if c.peer)
    rows = []
    for command in commands:
        runs, own = results[command.label], cpu[command.label]
        rows.append((
            command.label,
            f"{statistics.median(r.wall for r in runs):.3f}",
            f"{own:.3f}",
            f"{size / own:.0f}",
            f"{max(r.rss for r in runs) / MB:.1f}",
            "" if command.peer else f"{peer_cpu / own:.1f}",
        ))
    print(f"## {title}\n")
    table(("command", "wall s", "CPU s", "MB per CPU s", "peak RSS MB", "peer CPU / gristmill CPU"), rows)
    for label, runs in results.items():
        print(f"- {label}: exit code {runs[-1].code}; last line: `{runs[-1].said.replace('`', chr(39))}`")
    print()


def validate_argv(args, path, *more):
    return [args.gristmill, "validate", path, "--output-format", "concise", "-q", *more]


def part_validate(args, folder, path):
    peer = args.data / "bench" / "peers_validate.py"
    commands = [
        Command("Python, cookbook-style checks", [args.python, peer, "cookbook", path], peer=True),
        Command("gristmill validate", validate_argv(args, path)),
        Command("gristmill validate --threads 1", validate_argv(args, path, "--threads", "1")),
        Command("gristmill validate --target openai", validate_argv(args, path, "--target", "openai")),
        Command("gristmill validate --select file,fault,shape", validate_argv(args, path, "--select", "file,fault,shape")),
    ]
    compare("validate", commands, args, folder, path)


def part_prepare(args, folder, path):
    pandas = version([args.python, "-c", "import pandas; print(pandas.__version__)"])
    if not pandas:
        print("## prepare\n\nSkipped: pandas cannot be imported by the Python given with `--python`.\n")
        return
    peer, there, here = args.data / "bench" / "peers_prepare.py", folder / "peer", folder / "out"
    own = [args.gristmill, "prepare", path, "--target", "openai", "--out", here]
    commands = [
        Command(f"pandas {pandas} script", [args.python, peer, path, there / "out"], peer=True,
                output=there, make_output=True),
        Command("gristmill prepare", own, output=here),
    ]
    compare("prepare", commands, args, folder, path)


def part_memory(args, folder, path):
    wide = make_chat(args, folder / "wide.jsonl", count_rows(path), WIDEN)
    files = {"gristmill validate, the file": path, f"gristmill validate, {WIDEN} times the text": wide}
    commands = [Command(label, validate_argv(args, file)) for label, file in files.items()]
    results = take_turns(commands, args.runs, folder)
    rows = []
    for label, file in files.items():
        anon = max(r.anon for r in results[label])
        rows.append((
            label,
            f"{count_rows(file)}",
            f"{file.stat().st_size / MB:.1f}",
            f"{max(r.rss for r in results[label]) / MB:.1f}",
            f"{anon / MB:.1f}" if anon else "too short to sample",
            f"{results[label][-1].code}",
        ))
    print("## memory\n")
    table(("command", "rows", "file MB", "peak RSS MB", "peak RssAnon MB", "exit code"), rows)


# ---- data and set-up -----------------------------------------------------------------------------------------


def make_chat(args, path, rows, widen=1):
    argv = [sys.executable, MAKE_CHAT, "--data", args.data / "data", "--rows", str(rows),
            "--seed", str(args.seed), "--widen", str(widen), path]
    print(f"making {path.name}: {rows} rows", file=sys.stderr)
    if subprocess.run(argv).returncode != 0:
        raise Failed("make_chat.py failed")
    return path


def count_rows(path):
    """Lines of the file; reading it also puts it into the page cache."""
    rows, last = 0, b"\n"
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            rows += block.count(b"\n")
            last = block[-1:]
    return rows + (last != b"\n")


def version(argv):
    """First line a command prints, or nothing if it fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip().partition("\n")[0] if done.returncode == 0 else ""


def print_setting(args, path):
    python = version([args.python, "-c", "import platform; print(platform.python_version())"])
    print(f"# {version([args.gristmill, '--version']) or 'gristmill'} and peers, side by side\n")
    print(f"Input: {count_rows(path)} rows, {path.stat().st_size / MB:.1f} MB. "
          f"Peers: Python {python}. {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} at the start. "
          f"Median of {args.runs} interleaved runs (memory: the highest); MB = 1,000,000 bytes.\n")


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def program(name):
    found = shutil.which(name)
    if not found:
        raise argparse.ArgumentTypeError(f"no program at {name}")
    return os.path.abspath(found)  # not resolved: a link is how a virtual environment's Python is known


def parse_args():
    parser = argparse.ArgumentParser(
        description="Measure gristmill beside its peers and print Markdown tables (progress goes to stderr)."
    )
    parser.add_argument("--gristmill", type=program, default="target/release/gristmill", metavar="PROGRAM",
                        help="the binary to measure (default: %(default)s)")
    parser.add_argument("--data", type=Path, default=Path("../shared"), metavar="DIR",
                        help="folder that holds data/ and bench/ (default: %(default)s)")
    parser.add_argument("--input", type=Path, metavar="FILE",
                        help="measure on this chat JSONL instead of a file made for the run")
    parser.add_argument("--rows", type=positive, default=100_000, help="rows to make (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the rows (default: %(default)s)")
    parser.add_argument("--runs", type=positive, default=3, help="runs of every command (default: %(default)s)")
    parser.add_argument("--python", type=program, default=sys.executable, metavar="PY",
                        help="Python that runs the peers; needs pandas for `prepare` (default: this one)")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART",
                        help="one part only: " + ", ".join(PARTS) + " (may be repeated)")
    parser.add_argument("--tmp", type=Path, metavar="DIR",
                        help="where the temporary folder is made; about 7 times the size of the input is needed")
    args = parser.parse_args()
    args.data = args.data.resolve()
    if args.input and not args.input.is_file():
        parser.error(f"no file at {args.input}")
    return args


def measure(args, folder):
    path = args.input.resolve() if args.input else make_chat(args, folder / "chat.jsonl", args.rows)
    print_setting(args, path)
    failures = 0
    for name, part in zip(PARTS, (part_validate, part_prepare, part_memory)):
        if args.only and name not in args.only:
            continue
        try:
            part(args, folder, path)
        except Failed as error:
            print(f"## {name}\n\nFailed: {error}\n")
            failures = 1
        sys.stdout.flush()
    return failures


def main():
    if not os.path.exists("/proc/self/status"):
        sys.exit("compare.py: needs Linux (/proc)")
    args = parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="gristmill-bench-", dir=args.tmp) as folder:
            return measure(args, Path(folder).resolve())
    except (Failed, OSError) as error:
        print(f"compare.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
