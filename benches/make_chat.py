#!/usr/bin/env python3
"""Write a large OpenAI-chat JSONL file for measurements.

    python3 benches/make_chat.py --data ../shared/data --rows 100000 --seed 7 OUT.jsonl

Every row starts from one to three real dialogues of the shared data. A part of their words, numbers and
Chinese two-character pieces is exchanged, the same way in the user and the assistant text of a dialogue, for
others gathered from the same data. About 3 % of the rows are exact copies of an earlier row and about 2 %
differ from an earlier row only in case or white space; all other rows are distinct. Multi-turn rows are joined
dialogues of one source file. `--faults` plants faulty rows without changing any other row.

The same options and the same data give the same bytes: only Random.random() is drawn from, whose stream does
not depend on the Python version. Standard library only. The rows are nonsense by design and some of the
sources may not be redistributed: keep the output out of packages and repositories.
"""
import argparse
import hashlib
import json
import os
import random
import re
import string
import sys
from collections import Counter

SOURCES = {  # name: (path below --data, share of the rows)
    "gsm8k": ("azure-foundry/gsm8k_chat_train.jsonl", 0.16),
    "text2sql": ("fireworks-cookbook/text2sql.jsonl", 0.07),
    "wwdc25": ("mlx-examples/wwdc25_train.jsonl", 0.18),
    "alpaca_en": ("llama-factory/alpaca_en_demo.json", 0.20),
    "alpaca_zh": ("llama-factory/alpaca_zh_demo.json", 0.12),
    "codegen": ("gpteacher/codegen_instruct.json", 0.17),
    "fastchat": ("fastchat/dummy_conversation.json", 0.07),
    "toolcall": ("azure-foundry/stock_toolcall_training.jsonl", 0.03),
}
TOKEN = re.compile(r"([A-Z][a-z]{2,}|[a-z]{3,}|[0-9]+|[\u4e00-\u9fff]{2})")
KINDS = ("lower", "capital", "chinese", "number")
EXACT_COPIES = 0.03
LOOSE_COPIES = 0.02
WORD_RATE = 0.30  # share of a dialogue's distinct words that are exchanged
NUMBER_RATE = 0.60
JOIN_BYTES = 940  # a row grows until it passes a size drawn between 0 and this, three dialogues at most
MAX_JOIN = 3
KEEP_ROWS = 4000  # earlier rows that copies are made from
FAULTS = ("broken_json", "missing_role", "empty_assistant", "extra_key")
ASCII_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


# ---- reading the sources -------------------------------------------------------------------------------------


def to_rows(raw):
    """Any of the source shapes as a list of OpenAI-chat rows."""
    records = json.loads(raw) if raw.lstrip().startswith("[") else [json.loads(s) for s in raw.splitlines() if s]
    return [to_chat(record) for record in records]


def to_chat(record):
    if "messages" in record:
        return record
    if "conversations" in record:
        roles = {"human": "user", "gpt": "assistant"}
        return {"messages": [{"role": roles[t["from"]], "content": t["value"]} for t in record["conversations"]]}
    if "prompt" in record:
        user, answer = record["prompt"], record["completion"]
    else:
        user = "\n\n".join(filter(None, (record["instruction"], record["input"])))
        answer = record["output"] if "output" in record else record["response"]
    return {"messages": [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]}


def kind_of(token):
    first = token[0]
    if first.isdigit():
        return "number"
    if first > "z":
        return "chinese"
    return "lower" if first.islower() else "capital"


class Dialogue:
    """One source row, its texts cut into pieces that can be exchanged."""

    def __init__(self, row):
        self.tools = row.get("tools")
        self.system = [m for m in row["messages"] if m["role"] == "system"]
        self.turns = []  # (message without its text, pieces or None)
        tokens, self.size = {}, 0
        for message in row["messages"]:
            if message["role"] == "system":
                continue
            text = message.get("content")
            pieces = TOKEN.split(text) if text else None
            self.turns.append((message, pieces))
            if pieces:
                tokens.update(dict.fromkeys(pieces[1::2]))
                self.size += len(text.encode()) + 40
        self.tokens = {kind: [t for t in tokens if kind_of(t) == kind] for kind in KINDS}


