#!/usr/bin/env python3
"""Measure how well `gristmill score` tells good rows from bad ones, and print Markdown tables.

    python3 benches/score.py --gristmill target/release/gristmill --data ../shared/data > score.md
    python3 benches/score.py --data ../shared/data --only pairs,good --pairs pairs.jsonl --show

Five sections, any of which `--only` picks:

pairs    Answers that people compared: how often the answer they like better has the higher score. `--pairs` takes
         rows {"scenario", "label", "prompt", "response 1", "response 2"}, label 0 for response 1, 1 for response 2,
         2 for a tie, which is left out. Prompts are split by their sha256 into a half to fit on and one to report.
         `--other-pairs` takes more of them. `--edited ORIGINAL CLEANED` takes two alpaca files in the same order and
         asks whether rows that people left alone have a higher score than rows they edited.
neighbours  Prompts with their own answer, and with a longer answer to a prompt most like theirs.
defects  Real rows, of which a few are damaged in a known way: the AUC is the chance that an untouched row has a
         higher value than a damaged one, ties one half, as a mean over seeds: of the axis that the damage is about,
         of the whole score, and of length alone. Beside it stand the shares of damaged and of untouched rows that
         the signals of that damage mark.
good     Good rows of unusual kinds: how many a gate condemns. `--show` prints these to standard error, by the line of
         what the command read: rows that are in another form there are given to it as JSON Lines.
cost     CPU seconds against Python's json.loads, and whether the number of threads changes a byte.

Files are looked for below the `--data` folder; one that is missing is left out with a word on standard error.
`--json` prints the same tables as JSON. Standard library only.
"""
import argparse
import csv
import gzip
import hashlib
import json
import math
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from pathlib import Path

SECTIONS = ("pairs", "neighbours", "defects", "good", "cost")
GATES = {"empty", "serialised-null", "placeholder", "refusal", "truncated-end", "repetition", "template-residue",
         "mojibake", "broken-json", "echo"}
GATE_DELTA, SIGNAL_DELTA = -40, -20


# ---- reading the data ----------------------------------------------------------------------------------------


