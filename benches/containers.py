#!/usr/bin/env python3
"""Read CSV and Parquet with gristmill beside pandas and pyarrow, and print Markdown tables.

    python3 benches/containers.py --gristmill target/release/gristmill --python VENV/bin/python --rows 1000000

Makes its data from a seed: a CSV of two text columns (about 200 MB for a million rows), the same as Parquet, and
conversations as Parquet (`messages`, a list of structs). gristmill reads each file whole and judges it as a file
(`validate --select file`), which is more than the peers do: they read and let go. The commands of a part take turns,
A B A B. Linux; the peers need pandas and pyarrow in the Python named by `--python`.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import MB, Command, Failed, positive, program, table, take_turns, version

MAKE = """
import random, sys
import pyarrow as pa, pyarrow.parquet as pq
folder, rows, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
words = ["".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(2, 10))) for _ in range(5000)]
def text(least, most):
    out = " ".join(rng.choices(words, k=rng.randint(least, most)))
    return rng.choice((out, out, out, out + ', "so to say"', out + "\\nand on\\n"))
pairs = pa.schema([("prompt", pa.string()), ("completion", pa.string())])
turn = pa.struct([("role", pa.string()), ("content", pa.string())])
chats = pa.schema([("messages", pa.list_(turn))])
quote = lambda cell: '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\\n') else cell
with open(folder + "/pairs.csv", "w", newline="") as csv, \\
        pq.ParquetWriter(folder + "/pairs.parquet", pairs) as first, \\
        pq.ParquetWriter(folder + "/chats.parquet", chats) as second:
    csv.write("prompt,completion\\n")
    done = 0
    while done < rows:
        count = min(50_000, rows - done)
        prompts = [text(4, 16) for _ in range(count)]
        answers = [text(8, 32) for _ in range(count)]
        csv.writelines(quote(p) + "," + quote(a) + "\\n" for p, a in zip(prompts, answers))
        first.write_table(pa.table([prompts, answers], schema=pairs))
        rows_of = [[{"role": "user", "content": p}, {"role": "assistant", "content": a}] for p, a in zip(prompts, answers)]
        second.write_table(pa.table([pa.array(rows_of, pa.list_(turn))], schema=chats))
        done += count
"""

PANDAS = "import pandas, sys; print(len(pandas.read_csv(sys.argv[1])))"
READ_TABLE = "import pyarrow.parquet as pq, sys; print(pq.read_table(sys.argv[1], use_threads=False).num_rows)"
TO_ROWS = """
import pyarrow.parquet as pq, sys
rows = 0
for batch in pq.ParquetFile(sys.argv[1]).iter_batches(10_000, use_threads=False):
    rows += len(batch.to_pylist())
print(rows)
"""


def part(title, path, peers, args, folder):
    own = [args.gristmill, "validate", path, "--select", "file", "--output-format", "concise"]
    commands = [Command(label, [args.python, "-c", code, path], peer=True) for label, code in peers]
    commands += [
        Command("gristmill validate --select file", own),
        Command("gristmill validate --select file --threads 1", [*own, "--threads", "1"]),
    ]
    results = take_turns(commands, args.runs, folder)
    median = lambda runs, name: max(statistics.median(getattr(r, name) for r in runs), 1e-6)
    base = results[commands[0].label]
    rows = []
    for command in commands:
        runs = results[command.label]
        rows.append((
            command.label,
            f"{median(runs, 'wall'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            f"{max(r.rss for r in runs) / MB:.0f}",
            f"{max(r.anon for r in runs) / MB:.0f}",
            f"{median(base, 'wall') / median(runs, 'wall'):.2f}",
            f"{median(base, 'cpu') / median(runs, 'cpu'):.2f}",
        ))
    print(f"## {title}: {path.name}, {path.stat().st_size / MB:.0f} MB\n")
    head = ("command", "wall s", "CPU s", "peak RSS MB", "peak RssAnon MB", "first wall / wall", "first CPU / CPU")
    table(head, rows)
    sys.stdout.flush()


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gristmill", type=program, default="target/release/gristmill", metavar="PROGRAM")
    parser.add_argument("--python", type=program, default=sys.executable, metavar="PY",
                        help="Python with pandas and pyarrow (default: this one)")
    parser.add_argument("--rows", type=positive, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=positive, default=3)
    parser.add_argument("--tmp", type=Path, metavar="DIR", help="where data is made and copies lie")
    return parser.parse_args()


def main():
    args = parse_args()
    if args.tmp:
        os.environ["TMPDIR"] = str(args.tmp)
    try:
        with tempfile.TemporaryDirectory(prefix="gristmill-bench-", dir=args.tmp) as name:
            folder = Path(name).resolve()
            print("making the data", file=sys.stderr)
            made = subprocess.run([args.python, "-c", MAKE, name, str(args.rows), str(args.seed)])
            if made.returncode != 0:
                raise Failed("the data could not be made: are pandas and pyarrow there?")
            peers = version([args.python, "-c", "import pandas, pyarrow; print('pandas', pandas.__version__ + ', pyarrow', pyarrow.__version__)"])
            print(f"# {version([args.gristmill, '--version'])} beside {peers}\n")
            print(f"{args.rows} rows, seed {args.seed}. {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f} at the "
                  f"start. Median of {args.runs} interleaved runs (memory: the highest); MB = 1,000,000 bytes.\n")
            arrow = [("pyarrow, to_pylist by batches", TO_ROWS), ("pyarrow, read_table alone", READ_TABLE)]
            part("CSV", folder / "pairs.csv", [("pandas read_csv", PANDAS)], args, folder)
            part("Parquet, two texts", folder / "pairs.parquet", arrow, args, folder)
            part("Parquet, conversations", folder / "chats.parquet", arrow, args, folder)
    except (Failed, OSError) as error:
        print(f"containers.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
