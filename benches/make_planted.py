#!/usr/bin/env python3
"""Write chat JSONL with near-duplicates planted in it, and the truth about them, for measuring `gristmill dedupe`.

    python3 benches/make_planted.py --data ../shared/data --rows 43000 --seed 7 OUT.jsonl

Every row is one user and one assistant turn (6 % with a system turn before them) and starts from a real row of the
shared data. At least one word in every few is exchanged for another from the same data, evenly spread, so that rows
made from the same source row have hardly a run of three words in common. About half of these base rows get one edited
copy elsewhere in the file (KINDS says how); a base row with its copy is a family. One base row in a hundred gets a
copy whose answer has another number in it (`answer-number`): near by its text but a contradiction, so neither may go,
and each is a family of its own. 500 rows are one form letter with other facts in each (`slot`): much text in common,
but no two of them reach a Jaccard of 0.7, so all must stay.

OUT.truth.jsonl has one object per row: `line` (from 1), `family`, `kind` (`base`, a kind of edit, `answer-number` or
`slot`), `j3` (Jaccard with the base row; of a `slot` row the highest with another of them), `answer_numbers_differ`,
`han` (Chinese text) and, for the two rows of an `answer-number` pair, `twin` (the line of the other).

Jaccard is over the set of three words in a row of user and assistant text joined by a line break, NFKC, lower case;
words are runs of letters, digits and underscore, and every Han, kana and Hangul character is one. The answer of a copy
has the numbers of its base row: only `answer-number` copies have others, and `truncation` may cut some off. Answers
that are a label (five words or less) or JSON are not edited. `--check` reads the files back and joins all rows exactly.

The same options and the same data give the same bytes: only Random.random() is drawn from, whose stream does not
depend on the Python version. Standard library only; a million rows take 1.5 GB of memory. The rows are nonsense by
design and some of the sources may not be redistributed: keep the output out of packages and repositories.
"""
import argparse
import csv
import gzip
import hashlib
import json
import math
import os
import random
import re
import string
import sys
import unicodedata
from collections import Counter, defaultdict

SOURCES = {  # name: (path below --data, share of the rows)
    "gsm8k": ("gsm8k/train.jsonl.gz", 0.17),
    "alpaca_en": ("llama-factory/alpaca_en_demo.json", 0.16),
    "alpaca_zh": ("llama-factory/alpaca_zh_demo.json", 0.08),
    "codegen": ("gpteacher/codegen_instruct.json", 0.22),
    "wwdc25": ("mlx-examples/wwdc25_train.jsonl", 0.12),
    "banking77": ("banking77/train.csv", 0.10),
    "kto": ("llama-factory/kto_en_demo.json", 0.04),
    "dpo": ("llama-factory/dpo_en_demo.json", 0.04),
    "glaive": ("llama-factory/glaive_toolcall_en_demo.json", 0.07),
}
KINDS = {  # kind of edit: share of the copies that it is drawn for
    "exact": 0.08,
    "case": 0.08,
    "punctuation": 0.09,  # marks and white space
    "one-word": 0.17,
    "few-words": 0.18,  # two to six
    "template-slot": 0.12,  # a name, a number of the prompt or a date exchanged
    "truncation": 0.10,  # the last 2 to 30 % of the answer cut
    "reordering": 0.09,  # the sentences of the answer
    "insertion": 0.09,  # a sentence added
}
COPIES = 0.5  # share of the base rows that get an edited copy
NUMBER_COPIES = 0.01  # share that gets a copy with another number in the answer
SYSTEM = 0.06
SLOT_ROWS = 500
SLOT_LIMIT = 0.69  # no two slot rows are this near
FAR = 0.6  # rows of different families stay below, slot rows apart
JOIN = 0.4  # --check finds all pairs from here
NUMBER_RATE = 0.6  # share of a row's distinct numbers that are exchanged
FOREIGN_SHARE = 0.2  # source rows with more words in other scripts are left out
LABEL_WORDS = 5
LEAST_WORDS = 6

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff" \
      "\uff66-\uff9d\U00020000-\U000323af"
