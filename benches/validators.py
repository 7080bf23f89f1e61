#!/usr/bin/env python3
"""Give conformance lines to gristmill and to the checkers people use today, and print one Markdown table.

    python3 benches/validators.py --cases ../shared/providers/cases --gristmill target/release/gristmill \\
        --venv together=VENV1 --venv together=VENV2 --venv mistral-common=VENV3 --venv parallelogram=VENV4 \\
        --venv cleanllm=VENV5 --venv convmerge=VENV6

The cases are JSON Lines files called TARGET.jsonl with the keys `id`, `verdict` (accept, warn or reject) and `raw`
(the line; it may hold line breaks). Cases with a `config` depend on a trainer's settings and are left out; of the
rest the accepted ones should pass, the rejected ones should not, and the table counts where a checker differs.

A case stands in a file of its own between five good lines and five more. These are one accepted line of the target
with ten different numbers put into its texts, so that none repeats another. Of the accepted lines which the checker
takes in this way, the one nearest to the case in its top-level keys is used: a target may know several shapes. For a
peer a case is refused if the file is, whether by exit code, by a reported error or because the checker breaks off;
warnings refuse nothing. For gristmill it is refused if a deny finding stands on one of the case's own lines.

Each checker is one function below, with its call. A peer runs in the Python of the virtual environment that `--venv`
names (else in this one); with two environments, say of two versions, it has two rows. Standard library only.
"""
import argparse
import contextlib
import fnmatch
import importlib.metadata
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable

AROUND = 5  # good lines before a case, and as many after it
SHAPE_KEYS = {
    "chosen", "completion", "completions", "contents", "conversations", "input", "interactions", "messages",
    "non_preferred_output", "preferred_output", "prompt", "rejected", "response", "text",
}
TEXT_KEYS = {"chosen", "completion", "content", "prompt", "rejected", "response", "text", "value"}
COOKBOOK_KEYS = {"role", "content", "name", "function_call", "weight"}
COOKBOOK_ROLES = {"system", "user", "assistant", "function"}


class Unusable(Exception):
    """The checker cannot judge: it is missing, or does not know the target."""


@dataclass
class File:
    path: str
    target: str
    first: int  # physical lines of the case itself, counted from 1
    last: int


# ---- the checkers: does it refuse this file? -----------------------------------------------------------------


def gristmill(file, program):
    """gristmill validate FILE --target TARGET --output-format json"""
    done = run(program, "validate", file.path, "--target", file.target, "--output-format", "json")
    if done.returncode not in (0, 1):
        raise Unusable(done.stderr.strip().partition("\n")[0])
    return any(
        finding["level"] == "deny"
        and finding["target"] in (None, file.target)
        and finding["line"] is not None
        and file.first <= finding["line"] <= file.last
        for finding in json.loads(done.stdout)["findings"]
    )


def cookbook(file, program, keys=frozenset(), roles=frozenset()):
    """What OpenAI's notebook on preparing chat data checks, written anew; its lists of keys and roles"""
    keys, roles = COOKBOOK_KEYS | keys, COOKBOOK_ROLES | roles
    return any(cookbook_faults(row, keys, roles) for row in rows(file))


def cookbook_tools(file, program):
    """The same with the keys and roles of tool calls, which users add to the notebook's lists"""
    return cookbook(file, program, {"tool_calls", "tool_call_id"}, {"tool", "developer"})


def together(file, program):
    """together.lib.utils.files.check_file(FILE)"""
    from together.lib.utils.files import check_file

    return not check_file(file.path)["is_check_passed"]


def mistral_common(file, program):
    """The v3 request validator of mistral-common in fine-tuning mode, given the messages and tools of each line"""
    from mistral_common.protocol.instruct import messages, request, tool_calls, validator

    kinds = {
        "system": messages.SystemMessage, "user": messages.UserMessage, "tool": messages.ToolMessage,
        "assistant": messages.FinetuningAssistantMessage,
    }
    check = validator.MistralRequestValidatorV3(validator.ValidationMode.finetuning).validate_request
    for row in rows(file):
        turns = [kinds[message["role"]].model_validate(message) for message in row["messages"]]
        tools = [tool_calls.Tool.model_validate(tool) for tool in row.get("tools") or []]
        check(request.ChatCompletionRequest(messages=turns, tools=tools or None))
    return False


def parallelogram(file, program):
    """parallelogram check FILE --format openai-chat: 1 stands for warnings, 2 for errors"""
    done = run(program, "check", file.path, "--format", "openai-chat")
    return done.returncode > 1 or "Traceback" in done.stderr


def cleanllm(file, program):
    """cleanllm preflight FILE --framework trl: the command that reads `messages` and asks for no `id`"""
    return run(program, "preflight", file.path, "--framework", "trl").returncode != 0


def cleanllm_python(file, program):
    """cleanllm.validate_conversation_extended(messages): in the library only; knows tool calls"""
    from cleanllm import validate_conversation_extended

    return any(validate_conversation_extended(row["messages"]) for row in rows(file))


def convmerge(file, program):
    """convmerge validate --input FILE"""
    return run(program, "validate", "--input", file.path).returncode != 0


