#!/usr/bin/env python3
"""Token counts of gristmill against those of OpenAI's tiktoken, text by text, and the CPU time of both.

    python3 benches/tokens.py --gristmill target/release/gristmill --vocabularies DIR FILE... > tokens.md

Needs tiktoken, and its vocabularies in DIR as `o200k_base.tiktoken` and `cl100k_base.tiktoken`, which
`cargo run --example vocabulary NAME` writes. Every string of the FILEs (JSON, JSON Lines, CSV) of 2 characters or more
is a text. Exit code 1 when a count differs.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import tiktoken
from tiktoken.load import load_tiktoken_bpe

O200K = "|".join(
    [
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    ]
)
CL100K = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)
ENCODINGS = {
    "o200k_base": (O200K, ["--target", "openai-chat"]),
    "cl100k_base": (CL100K, ["--target", "openai-chat", "--model", "gpt-3.5-turbo"]),
}


def strings(value):
    if isinstance(value, str):
        if len(value) > 1:
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def texts(path):
    if path.endswith((".csv", ".tsv")):
        csv.field_size_limit(1 << 30)
        with open(path, encoding="utf8", newline="") as file:
            for row in csv.reader(file, delimiter="\t" if path.endswith(".tsv") else ","):
                yield from strings(row)
        return
    with open(path, encoding="utf8", errors="replace") as file:
        whole = file.read()
    try:
        yield from strings(json.loads(whole))
    except ValueError:
        for line in whole.splitlines():
            try:
                yield from strings(json.loads(line))
            except ValueError:
                yield line


def cpu(command):
    """CPU seconds of a command, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gristmill", required=True)
    parser.add_argument("--vocabularies", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    all_texts = [text for path in options.files for text in texts(path)]
    # Half of a surrogate pair is no text.
    all_texts = [text for text in all_texts if not any("\ud800" <= c <= "\udfff" for c in text) and text.strip()]
    size = sum(len(text.encode()) for text in all_texts)
    print(f"{len(all_texts):,} texts of {len(options.files)} files, {size / 1e6:.1f} MB\n")
    print("| encoding | tokens | counts that differ | tiktoken, CPU s | gristmill, CPU s | of which it counts | times faster | counting alone |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    differ = 0
    with tempfile.TemporaryDirectory() as folder:
        rows, out = os.path.join(folder, "texts.jsonl"), os.path.join(folder, "lengths.jsonl")
        with open(rows, "w", encoding="utf8") as file:
            for text in all_texts:
                file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        for name, (pattern, flags) in ENCODINGS.items():
            ranks = load_tiktoken_bpe(os.path.join(options.vocabularies, f"{name}.tiktoken"))
            encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
            theirs, ours, besides = [], [], []
            command = [options.gristmill, "inspect", rows, "--shape", "text", "--threads", "1", "-q"]
            for _ in range(options.runs):
                start = time.process_time()
                counts = [len(encoding.encode_ordinary(text)) for text in all_texts]
                theirs.append(time.process_time() - start)
                ours.append(cpu([*command, *flags, "--lengths", out]))
                besides.append(cpu([*command, "--no-tokens", "--lengths", os.devnull]))
            with open(out, encoding="utf8") as file:
                lengths = [json.loads(line)["tokens"] for line in file]
            wrong = sum(a != b for a, b in zip(counts, lengths)) + abs(len(counts) - len(lengths))
            differ += wrong
            for text, a, b in zip(all_texts, counts, lengths):
                if a != b:
                    print(f"{name}: {a} {b} {text[:80]!r}", file=sys.stderr)
            a, b, c = (sorted(times)[len(times) // 2] for times in (theirs, ours, besides))
            print(f"| {name} | {sum(counts):,} | {wrong} | {a:.2f} | {b:.2f} | {b - c:.2f} | {a / b:.1f} | {a / (b - c):.1f} |")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