WORD = re.compile(f"[{HAN}]|[^\\W{HAN}]+")
PIECE = re.compile("([A-Za-z]+|[0-9]+|[\u4e00-\u9fff]{1,2})")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
FOREIGN = re.compile(f"[^\\W0-9A-Za-z_{HAN}]")  # a letter that is not exchanged
LONE_NUMBER = re.compile(r"(?<![\w.,])\d+(?!\w|[.,]\d)")  # a number by any reading
EDITABLE = re.compile(r"(?<![\w'’])[A-Za-z]{2,}(?![\w'’])|[\u4e00-\u9fff]{2}")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
SENTENCE_END = re.compile(r"((?<=[A-Za-z)\"'][.!?])\s+|(?<=[。！？])\s*|\s*\n\s*)")
MARK = re.compile(r"(?<=[A-Za-z])[,.;:!?](?=\s|$)|[，。；：！？、]")
BLANK = re.compile(r"[ \n]+")
NUMBER_WORDS = set("zero one two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty "
                   "fifty sixty seventy eighty ninety hundred thousand million billion half twice".split())
NUMBER_HAN = set("〇零一二三四五六七八九十百千万亿两半")
ASCII_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
SYSTEMS = ("You are a helpful assistant.", "You are a helpful assistant that answers with care.",
           "Answer the question of the user.", "Think step by step and justify your steps.")
LETTER = (
    "What does the sender of this letter want?\n\n"
    "Dear {who}, thank you for your call to our {office} office on {day}. We have looked into the matter of the "
    "{goods} that you ordered under the number {order}, and we are sorry to say that it was held back at the {depot} "
    "depot because {cause}. A new one will leave our store soon and should be with you by {date} at the latest. Our "
    "driver, whose name is {driver}, will ring you an hour before; please keep the {colour} delivery slip at hand. If "
    "you would rather have your money back, the full amount of {amount} pounds will be sent to the account that you "
    "paid from. For any further question please write to {care} in our customer care team, who will be glad to help. "
    "Yours sincerely, {sender}",
    "The sender is sorry for the delay of the {goods}, sends a new one, and asks to keep the {colour} slip at hand.",
)
FEW = {  # facts of the letter with few values, so that some rows have them in common
    "office": "Leeds Cardiff Dundee Exeter Norwich Swansea".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday".split(),
    "cause": ("its label was torn", "the lorry broke down", "a paper was missing", "the roads were icy",
              "the box was wet", "nobody had signed for it"),
    "colour": "red blue green yellow white pink grey orange".split(),
    "goods": "kettle lamp chair carpet heater printer mirror bicycle toaster wardrobe radio tent".split(),
}


# ---- words and Jaccard ---------------------------------------------------------------------------------------


def nfkc(text):
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def words_of(text):
    return WORD.findall(nfkc(text).lower())


def shingles(user, answer):
    words = words_of(user + "\n" + answer)
    return set(zip(words, words[1:], words[2:])) if len(words) >= 3 else {tuple(words)}


def jaccard(a, b):
    common = len(a & b)
    return common / (len(a) + len(b) - common)


def numbers(text):
    return Counter(NUMBER.findall(nfkc(text)))


# ---- reading the sources -------------------------------------------------------------------------------------


def pairs_of(name, path):
    """(prompt, answer) of every row of a source that has both as text"""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if path.endswith(".csv"):
            return [(row["text"], row["category"]) for row in csv.DictReader(file)]
        raw = file.read()
    records = json.loads(raw) if raw.lstrip().startswith("[") else [json.loads(s) for s in raw.splitlines() if s]
    return [pair for record in records for pair in pairs_in(record)]


def pairs_in(record):
    if "question" in record:
        return [(record["question"], record["answer"])]
    if "completion" in record:
        return [(record["prompt"], record["completion"])]
    if "instruction" in record:
        user = "\n\n".join(filter(None, (record["instruction"], record["input"])))
        return [(user, record["output"] if "output" in record else record["response"])]
    if "chosen" in record:
        return [(record["conversations"][-1]["value"], record["chosen"]["value"])]
    if "messages" in record:
        return [(record["messages"][0]["content"], record["messages"][1]["content"])]
    turns = record["conversations"]
    return [(a["value"], b["value"]) for a, b in zip(turns, turns[1:]) if (a["from"], b["from"]) == ("human", "gpt")]


def kind_of(piece):
    first = piece[0]
    if first.isdigit():
        return "number"
    if first > "z":
        return "han"
    return "lower" if first.islower() else "capital"


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


class Text:
    """A text cut into pieces; the words among them can be exchanged."""

    def __init__(self, text):
        self.pieces = PIECE.split(text)
        kinds = {at: kind_of(self.pieces[at]) for at in range(1, len(self.pieces), 2)}
        self.words = [(at, kind) for at, kind in kinds.items() if kind != "number"]
        self.numbers = [at for at, kind in kinds.items() if kind == "number"]