def cookbook_faults(row, keys, roles):
    messages = row.get("messages") if isinstance(row, dict) else None
    if not messages:
        return True
    for message in messages:
        content = message.get("content")
        if not {"role", "content"} <= message.keys() <= keys or message["role"] not in roles:
            return True
        if not isinstance(content, str) or not (content or message.get("function_call")):
            return True
    return all(message["role"] != "assistant" for message in messages)


def rows(file):
    with open(file.path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run(*argv):
    try:
        return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise Unusable(str(error)) from error


@dataclass(frozen=True)
class Checker:
    label: str
    refuses: Callable
    targets: str  # pattern of the targets it can judge
    package: str = ""  # what has to be installed
    program: str = ""  # its command in the virtual environment


CHECKERS = {
    "gristmill": Checker("gristmill validate", gristmill, "*"),
    "cookbook": Checker("OpenAI cookbook's checks", cookbook, "openai-chat"),
    "cookbook-tools": Checker("OpenAI cookbook's checks, tool keys added", cookbook_tools, "openai-chat"),
    "together": Checker("Together client, check_file", together, "together-*", "together"),
    "mistral-common": Checker("mistral-common, request validation", mistral_common, "mistral-chat", "mistral-common"),
    "parallelogram": Checker("parallelogram check", parallelogram, "openai-chat", "parallelogram", "parallelogram"),
    "cleanllm": Checker("cleanllm preflight, trl", cleanllm, "openai-chat", "cleanllm", "cleanllm"),
    "cleanllm-python": Checker("cleanllm, conversation checks", cleanllm_python, "openai-chat", "cleanllm"),
    "convmerge": Checker("convmerge validate", convmerge, "openai-chat", "convmerge", "convmerge"),
}
PACKAGES = sorted({checker.package for checker in CHECKERS.values()} - {""})


# ---- running a checker where it is installed -----------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A checker in one Python"""
    name: str
    python: str
    program: str

    def ask(self, files):
        """(version, [refused]) from this script, started as a judge in that Python"""
        job = {"name": self.name, "program": self.program, "files": [asdict(file) for file in files]}
        argv = [self.python, __file__, "--judge"]
        try:
            done = subprocess.run(argv, input=json.dumps(job), stdout=subprocess.PIPE, text=True)
        except OSError as error:
            raise Unusable(str(error)) from error
        if done.returncode != 0:
            raise Unusable(f"the Python {self.python} ended with exit code {done.returncode}")
        answer = json.loads(done.stdout)
        if answer["unusable"]:
            raise Unusable(answer["unusable"])
        return answer["version"], answer["refused"]


def judge():
    job = json.load(sys.stdin)
    checker, answer = CHECKERS[job["name"]], {"unusable": "", "version": "", "refused": []}
    try:
        answer["version"] = installed_version(checker, job["program"])
        answer["refused"] = [verdict(checker, File(**file), job["program"]) for file in job["files"]]
    except (Unusable, ImportError) as error:
        answer["unusable"] = str(error)
    json.dump(answer, sys.stdout)


def installed_version(checker, program):
    if checker.refuses is gristmill and not program:
        raise Unusable("no --gristmill given")
    if checker.refuses is gristmill:
        return run(program, "--version").stdout.split()[-1]
    try:
        return importlib.metadata.version(checker.package) if checker.package else ""
    except importlib.metadata.PackageNotFoundError as error:
        raise Unusable(f"{checker.package} is not installed in {sys.prefix}") from error


def verdict(checker, file, program):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return checker.refuses(file, program)
        except (Unusable, ImportError):
            raise
        except Exception:  # a checker that breaks off has not taken the file
            return True


# ---- cases and the files they stand in -----------------------------------------------------------------------


def load(path):
    with open(path, encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    return [case for case in cases if "config" not in case]


def parsed(raw):
    try:
        row = json.loads(raw)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def unlikeness(raw, other):
    """How much two lines differ in the keys that make a shape, then in the kinds of their values"""
    ours, theirs = (
        {(key, type(value)) for key, value in parsed(line).items() if key in SHAPE_KEYS} for line in (raw, other)
    )
    return len({key for key, _ in ours} ^ {key for key, _ in theirs}), len(ours ^ theirs)


def numbered(value, number, is_text=False):
    """The value with a number behind the first word of every text"""
    if isinstance(value, dict):
        return {key: numbered(item, number, key in TEXT_KEYS) for key, item in value.items()}
    if isinstance(value, list):
        return [numbered(item, number) for item in value]
    if isinstance(value, str) and is_text:
        return re.sub(r"\w+", lambda word: f"{word[0]} {number}", value, count=1)
    return value


def good_lines(raw):
    return [json.dumps(numbered(parsed(raw), number), ensure_ascii=False) for number in range(1, 2 * AROUND + 1)]


def write(path, target, before, raw, after=()):
    text = "".join(f"{line}\n" for line in (*before, raw, *after))
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return File(str(path), target, len(before) + 1, len(before) + 1 + raw.count("\n"))


def measure(place, target, cases, folder):
    """(version, ids of the refused cases) of one checker on one target"""
    accepted = [case["raw"] for case in cases if case["verdict"] == "accept" and parsed(case["raw"])]
    trials = [write(folder / f"good-{number}.jsonl", target, (), "\n".join(good_lines(raw)))
              for number, raw in enumerate(accepted)]
    version, refused = place.ask(trials)
    taken = [raw for raw, bad in zip(accepted, refused) if not bad]
    if not taken:
        raise Unusable("it refuses the good lines alone")
    files = []
    for number, case in enumerate(cases):
        lines = good_lines(min(taken, key=lambda raw: unlikeness(case["raw"], raw)))
        path = folder / f"case-{number}.jsonl"
        files.append(write(path, target, lines[:AROUND], case["raw"], lines[AROUND:]))
    _, refused = place.ask(files)
    return version, {case["id"] for case, bad in zip(cases, refused) if bad}


# ---- the table -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    label: str
    target: str
    lost: list  # ids of good lines refused
    good: int
    missed: list  # ids of bad lines let through
    bad: int


def score(label, target, cases, refused):
    good = [case["id"] for case in cases if case["verdict"] == "accept"]
    bad = [case["id"] for case in cases if case["verdict"] == "reject"]
    lost, missed = [name for name in good if name in refused], [name for name in bad if name not in refused]
    return Result(label, target, lost, len(good), missed, len(bad))


def print_table(results):
    print("| checker | target | good lines refused | bad lines let through |\n| --- | --- | ---: | ---: |")
    for r in results:
        print(f"| {r.label} | {r.target} | {len(r.lost)} of {r.good} | {len(r.missed)} of {r.bad} |")
    print()


def print_ids(results):
    for r in results:
        lost, missed = ", ".join(r.lost) or "none", ", ".join(r.missed) or "none"
        print(f"- {r.label}, {r.target}: refused {lost}; let through {missed}")


def print_skipped(skipped):
    for (label, reason), targets in skipped.items():
        print(f"- Skipped: {label} ({', '.join(targets)}): {reason}")


def places(args):
    """Every checker in every Python it is to run in"""
    for name, checker in CHECKERS.items():
        if args.only and name not in args.only:
            continue
        for python in args.venv.get(checker.package, [sys.executable]):
            command = os.path.join(os.path.dirname(python), checker.program)
            yield Place(name, python, args.gristmill if name == "gristmill" else command)


def compare(args, folder):
    targets = {path.stem: load(path) for path in sorted(args.cases.glob("*.jsonl"))}
    results, skipped = [], {}
    for place in places(args):
        checker = CHECKERS[place.name]
        for target in fnmatch.filter(targets, checker.targets):
            print(f"{place.name}: {target}", file=sys.stderr)
            try:
                version, refused = measure(place, target, targets[target], folder)
                label = f"{checker.label} {version}".strip()
                results.append(score(label, target, targets[target], refused))
            except Unusable as error:
                skipped.setdefault((checker.label, str(error)), []).append(target)
    print_table(results)
    if args.ids:
        print_ids(results)
    print_skipped(skipped)


def environment(text):
    name, _, folder = text.partition("=")
    if name not in PACKAGES:
        raise argparse.ArgumentTypeError(f"expected NAME=DIR with one of the names {', '.join(PACKAGES)}")
    python = os.path.abspath(os.path.join(folder, "bin", "python3"))
    if not os.path.exists(python):
        raise argparse.ArgumentTypeError(f"no virtual environment at {folder}")
    return name, python


def executable(name):
    found = shutil.which(name)
    if not found:
        raise argparse.ArgumentTypeError(f"no program at {name}")
    return os.path.abspath(found)


def parse_args():
    parser = argparse.ArgumentParser(
        description="Judge conformance lines with gristmill and its peers and print a Markdown table "
                    "(progress goes to stderr)."
    )
    parser.add_argument("--cases", type=Path, default=Path("../shared/providers/cases"), metavar="DIR",
                        help="folder of TARGET.jsonl files (default: %(default)s)")
    parser.add_argument("--gristmill", type=executable, metavar="PROGRAM",
                        help="the binary to judge with; without it gristmill is skipped")
    parser.add_argument("--venv", type=environment, action="append", default=[], metavar="NAME=DIR",
                        help="virtual environment of a peer: " + ", ".join(PACKAGES) + " (may be repeated)")
    parser.add_argument("--only", action="append", choices=CHECKERS, metavar="CHECKER",
                        help="one checker only: " + ", ".join(CHECKERS) + " (may be repeated)")
    parser.add_argument("--ids", action="store_true", help="name the cases judged wrongly below the table")
    args = parser.parse_args()
    if not any(args.cases.glob("*.jsonl")):
        parser.error(f"no TARGET.jsonl in {args.cases}")
    venvs, args.venv = args.venv, {}
    for name, python in venvs:
        args.venv.setdefault(name, []).append(python)
    return args


def main():
    if sys.argv[1:] == ["--judge"]:
        return judge()
    args = parse_args()
    with tempfile.TemporaryDirectory(prefix="gristmill-cases-") as folder:
        return compare(args, Path(folder).resolve())


if __name__ == "__main__":
    sys.exit(main())