class Source:
    def __init__(self, raw, share):
        self.share = share
        self.escape = "\\u" in raw  # keep \uXXXX escapes where the source file has them
        self.dialogues = [Dialogue(row) for row in to_rows(raw)]


def load_sources(folder):
    sources = []
    for path, share in SOURCES.values():
        with open(os.path.join(folder, path), encoding="utf-8") as file:
            sources.append(Source(file.read(), share))
    return sources


def word_pools(sources):
    """Words by kind, common ones more often: each once for every root of its count."""
    counts = Counter()
    for source in sources:
        for dialogue in source.dialogues:
            for _, pieces in dialogue.turns:
                counts.update(pieces[1::2] if pieces else ())
    pools = {kind: [] for kind in KINDS}
    for word in sorted(counts):
        if counts[word] >= 3:
            pools[kind_of(word)].extend([word] * int(counts[word] ** 0.5))
    return pools


# ---- making rows ---------------------------------------------------------------------------------------------


class Maker:
    def __init__(self, sources, seed, widen):
        self.sources, self.widen = sources, widen
        self.pools = word_pools(sources)
        self.random = random.Random(seed).random
        self.kept, self.made = [], 0
        self.seen = set()

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def pick_source(self):
        at = self.random() * sum(s.share for s in self.sources)
        for source in self.sources:
            at -= source.share
            if at < 0:
                return source
        return self.sources[-1]

    def exchanges(self, tokens):
        """old piece -> new piece for one dialogue"""
        drawn, draw = {}, self.random
        for kind in ("lower", "capital", "chinese"):
            pool = self.pools[kind]
            scale = len(pool) / WORD_RATE
            for token in tokens[kind]:
                at = draw()
                if at < WORD_RATE:
                    drawn[token] = pool[int(at * scale)]
        for token in tokens["number"]:
            if draw() < NUMBER_RATE:
                drawn[token] = self.number(len(token))
        return drawn

    def number(self, digits):
        low = 10 ** (digits - 1) if digits > 1 else 2
        return str(low + int(self.random() * (10**digits - low)))

    def text(self, pieces, drawn):
        new = "".join([drawn.get(piece, piece) for piece in pieces])
        if new == "".join(pieces):  # nothing was drawn: put a word at the end
            pool = "chinese" if any(kind_of(p) == "chinese" for p in pieces[1::2]) else "lower"
            new += ("" if pool == "chinese" else " ") + self.pick(self.pools[pool])
        return new

    def messages(self, dialogue):
        """The turns of one dialogue with pieces exchanged, every text `widen` times over."""
        drawn = [self.exchanges(dialogue.tokens) for _ in range(self.widen)]
        out = []
        for message, pieces in dialogue.turns:
            message = dict(message)
            if pieces:
                message["content"] = "\n\n".join([self.text(pieces, d) for d in drawn])
            out.append(message)
        return out

    def new_row(self):
        """(row, whether to escape it)"""
        source = self.pick_source()
        limit = self.random() * JOIN_BYTES
        first = dialogue = self.pick(source.dialogues)
        messages, size = first.system + self.messages(first), first.size
        joined = 1
        while size < limit and joined < MAX_JOIN and first.tools is None:
            dialogue = self.pick(source.dialogues)
            messages += self.messages(dialogue)
            size += dialogue.size
            joined += 1
        row = {"messages": messages}
        if first.tools is not None:
            row["tools"] = first.tools
        return row, source.escape

    def distinct_row(self):
        while True:
            row, escape = self.new_row()
            text = "".join([m.get("content") or "" for m in row["messages"]])
            key = hashlib.blake2b("".join(text.lower().split()).encode(), digest_size=12).digest()
            if key not in self.seen:
                self.seen.add(key)
                return row, escape

    def keep(self, row):
        """Hold an even sample of the distinct rows so far (reservoir sampling)."""
        self.made += 1
        if len(self.kept) < KEEP_ROWS:
            self.kept.append(row)
            return
        at = int(self.random() * self.made)
        if at < KEEP_ROWS:
            self.kept[at] = row

    def loose_copy(self, row):
        style = int(self.random() * 4)
        messages = [loosened(m, style) for m in row["messages"]]
        if messages == row["messages"]:  # Chinese text has neither case nor blanks
            messages = [loosened(m, 3) for m in row["messages"]]
        return {**row, "messages": messages}

    def next(self):
        """(what it is, row, whether to escape it)"""
        at = self.random()
        if self.kept and at < EXACT_COPIES:
            return ("exact copy", *self.pick(self.kept))
        if self.kept and at < EXACT_COPIES + LOOSE_COPIES:
            row, escape = self.pick(self.kept)
            return "loose copy", self.loose_copy(row), escape
        made = self.distinct_row()
        self.keep(made)
        return ("distinct", *made)