class Document:
    """One source row."""

    def __init__(self, user, answer):
        words = words_of(user + "\n" + answer)
        self.words = len(words)
        is_foreign = sum(FOREIGN.search(word) is not None for word in words) > FOREIGN_SHARE * len(words)
        answer_words = len(words_of(answer))
        self.is_label = answer_words <= 2  # base rows have it as it is
        self.is_fixed = answer_words <= LABEL_WORDS or is_json(answer)  # copies have the answer of their base row
        self.texts = (Text(user), Text(answer))
        self.is_han = sum(kind == "han" for _, kind in self.texts[0].words) > len(self.texts[0].words) / 2
        self.is_usable = len(words) >= LEAST_WORDS and not is_foreign and all(text.words for text in self.texts)


def load_sources(folder):
    """[(share, documents)]"""
    sources = []
    for name, (path, share) in SOURCES.items():
        pairs = pairs_of(name, os.path.join(folder, path))
        documents = [Document(user.strip(), answer.strip()) for user, answer in pairs]
        sources.append((share, [d for d in documents if d.is_usable]))
    return sources


def is_plain(piece):
    """Whether the piece says no number."""
    return piece.lower() not in NUMBER_WORDS and NUMBER_HAN.isdisjoint(piece)


def word_pools(documents):
    """Words by kind, common ones more often: each once for every root of its count."""
    counts = Counter(text.pieces[at] for d in documents for text in d.texts for at, _ in text.words)
    pools = {"lower": [], "capital": [], "han": []}
    for word in sorted(counts):
        if counts[word] >= 3 and len(word) > 1 and is_plain(word):
            pools[kind_of(word)].extend([word] * int(counts[word] ** 0.5))
    return pools


def sentence_pools(documents):
    """Sentences without numbers, {Chinese or not: [Text]}"""
    pools = {False: [], True: []}
    for document in documents:
        for sentence in SENTENCE_END.split("".join(document.texts[1].pieces))[::2]:
            if re.search("[.!?。！？]$", sentence) and 4 <= len(words_of(sentence)) <= 40:
                if all(map(is_plain, words_of(sentence))) and not re.search(r"\d", sentence):
                    pools[document.is_han].append(Text(sentence))
    return pools


# ---- base rows -----------------------------------------------------------------------------------------------