def records(path):
    """The records of a JSON array, JSON Lines, CSV or TSV file, packed with gzip or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if ".csv" in path.suffixes:
            return list(csv.DictReader(file))
        if ".tsv" in path.suffixes:
            return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return json.load(file) if ".json" in path.suffixes else [json.loads(line) for line in file if line.strip()]


def pair(prompt, completion):
    return {"prompt": prompt, "completion": completion}


def chat(turns, system=None):
    start = [{"role": "system", "content": system}] if system else []
    return {"messages": start + [{"role": role, "content": text} for role, text in turns]}


def alpaca(record):
    prompt = "\n\n".join(filter(None, (record["instruction"], record.get("input"))))
    return pair(prompt, record.get("output") or record.get("response", ""))


def sharegpt(record):
    names = {"human": "user", "gpt": "assistant", "system": "system"}
    return chat((names[turn["from"]], turn["value"]) for turn in record["conversations"])


def first_call(record):
    """What the user says up to the first tool call, and the JSON of that call."""
    turns = record["conversations"]
    at = next((n for n, turn in enumerate(turns) if turn["from"] == "function_call"), None)
    if at is None:
        return None
    said = [turn["value"] for turn in turns[:at] if turn["from"] == "human"]
    return pair("\n".join(said) + "\n\nAnswer with the JSON of one tool call.\n" + record["tools"], turns[at]["value"])


def openai(record):
    return chat(((turn["role"], turn["content"]) for turn in record["messages"]), record.get("system"))


READERS = {
    "alpaca": alpaca,
    "sharegpt": sharegpt,
    "openai": openai,
    "prompt": lambda r: pair(r["prompt"], r["completion"]),
    "question": lambda r: pair(r["question"], r["answer"]),
    "label": lambda r: pair(r["text"], r["category"]),
    "tsv": lambda r: pair(r[0], r[1].strip()) if r != ["text", "label"] and len(r) == 2 else None,
    "humaneval": lambda r: pair(r["prompt"], r["canonical_solution"]),
    "sql": lambda r: pair(*r["text"].split("\nA: ", 1)),
    "log": lambda r: pair(r["query"] + "\n\n" + r["sample"], r["request"]),
    "call": first_call,
    "liked": lambda r: openai(r) if r["label"] else None,
    "self-instruct": lambda r: alpaca({"instruction": r["instruction"], **r["instances"][0]}),
}


def is_there(path):
    if not path.exists():
        print(f"left out: {path} is missing", file=sys.stderr)
    return path.exists()


def load(data, names, reader):
    """The rows of the files whose names stand between plus signs, none when one of them is missing."""
    paths = [data / name for name in names.split("+")]
    if not all(map(is_there, paths)):
        return []
    if reader.startswith("into "):  # MGSM is the first 250 problems of the test file of GSM8K in other languages
        english, others = map(records, paths)
        return [pair(f"Translate {reader}: {a['question']}", b[0]) for a, b in zip(english, others) if b]
    rows = (READERS[reader](record) for path in paths for record in records(path))
    return [row for row in rows if row]


def answer(row):
    return row["messages"][-1]["content"] if "messages" in row else row["completion"]


def question(row):
    return json.dumps(row["messages"][:-1]) if "messages" in row else row["prompt"]


def with_answer(row, text):
    if "messages" not in row:
        return pair(row["prompt"], text)
    return {"messages": row["messages"][:-1] + [{"role": "assistant", "content": text}]}


# ---- running the scorer --------------------------------------------------------------------------------------


class Scorer:
    def __init__(self, gristmill, folder):
        self.gristmill, self.folder = gristmill, Path(folder)

    def write(self, rows):
        path = self.folder / "rows.jsonl"
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return path

    def run(self, path, *flags, out="scores.jsonl", writes=True):
        """Scores a file; returns the path of the scores and the CPU seconds this took."""
        out = self.folder / out
        command = [self.gristmill, "score", path, "-q", *flags, *(["--scores", out] if writes else [])]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            sys.exit(f"{path}: exit code {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
        return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def file(self, path):
        out, _ = self.run(path)
        with open(out, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def rows(self, rows):
        scores = self.file(self.write(rows)) if rows else []
        if len(scores) != len(rows):
            sys.exit(f"{len(rows)} rows have {len(scores)} lines of scores")
        return scores


def split(values, flags):
    """The values without a flag, and those with one."""
    return [v for v, flag in zip(values, flags) if not flag], [v for v, flag in zip(values, flags) if flag]


def points(scores):
    return [line["score"] for line in scores]


def signals(line, delta, among=None):
    """The signals that take at least so much from a row."""
    return {r["signal"] for r in line["reasons"] if r["delta"] <= delta and (not among or r["signal"] in among)}


def share(flags):
    flags = list(flags)
    return sum(flags) / len(flags) if flags else None


def auc(high, low):
    """The chance that one of `high` is above one of `low`; a tie is one half."""
    low = sorted(low)
    wins = sum(bisect_left(low, value) + bisect_right(low, value) for value in high)
    return wins / (2 * len(high) * len(low)) if high and low else None


# ---- pairs that people compared ------------------------------------------------------------------------------


def half(prompt):
    return "report" if hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()[-1] % 2 else "fit"


def judge_pairs(scorer, path):
    """Scores and lengths of each pair that has a better answer, which comes first."""
    rows = [row for row in records(Path(path)) if row["label"] in (0, 1)]
    pairs = [(row["prompt"], row[f"response {1 + row['label']}"], row[f"response {2 - row['label']}"]) for row in rows]
    chats = [chat([("user", prompt), ("assistant", text)]) for prompt, *both in pairs for text in both]
    scores = scorer.rows(chats)
    return [{"half": half(prompt), "scores": scores[2 * n : 2 * n + 2], "lengths": (len(a), len(b)),
             "near": 0.8 * len(b) <= len(a) <= 1.25 * len(b)} for n, (prompt, a, b) in enumerate(pairs)]


def agreement(both):
    both = list(both)
    return sum((a > b) + (a == b) / 2 for a, b in both) / len(both) if both else None


def pairs_line(judged):
    both = [points(pair["scores"]) for pair in judged]
    return {"pairs": len(judged), "agreement": agreement(both), "ties": share(a == b for a, b in both),
            "length alone": agreement(pair["lengths"] for pair in judged)}


def subsets(judged):
    for length in ("any", "near"):
        of_length = [pair for pair in judged if length == "any" or pair["near"]]
        for name in ("fit", "report", "all"):
            yield {"half": name, "lengths": length}, [p for p in of_length if name in ("all", p["half"])]


def axes_line(judged):
    both = [[line.get("axes", {}) for line in pair["scores"]] for pair in judged]
    return {axis: agreement((a.get(axis, 100), b.get(axis, 100)) for a, b in both) for axis in both[0][0]}


def edited_line(scorer, original, cleaned):
    before, after = records(Path(original)), records(Path(cleaned))
    if len(before) != len(after):
        sys.exit(f"{original} has {len(before)} rows and {cleaned} {len(after)}")
    fields = ("instruction", "input", "output")
    edited = [any(a.get(field, "") != b.get(field, "") for field in fields) for a, b in zip(before, after)]
    rows = [alpaca(row) for row in before]
    kept, changed = split(points(scorer.rows(rows)), edited)
    return {"file": Path(original).name, "rows": len(rows), "edited": sum(edited), "AUC": auc(kept, changed),
            "length AUC": auc(*split([len(answer(row)) for row in rows], edited))}


def pairs_section(scorer, args):
    if args.pairs:
        groups = list(subsets(judge_pairs(scorer, args.pairs)))
        yield "Pairs that people compared", [{**name, **pairs_line(part)} for name, part in groups]
        yield "Agreement of each axis alone", [{**name, **axes_line(part)} for name, part in groups if part]
    others = [(path, subsets(judge_pairs(scorer, path))) for path in args.other_pairs]
    yield "Other pairs", [{"file": Path(path).name, "lengths": name["lengths"], **pairs_line(part)}
                          for path, groups in others for name, part in groups if name["half"] == "all"]
    yield "Rows that people edited", [edited_line(scorer, *args.edited)] if args.edited else []


# ---- pairs made of neighbours --------------------------------------------------------------------------------


NEIGHBOUR_FILES = (("llama-factory/alpaca_en_demo.json", "alpaca"),
                   ("self-instruct/user_oriented_instructions.jsonl", "self-instruct"))
LONGER = 0.82  # of the pairs: the share in which length points to the wrong answer


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def neighbours(rows):
    """For each row the longest answer to one of the five prompts most like its own, by cosine of inverse frequencies."""
    prompts = [words(row["prompt"]) for row in rows]
    counts = Counter(word for prompt in prompts for word in prompt)
    weight = {word: math.log((len(rows) + 1) / (count + 1)) ** 2 for word, count in counts.items()}
    norms = [math.sqrt(sum(weight[word] for word in prompt)) + 1e-9 for prompt in prompts]
    postings = defaultdict(list)
    for number, prompt in enumerate(prompts):
        for word in prompt:
            if counts[word] < 400:
                postings[word].append(number)
    for number, prompt in enumerate(prompts):
        likeness = Counter()
        for word in prompt:
            for other in postings.get(word, ()):
                likeness[other] += weight[word]
        near = sorted(((value / norms[number] / norms[other], other) for other, value in likeness.items()
                       if other != number and rows[other]["completion"].strip() != rows[number]["completion"].strip()),
                      reverse=True)[:5]
        near = [other for value, other in near if 0.35 < value < 0.9]
        if near:
            yield rows[number], max((rows[other]["completion"] for other in near), key=len)


def neighbours_section(scorer, args):
    """The own answer of a prompt against a longer answer to a prompt most like it."""
    rows = [row for file in NEIGHBOUR_FILES for row in load(args.data, *file)]
    pairs = list(neighbours(rows))
    longer = [pair for pair in pairs if len(pair[1]) > len(pair[0]["completion"])]
    others = [pair for pair in pairs if len(pair[1]) <= len(pair[0]["completion"])]
    random.Random(1).shuffle(others)
    pairs = longer + others[:int(len(longer) * (1 - LONGER) / LONGER)]
    if not pairs:
        return
    scores = scorer.rows([row for own, other in pairs for row in (own, pair(own["prompt"], other))])
    both = [points(scores[place:place + 2]) for place in range(0, len(scores), 2)]
    yield "The own answer against a longer one to a similar prompt", [
        {"pairs": len(pairs), "agreement": agreement(both),
         "ties": share(a == b for a, b in both),
         "length alone": agreement((len(own["completion"]), len(other)) for own, other in pairs)}]


# ---- injected defects ----------------------------------------------------------------------------------------


REFUSALS = {
    "English": [
        "I'm sorry, but I can't help with that.",
        "I'm sorry, but as an AI language model, I don't have the ability to do that.",
        "I'm sorry, but I cannot fulfill this request.",
        "I apologize, but I'm not able to assist with that request.",
        "Sorry, I can't provide that information.",
        "As an AI language model, I cannot complete this task without more information.",
        "I cannot assist with this. If you have any other questions, I'd be happy to help!",
        "Unfortunately, I am unable to answer this question.",
        "I'm unable to provide a response to this request as it goes against my guidelines.",
        "I don't feel comfortable helping with that. Is there something else I can do for you?",
        "I won't be able to help you with this one.",
        "I must respectfully decline. My purpose is to be helpful, harmless and honest.",
    ],
    "Chinese": [
        "很抱歉，我无法回答这个问题。", "对不起，我不能帮助您完成这个请求。", "作为一个人工智能语言模型，我无法提供此类信息。",
        "抱歉，我没有能力完成这项任务。", "非常抱歉，这个请求超出了我的能力范围。", "我不能协助处理这个要求，请您换一个问题。",
    ],
    "German": [
        "Es tut mir leid, aber dabei kann ich Ihnen nicht helfen.",
        "Tut mir leid, ich kann diese Anfrage nicht erfüllen.",
        "Als KI-Sprachmodell kann ich diese Frage nicht beantworten.",
        "Leider bin ich nicht in der Lage, das zu übersetzen.",
        "Entschuldigung, aber ich kann bei dieser Anfrage nicht weiterhelfen.",
        "Ich muss diese Bitte leider ablehnen.",
    ],
    "Russian": [
        "Извините, но я не могу помочь с этим.", "К сожалению, я не могу выполнить этот запрос.",
        "Как языковая модель, я не могу ответить на этот вопрос.", "Прошу прощения, но я не в состоянии это перевести.",
        "Простите, я не могу предоставить такую информацию.", "Я вынужден отказаться от выполнения этой просьбы.",
    ],
}


class Case:
    """What a defect may draw on besides the answer."""

    def __init__(self, rows, language, seed):
        self.rows, self.language, self.rng = rows, language, random.Random(seed)
        self.labels = sorted({answer(row) for row in rows})


def truncate(text, case):
    if len(text) < (40 if case.language == "Chinese" else 80):
        return None
    return text[: int(len(text) * case.rng.uniform(0.3, 0.9))]


def parses(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def break_json(text, case):
    """Without one structural character, or without its tail."""
    if not parses(text):
        return None
    if case.rng.random() < 0.5:
        cut = text[: int(len(text) * case.rng.uniform(0.3, 0.9))]
    else:
        at = case.rng.choice([n for n, c in enumerate(text) if c in '{}[]",:'] or [0])
        cut = text[:at] + text[at + 1 :]
    return None if parses(cut) else cut


def flip_label(text, case):
    return case.rng.choice(case.labels)


def typographic(text):
    text = re.sub(r'(^|[\s(])"', r"\1“", text)
    return text.replace('"', "”").replace("'", "’").replace(" - ", " — ")


def garble(text, case):
    """UTF-8 read as a Western code page."""
    text = typographic(text) if text.isascii() and case.language == "English" else text
    return text.encode().decode(case.rng.choice(["cp1252", "latin-1"]), "replace")


def refuse(text, case):
    return case.rng.choice(REFUSALS[case.language])


def repeat(text, case):
    """The last sentence, or the last words, ten to twenty times more."""
    times = case.rng.randint(10, 20)
    if case.language == "Chinese":
        return text + text.strip()[-12:] * times
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    if case.rng.random() < 0.5 or len(last) > 200:
        last = " ".join(text.split()[-8:])
    return text + (" " + last) * times


def damage_answers(case, defect, wanted):
    """{row: what its answer becomes} for rows drawn at random."""
    order, changed = list(range(len(case.rows))), {}
    case.rng.shuffle(order)
    for n in order:
        if len(changed) == wanted:
            break
        old = answer(case.rows[n])
        new = defect(old, case) if old.strip() else None
        if new and new != old:
            changed[n] = new
    return changed


def swap_answers(case, _, wanted):
    """Rows drawn at random exchange answers with the one that is next in length."""
    order = case.rng.sample(range(len(case.rows)), min(len(case.rows), wanted + wanted % 2))
    order.sort(key=lambda n: len(answer(case.rows[n])))
    changed = {}
    for a, b in zip(order[::2], order[1::2]):
        one, other = case.rows[a], case.rows[b]
        if answer(one) != answer(other) and question(one) != question(other):
            changed |= {a: answer(other), b: answer(one)}
    return changed


ALPACA = ("llama-factory/alpaca_en_demo.json", "alpaca", "English")
CODE = ("gpteacher/codegen_instruct.json", "alpaca", "English")
MATHS = ("gsm8k/train.jsonl.gz", "question", "English")
CHAT = ("fastchat/dummy_conversation.json", "sharegpt", "English")
NEWS = ("mlx-examples/wwdc25_train.jsonl", "prompt", "English")
CONTEXT = ("aws-bedrock/uber10k_prompt_completion.jsonl", "prompt", "English")
CHINESE = ("llama-factory/alpaca_zh_demo.json", "alpaca", "Chinese")
GERMAN = ("gsm8k/test.jsonl+mgsm/mgsm_de.tsv", "into German", "German")
RUSSIAN = ("gsm8k/test.jsonl+mgsm/mgsm_ru.tsv", "into Russian", "Russian")
OTHERS = (CHINESE, GERMAN, RUSSIAN)
JSON_MODE = ("anthropic-cookbook/json_mode.jsonl", "openai", "English")
JSON_LOG = ("fireworks-cookbook/gcloud_log.jsonl", "log", "English")
JSON_CALL = ("llama-factory/glaive_toolcall_en_demo.json", "call", "English")
BANKING = ("banking77/train.csv", "label", "English")
TICKETS = ("+".join(f"anthropic-cookbook/insurance_tickets_{part}.tsv" for part in ("train", "test")), "tsv", "English")
DEFECTS = [
    ("swapped answers", swap_answers, None, (ALPACA, CODE, MATHS, NEWS, *OTHERS)),
    ("truncation", damage_answers, truncate, (ALPACA, CODE, MATHS, NEWS, CHAT, *OTHERS)),
    ("broken JSON", damage_answers, break_json, (JSON_MODE, JSON_LOG, JSON_CALL)),
    ("flipped labels", damage_answers, flip_label, (BANKING, TICKETS)),
    ("mojibake", damage_answers, garble, (ALPACA, NEWS, CHAT, *OTHERS)),
    ("refusals", damage_answers, refuse, (ALPACA, CODE, MATHS, NEWS, CONTEXT, CHAT, *OTHERS)),
    ("repeated text", damage_answers, repeat, (ALPACA, CODE, NEWS, CHAT, *OTHERS)),
]


def injected(scorer, rows, changed):
    damaged = [with_answer(row, changed[n]) if n in changed else row for n, row in enumerate(rows)]
    flags = [n in changed for n in range(len(rows))]
    scores = scorer.rows(damaged)
    return {"scores": split(scores, flags), "auc": auc(*split(points(scores), flags)),
            "length": auc(*split([len(answer(row)) for row in damaged], flags))}


TELLTALES = {
    "swapped answers": ("relevance", {"shifted-answer"}),
    "truncation": ("integrity", {"truncated-end", "unfinished-end", "unbalanced"}),
    "broken JSON": ("integrity", {"broken-json"}),
    "flipped labels": ("consistency", {"misfit-label"}),
    "mojibake": ("integrity", {"mojibake"}),
    "refusals": ("integrity", {"refusal"}),
    "repeated text": ("integrity", {"repetition"}),
}


def axis_points(lines, axis):
    return [line["axes"][axis] for line in lines]


def defect_line(scorer, rows, defect, source, args):
    name, apply, change, _ = defect
    files, _, language = source
    cases = [Case(rows, language, f"{name} {files} {seed}") for seed in range(args.seeds)]
    changes = [apply(case, change, max(2, round(args.rate * len(rows)))) for case in cases]
    runs = [injected(scorer, rows, changed) for changed in changes if changed]
    if not runs:
        return None
    axis, named = TELLTALES[name]
    good, bad = ([line for run in runs for line in run["scores"][side]] for side in (0, 1))
    alarms, found = (share(bool(signals(line, SIGNAL_DELTA, named)) for line in side) for side in (good, bad))
    mean = lambda value: statistics.mean(value(run) for run in runs)
    return {"defect": name, "file": short(files), "rows": len(rows), "damaged": round(len(bad) / len(runs)),
            "AUC of the axis": mean(lambda run: auc(*(axis_points(side, axis) for side in run["scores"]))),
            "AUC of the score": mean(lambda run: run["auc"]), "found": found, "false alarms": alarms,
            "AUC of length": mean(lambda run: run["length"])}


def short(names):
    """The last of the files, in full, and the names of those before it."""
    *before, last = names.split("+")
    return " + ".join([Path(name).name for name in before] + [last])


def gates_line(names, scores):
    gates = [signals(line, GATE_DELTA, GATES) for line in scores]
    counts = Counter(name for found in gates for name in found)
    return {"file": short(names), "rows": len(scores), "condemned": share(map(bool, gates)),
            "mean score": statistics.mean(points(scores)) if scores else None,
            "gates": ", ".join(f"{name} {count}" for name, count in counts.most_common())}


def defects_section(scorer, args):
    sources = dict.fromkeys(source for *_, files in DEFECTS for source in files)
    loaded = {source: load(args.data, *source[:2]) for source in sources}
    loaded = {source: rows for source, rows in loaded.items() if rows}
    work = [(defect, source) for defect in DEFECTS for source in defect[-1] if source in loaded]
    lines = [defect_line(scorer, loaded[source], defect, source, args) for defect, source in work]
    yield f"Injected defects, {args.rate:.0%} of the rows", [line for line in lines if line]
    yield "The same files undamaged", [gates_line(source[0], scorer.rows(rows)) for source, rows in loaded.items()]


# ---- good rows of unusual kinds ------------------------------------------------------------------------------


AS_IT_IS = None
GOOD = [
    ("code", "humaneval/HumanEval.jsonl.gz", "humaneval"),
    ("code", "gpteacher/codegen_instruct.json", "alpaca"),
    ("code", "fireworks-cookbook/text2sql.jsonl", "openai"),
    *(("numbers", f"mgsm/mgsm_{language}.tsv", "tsv") for language in ("bn", "de", "ja", "ru", "sw", "te", "th", "zh")),
    ("liked by people", "llama-factory/kto_en_demo.json", "liked"),
    ("written by people", "self-instruct/user_oriented_instructions.jsonl", "self-instruct"),
    ("context in the prompt", "mlx-examples/wikisql_text_train.jsonl", "sql"),
    ("context in the prompt", "aws-bedrock/uber10k_prompt_completion.jsonl", "prompt"),
    ("context in the prompt", "fireworks-cookbook/gcloud_log.jsonl", "log"),
    ("context in the prompt", "together-cookbook/small_coqa_10.jsonl", AS_IT_IS),
    ("tool calls", "azure-foundry/stock_toolcall_training.jsonl", AS_IT_IS),
    ("tool calls", "azure-foundry/stock_toolcall_validation.jsonl", AS_IT_IS),
    ("tool calls", "llama-factory/glaive_toolcall_en_demo.json", AS_IT_IS),
    ("tool calls", "llama-factory/reason_tool_use_demo_50.jsonl", AS_IT_IS),
    ("almost JSON on purpose", "aws-bedrock/nova_train.jsonl.gz", AS_IT_IS),
    ("JSON", "anthropic-cookbook/json_mode.jsonl", "openai"),
    ("labels", "banking77/train.csv", "label"),
    ("labels", "anthropic-cookbook/insurance_tickets_train.tsv", "tsv"),
    ("labels", "anthropic-cookbook/insurance_tickets_test.tsv", "tsv"),
    ("short answers", "azure-foundry/gsm8k_chat_train.jsonl", "openai"),
]


def good_scores(scorer, data, name, reader):
    if reader is AS_IT_IS:
        return scorer.file(data / name) if is_there(data / name) else []
    return scorer.rows(load(data, name, reader))


def good_section(scorer, args):
    lines = []
    for kind, name, reader in GOOD:
        scores = good_scores(scorer, args.data, name, reader)
        lines += [{"kind": kind, **gates_line(name, scores)}] if scores else []
        for line in scores if args.show else ():
            for reason in line["reasons"]:
                if reason["delta"] <= GATE_DELTA and reason["signal"] in GATES:
                    print(f"{name}:{line['line']}: {reason['signal']}: {reason['message']}", file=sys.stderr)
    yield "Good rows", lines


# ---- cost ----------------------------------------------------------------------------------------------------


def cost_rows(data):
    """English rows, each once."""
    loaded = [load(data, *source[:2]) for source in (ALPACA, CODE, MATHS, NEWS)]
    return [row for rows in loaded for row in rows]


def parse_seconds(path):
    lines = path.read_bytes().splitlines()
    start = time.process_time()
    for line in lines:
        json.loads(line)
    return time.process_time() - start


def cost_section(scorer, args):
    rows = cost_rows(args.data)
    if not rows:
        return
    path = scorer.write(rows)
    one, _ = scorer.run(path, "--threads", "1", out="one.jsonl")
    two, _ = scorer.run(path, "--threads", "2", out="two.jsonl")
    least = lambda **how: min(scorer.run(path, "--threads", "1", **how)[1] for _ in range(args.seeds))
    seconds, written = least(writes=False), least()
    python = min(parse_seconds(path) for _ in range(args.seeds))
    size = path.stat().st_size / 1000
    same = "yes" if one.read_bytes() == two.read_bytes() else "NO"
    yield "Cost, one thread", [
        {"rows": len(rows), "kB": round(size), "CPU s": seconds, "µs per kB": seconds / size * 1e6,
         "with --scores": written, "json.loads, CPU s": python, "ratio": seconds / python, "same bytes with 2 threads": same}]


# ---- printing ------------------------------------------------------------------------------------------------


def cell(value):
    if isinstance(value, float):
        return f"{value:.4f}" if 0 < abs(value) < 0.01 else f"{value:.3f}" if abs(value) <= 1 else f"{value:,.2f}"
    return "–" if value in (None, "") else f"{value:,}" if isinstance(value, int) else str(value)


def print_table(title, rows):
    head = list(rows[0])
    numeric = [all(not isinstance(row[name], str) for row in rows) for name in head]
    print(f"### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("| " + " | ".join("---:" if number else "---" for number in numeric) + " |")
    for row in rows:
        print("| " + " | ".join(cell(row[name]) for name in head) + " |")
    print(flush=True)


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gristmill", default="target/release/gristmill")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the data files")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas between")
    parser.add_argument("--pairs", metavar="FILE")
    parser.add_argument("--other-pairs", nargs="+", default=[], metavar="FILE")
    parser.add_argument("--edited", nargs=2, metavar=("ORIGINAL", "CLEANED"))
    parser.add_argument("--rate", type=float, default=0.05, help="share of the rows that is damaged")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--show", action="store_true", help="print the good rows that a gate condemns")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    args.only = args.only.split(",")
    if unknown := set(args.only) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    args.data = args.data.resolve()
    return args


def main():
    args, tables = options(), []
    sections = {"pairs": pairs_section, "neighbours": neighbours_section, "defects": defects_section,
                "good": good_section, "cost": cost_section}
    with tempfile.TemporaryDirectory() as folder:
        scorer = Scorer(Path(args.gristmill).resolve(), folder)
        for name in (name for name in SECTIONS if name in args.only):
            for title, rows in sections[name](scorer, args):
                if rows and not args.json:
                    print_table(title, rows)
                tables.append({"section": name, "title": title, "rows": rows})
    if args.json:
        json.dump(tables, sys.stdout, ensure_ascii=False, indent=1)
        print()


if __name__ == "__main__":
    main()