def loosened(message, style):
    """The message with other case or white space in its text."""
    text = message.get("content")
    if message["role"] not in ("user", "assistant") or not text:
        return message
    changed = (
        lambda: text.translate(ASCII_LOWER),
        lambda: text.translate(ASCII_UPPER),
        lambda: text.replace(" ", "  "),
        lambda: " " + text + " \n",
    )[style]()
    return {**message, "content": changed}


# ---- faults and output ---------------------------------------------------------------------------------------


def as_line(row, escape):
    return json.dumps(row, ensure_ascii=escape)


def faulty_line(row, escape, fault):
    if fault == "broken_json":
        line = as_line(row, escape)
        return line[: len(line) * 2 // 3]
    messages = [dict(m) for m in row["messages"]]
    if fault == "missing_role":
        del messages[0]["role"]
    elif fault == "empty_assistant":
        messages[-1].pop("tool_calls", None)
        messages[-1]["content"] = ""
    else:
        messages[-1]["mood"] = "fine"
    return as_line({**row, "messages": messages}, escape)


def write_rows(maker, rows, faults, fault_random, path):
    """Writes the file; returns bytes, sha256 and how many rows of each sort there are."""
    digest, size, sorts = hashlib.sha256(), 0, Counter()
    with open(path, "wb") as out:
        for _ in range(rows):
            sort, row, escape = maker.next()
            if fault_random() < faults:
                sort = FAULTS[int(fault_random() * len(FAULTS))]
                line = faulty_line(row, escape, sort)
            else:
                line = as_line(row, escape)
            data = line.encode() + b"\n"
            out.write(data)
            digest.update(data)
            size += len(data)
            sorts[sort] += 1
    return size, digest.hexdigest(), sorts


def share(text):
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return value


def at_least_one(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def parse_args():
    parser = argparse.ArgumentParser(
        description="Write a large, seeded OpenAI-chat JSONL file made from the shared real data."
    )
    parser.add_argument("out", metavar="OUT.jsonl", help="file to write (replaced if it exists)")
    parser.add_argument("--data", default="../shared/data", help="folder with the shared data (default: %(default)s)")
    parser.add_argument("--rows", type=at_least_one, default=100_000, help="rows to write (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the random stream (default: %(default)s)")
    parser.add_argument("--widen", type=at_least_one, default=1, metavar="N",
                        help="repeat every text N times with other words in it (default: %(default)s)")
    parser.add_argument("--faults", type=share, default=0.0, metavar="SHARE",
                        help="share of faulty rows: " + ", ".join(FAULTS) + " (default: %(default)s)")
    return parser.parse_args()


def main():
    args = parse_args()
    try:
        maker = Maker(load_sources(args.data), args.seed, args.widen)
        fault_random = random.Random(args.seed + 1).random
        size, digest, sorts = write_rows(maker, args.rows, args.faults, fault_random, args.out)
    except OSError as error:
        sys.exit(f"make_chat.py: {error}")
    sorts = ", ".join(f"{count} {sort}" for sort, count in sorts.most_common())
    print(f"rows {args.rows} ({sorts})", file=sys.stderr)
    print(f"bytes {size} ({size / args.rows:.0f} a row)", file=sys.stderr)
    print(f"sha256 {digest}", file=sys.stderr)


if __name__ == "__main__":
    main()