class Maker:
    def __init__(self, sources, seed):
        self.sources = sources
        documents = [document for _, of_source in sources for document in of_source]
        self.pools, self.sentences = word_pools(documents), sentence_pools(documents)
        self.random = random.Random(seed).random

    def below(self, limit):
        return int(self.random() * limit)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def pick(self, items):
        return items[self.below(len(items))]

    def weighted(self, weights):
        """A key of {key: weight}."""
        at = self.random() * sum(weights.values())
        for key, weight in weights.items():
            at -= weight
            if at < 0:
                return key
        return key

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            at = self.below(last + 1)
            items[at], items[last] = items[last], items[at]

    def number(self, digits):
        low = 10 ** (digits - 1) if digits > 1 else 2
        return str(low + self.below(10**digits - low))

    def other_word(self, word):
        """Another word of the same kind that says no number."""
        pool = self.pools[kind_of(word)]
        while (new := self.pick(pool)).lower() == word.lower():
            pass
        return new.translate(ASCII_UPPER) if len(word) > 1 and word.isascii() and word.isupper() else new

    def exchanged(self, text, block, drawn):
        """The text with one word of every `block` exchanged, and numbers as in `drawn`."""
        pieces, words, draw = text.pieces[:], text.words, self.random
        for start in range(0, len(words), block):
            at, kind = words[start + int(draw() * min(block, len(words) - start))]
            pool = self.pools[kind]
            pieces[at] = pool[int(draw() * len(pool))]
        for at in text.numbers:
            old = pieces[at]
            if old not in drawn:
                drawn[old] = self.number(min(len(old), 12)) if draw() < NUMBER_RATE else old
            pieces[at] = drawn[old]
        return "".join(pieces)

    def base(self):
        """(document, user text, answer)"""
        documents = self.sources[self.weighted({n: share for n, (share, _) in enumerate(self.sources)})][1]
        document = self.pick(documents)
        block = 3 if document.words < 25 or document.is_han else self.between(3, 5)
        user, answer = document.texts
        drawn = {}
        new_user = self.exchanged(user, block, drawn)
        if document.is_label:
            return document, new_user, "".join(answer.pieces)
        return document, new_user, self.exchanged(answer, block, drawn)

    # ---- edited copies: each gives (user text, answer), or nothing where the row does not allow the edit ------------

    def exact(self, user, answer, document):
        return user, answer

    def case(self, user, answer, document):
        change = self.pick((lambda s: s.translate(ASCII_LOWER), lambda s: s.translate(ASCII_UPPER),
                            lambda s: re.sub("[a-z]+", lambda m: m[0].capitalize(), s)))
        return change(user), answer if document.is_fixed else change(answer)

    def punctuation(self, user, answer, document):
        return self.repunctuated(user), answer if document.is_fixed else self.repunctuated(answer)

    def repunctuated(self, text):
        def mark(match):
            at = self.random()
            if at < 0.5:
                return match[0]
            return "" if at < 0.6 else self.pick(".,;!") if match[0] < "\u3000" else self.pick("，。；！,.")

        def blank(match):
            at = self.random()
            return match[0] if at < 0.8 else self.pick(("  ", "\n", " \n", "\t"))

        new = BLANK.sub(blank, MARK.sub(mark, text))
        return new if new != text else text + self.pick((" ", "\n", " ...", " !"))

    def one_word(self, user, answer, document):
        return self.replaced(user, answer, document, 1)

    def few_words(self, user, answer, document):
        return self.replaced(user, answer, document, self.between(2, 6))

    def replaced(self, user, answer, document, count):
        """`count` words replaced, anywhere in the two texts"""
        texts = [user] if document.is_fixed else [user, answer]
        spans = [(n, m.start(), m.end()) for n, text in enumerate(texts) for m in EDITABLE.finditer(text)
                 if is_plain(m[0])]
        if len(spans) < count:
            return None
        for at in range(count):  # the first few of a shuffle
            other = at + self.below(len(spans) - at)
            spans[at], spans[other] = spans[other], spans[at]
        for n, start, end in sorted(spans[:count], reverse=True):
            texts[n] = texts[n][:start] + self.other_word(texts[n][start:end]) + texts[n][end:]
        return texts[0], texts[1] if len(texts) > 1 else answer

    def template_slot(self, user, answer, document):
        names = NAME.findall(user) + ([] if document.is_fixed else NAME.findall(answer))
        slots = sorted(set(filter(is_plain, names))) + sorted(set(LONE_NUMBER.findall(user)))
        if not slots:
            return None
        old = self.pick(slots)
        pattern = re.compile(rf"(?<![\w.,]){old}(?!\w|[.,]\d)")
        if old.isdigit():  # in the prompt only: the numbers of the answer stay
            new = old
            while new == old:
                new = self.number(min(len(old), 12))
            return pattern.sub(new, user), answer
        new = self.other_word(old)
        return pattern.sub(new, user), answer if document.is_fixed else pattern.sub(new, answer)

    def truncation(self, user, answer, document):
        if document.is_fixed or len(words_of(answer)) < 8:
            return None
        end = len(answer) * (1 - 0.02 - 0.28 * self.random())
        end = int(end) if document.is_han else answer.rfind(" ", 0, int(end) + 1)
        cut = answer[max(end, 0):]
        if end <= 0 or not words_of(cut) or re.match(r"\d\d", answer[end - 1] + cut):
            return None
        return user, answer[:end].rstrip()

    def reordering(self, user, answer, document):
        parts = SENTENCE_END.split(answer)
        places = [at for at in range(0, len(parts), 2) if len(words_of(parts[at])) >= 3]
        if document.is_fixed or len(places) < 2:
            return None
        order = places[:]
        while order == places:
            self.shuffle(order)
        new = parts[:]
        for place, source in zip(places, order):
            new[place] = parts[source]
        return user, "".join(new)

    def insertion(self, user, answer, document):
        text = user if document.is_fixed else answer
        sentence = self.pick(self.sentences[document.is_han])
        sentence = self.exchanged(sentence, 3, {})
        if 2 * len(words_of(sentence)) > len(words_of(user + "\n" + answer)):
            return None
        parts = SENTENCE_END.split(text)
        at = 2 * self.below((len(parts) + 1) // 2)
        gap = "" if document.is_han else " "
        parts[at] = parts[at] + gap + sentence if self.random() < 0.7 else sentence + gap + parts[at]
        new = "".join(parts)
        return (new, answer) if document.is_fixed else (user, new)

    def answer_number(self, user, answer, document):
        found = [] if document.is_fixed else list(LONE_NUMBER.finditer(answer))
        if not found:
            return None
        match = self.pick(found)
        new, digits = match[0], len(match[0])
        while new in answer:
            new = self.number(min(digits, 12))
            digits += self.random() < 0.2
        return user, answer[: match.start()] + new + answer[match.end():]

    def copy(self, user, answer, document):
        """(kind, user text, answer, Jaccard with the base row, whether numbers of the answer are gone)"""
        base, before = shingles(user, answer), numbers(answer)
        while True:
            kind = self.weighted(KINDS)
            new = getattr(self, kind.replace("-", "_"))(user, answer, document)
            if new is None or (kind != "exact" and new == (user, answer)):
                continue
            after = numbers(new[1])
            if after == before or (kind == "truncation" and after <= before):
                return kind, *new, jaccard(base, shingles(*new)), after != before

    def number_copy(self, user, answer, document):
        """(user text, answer, Jaccard), or nothing where there is no number or the copy would not be near"""
        new = self.answer_number(user, answer, document)
        near = new and jaccard(shingles(user, answer), shingles(*new))
        return (*new, near) if new and near >= 0.75 else None

    # ---- the form letter -----------------------------------------------------------------------------------------

    def letters(self, rows):
        """[(user text, answer, highest Jaccard with another)]"""
        made, sets, nearest = [], [], []
        while len(made) < rows:
            facts = {name: self.pick(values) for name, values in FEW.items()}
            for name, count in (("who", 2), ("depot", 1), ("driver", 2), ("care", 1), ("sender", 2)):
                facts[name] = " ".join(self.pick(self.pools["capital"]).capitalize() for _ in range(count))
            facts["order"] = self.number(6)
            facts["amount"] = self.number(3)
            facts["date"] = f"{self.between(1, 28)} {self.pick(('March', 'April', 'May', 'June', 'July', 'August'))}"
            row = tuple(part.format_map(facts) for part in LETTER)
            own = shingles(*row)
            near = [jaccard(own, other) for other in sets]
            if near and max(near) >= SLOT_LIMIT:
                continue
            nearest = [max(pair) for pair in zip(nearest, near)] + [max(near, default=0.0)]
            made.append(row)
            sets.append(own)
        return [(*row, near) for row, near in zip(made, nearest)]


# ---- the files -----------------------------------------------------------------------------------------------


def as_line(system, user, answer):
    messages = [{"role": "system", "content": system}] if system else []
    messages += [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}, ensure_ascii=False).encode() + b"\n"


def make_rows(maker, count):
    """[[line, truth]], in the order of the file"""
    slots = min(SLOT_ROWS, count // 10)
    rows, families, number_copies = [], 0, 0

    def add(line, kind, family, near=1.0, **more):
        truth = {"family": family, "kind": kind, "j3": round(near, 6), "answer_numbers_differ": False, **more}
        rows.append([line, truth])
        return truth

    while len(rows) < count - slots:
        document, user, answer = maker.base()
        system = maker.pick(SYSTEMS) if document.words > 40 and maker.random() < SYSTEM else None
        base = add(as_line(system, user, answer), "base", families, han=document.is_han)
        families += 1
        if len(rows) == count - slots:
            break
        if number_copies < NUMBER_COPIES * families and (new := maker.number_copy(user, answer, document)):
            copy = add(as_line(system, *new[:2]), "answer-number", families, new[2], han=document.is_han)
            copy.update(answer_numbers_differ=True, twin=base)
            base["twin"] = copy
            families += 1
            number_copies += 1
        elif maker.random() < COPIES:
            kind, new_user, new_answer, near, differ = maker.copy(user, answer, document)
            copy = add(as_line(system, new_user, new_answer), kind, base["family"], near, han=document.is_han)
            copy["answer_numbers_differ"] = differ
    for user, answer, near in maker.letters(slots):
        add(as_line(None, user, answer), "slot", families, near, han=False)
        families += 1
    maker.shuffle(rows)
    return rows


def write_rows(rows, path, truth_path):
    """Writes both files; returns bytes and sha256 of the first."""
    digest, size = hashlib.sha256(), 0
    for line, (_, truth) in enumerate(rows, 1):
        truth["line"] = line
    with open(path, "wb") as out, open(truth_path, "w", encoding="utf-8") as truths:
        for line, truth in rows:
            out.write(line)
            digest.update(line)
            size += len(line)
            plain = {"line": truth["line"], **truth}
            if "twin" in truth:
                plain["twin"] = truth["twin"]["line"]
            truths.write(json.dumps(plain) + "\n")
    return size, digest.hexdigest()


def truth_path(path):
    return os.path.splitext(path)[0] + ".truth.jsonl"


# ---- --check -------------------------------------------------------------------------------------------------


def joined(sets, least):
    """All pairs of sets with a Jaccard of at least `least`: (Jaccard, place, place). Exact: two such sets have one of
    their rarest members in common (prefix filter)."""
    counts = Counter(member for members in sets for member in members)
    index = defaultdict(list)
    for place, members in enumerate(sets):
        rarest = sorted(members, key=lambda m: (counts[m], m))[: len(members) - math.ceil(least * len(members)) + 1]
        others = set()
        for member in rarest:
            if counts[member] > 1:
                others.update(index[member])
                index[member].append(place)
        for other in others:
            near = jaccard(members, sets[other])
            if near >= least:
                yield near, other, place


def check(path):
    """Reads the files back and prints what is wrong; returns how many things are."""
    with open(truth_path(path), encoding="utf-8") as file:
        truths = [json.loads(line) for line in file]
    sets, answers, members = [], [], {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            user, answer = [m["content"] for m in json.loads(line)["messages"] if m["role"] != "system"]
            answers.append(answer)
            sets.append({members.setdefault(s, len(members)) for s in shingles(user, answer)})
    faults, families = [], defaultdict(list)
    for place, truth in enumerate(truths):
        families[truth["family"]].append(place)
        if "twin" in truth and truth["kind"] == "base":
            families[f"twin {truth['family']}"] = [place, truth["twin"] - 1]
    for family, places in families.items():
        if len(places) == 2:
            a, b = sorted(places, key=lambda place: truths[place]["kind"] != "base")
            if abs(jaccard(sets[a], sets[b]) - truths[b]["j3"]) > 1e-6:
                faults.append(f"family {family}: j3 is {jaccard(sets[a], sets[b]):.4f}")
            if (numbers(answers[a]) != numbers(answers[b])) != truths[b]["answer_numbers_differ"]:
                faults.append(f"family {family}: answer_numbers_differ is wrong")
    bands = {"slot": Counter(), "other": Counter()}
    for near, a, b in joined(sets, JOIN):
        one, two = truths[a], truths[b]
        if one["family"] == two["family"] or one.get("twin") == two["line"]:
            continue
        sort = "slot" if one["kind"] == two["kind"] == "slot" else "other"
        bands[sort][int(near * 20) / 20] += 1
        if near >= (SLOT_LIMIT if sort == "slot" else FAR):
            faults.append(f"lines {one['line']} and {two['line']}: Jaccard {near:.3f}")
    for sort, found in bands.items():
        listed = ", ".join(f"{band:.2f}: {found[band]}" for band in sorted(found)) or "none"
        print(f"check: pairs of different families, {sort} rows, from Jaccard {JOIN}: {listed}", file=sys.stderr)
    for fault in faults[:20]:
        print(f"check: {fault}", file=sys.stderr)
    print(f"check: {len(faults)} faults", file=sys.stderr)
    return len(faults)


# ---- command line --------------------------------------------------------------------------------------------


def at_least(least):
    def parse(text):
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be {least} or more")
        return value

    return parse


def parse_args():
    parser = argparse.ArgumentParser(
        description="Write seeded chat JSONL with near-duplicates planted in it, and OUT.truth.jsonl beside it."
    )
    parser.add_argument("out", metavar="OUT.jsonl", help="file to write (replaced if it exists)")
    parser.add_argument("--data", default="../shared/data", help="folder with the shared data (default: %(default)s)")
    parser.add_argument("--rows", type=at_least(10), default=43_000, help="rows to write (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the random stream (default: %(default)s)")
    parser.add_argument("--check", action="store_true",
                        help="read the files back and join all rows exactly; exit code 1 if something is wrong")
    return parser.parse_args()


def main():
    args = parse_args()
    try:
        rows = make_rows(Maker(load_sources(args.data), args.seed), args.rows)
        size, digest = write_rows(rows, args.out, truth_path(args.out))
        kinds = Counter(truth["kind"] for _, truth in rows)
        print(f"rows {len(rows)} ({', '.join(f'{n} {kind}' for kind, n in kinds.most_common())})", file=sys.stderr)
        print(f"bytes {size} ({size / len(rows):.0f} a row)", file=sys.stderr)
        print(f"sha256 {digest}", file=sys.stderr)
        if args.check and check(args.out):
            sys.exit(1)
    except OSError as error:
        sys.exit(f"make_planted.py: {error}")


if __name__ == "__main__":
    main()
