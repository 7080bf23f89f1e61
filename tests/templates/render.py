#!/usr/bin/env python3
"""Render conversations with a chat template, the way Hugging Face transformers does.

Usage:
    render.py TEMPLATE.jinja         [--bos TOKEN] [--eos TOKEN] < conversations.jsonl
    render.py tokenizer_config.json                              < conversations.jsonl

Each input line is an object with "name", "messages" and, optionally, "tools".
Each output line is {"name", "text"} or {"name", "error"}. If the template marks
what the assistant wrote with {% generation %}, "trained" lists those parts as
[start, end) pairs, counted in characters (Unicode code points) of "text".

Exit codes: 0 when every line was handled (a refused conversation is an "error"
line, not a failure), 2 for input that cannot be used, 77 when jinja2 is missing.
"""

import argparse
import datetime
import json
import sys

try:
    import jinja2
    import jinja2.ext
    import jinja2.nodes
    import jinja2.sandbox
except ImportError:
    print("render.py: the Python package jinja2 is not installed", file=sys.stderr)
    sys.exit(77)

# The clock stands still, so that output can be compared from one day to the next.
NOW = datetime.datetime(2024, 7, 26, 0, 0, 0)

TOKEN_KEYS = (
    "bos_token",
    "eos_token",
    "unk_token",
    "sep_token",
    "pad_token",
    "cls_token",
    "mask_token",
)


class Generation(jinja2.ext.Extension):
    """The block {% generation %} ... {% endgeneration %}.

    The body is rendered as usual. Where it begins is the length of everything that
    was put out before it, which is known because the template is run as a generator.
    (A block inside a macro or a {% set %} block is therefore placed wrongly; this is
    so in transformers too.)
    """

    tags = {"generation"}

    def __init__(self, environment):
        super().__init__(environment)
        self.seen = False
        self.pieces = []
        self.spans = []

    def parse(self, parser):
        self.seen = True
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_mark")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _mark(self, caller):
        text = caller()
        start = sum(len(piece) for piece in self.pieces)
        self.spans.append([start, start + len(text)])
        return text


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def strftime_now(pattern):
    return NOW.strftime(pattern)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    # jinja2 has a filter of this name, but it escapes characters for HTML.
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


class Template:
    def __init__(self, source):
        env = jinja2.sandbox.ImmutableSandboxedEnvironment(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[Generation, jinja2.ext.loopcontrols],
        )
        env.filters["tojson"] = tojson
        env.globals["raise_exception"] = raise_exception
        env.globals["strftime_now"] = strftime_now
        self.generation = env.extensions[Generation.identifier]
        self.template = env.from_string(source)

    def render(self, variables):
        """The text, and the trained spans (None if the template marks none)."""
        marks = self.generation
        marks.pieces, marks.spans = [], []
        for piece in self.template.generate(**variables):
            marks.pieces.append(piece)
        return "".join(marks.pieces), (marks.spans if marks.seen else None)


def token_text(value):
    """A special token is given as its text or as an object that holds the text."""
    return value.get("content") if isinstance(value, dict) else value


def load(path, bos, eos):
    """The templates by name, and the special tokens."""
    with open(path, encoding="utf-8", newline="") as file:
        source = file.read()
    tokens = {}
    if path.endswith(".json"):
        config = json.loads(source)
        for key in TOKEN_KEYS:
            text = token_text(config.get(key))
            if text is not None:
                tokens[key] = text
        extra = config.get("additional_special_tokens")
        if extra:
            tokens["additional_special_tokens"] = [token_text(item) for item in extra]
        found = config.get("chat_template")
        if isinstance(found, str):
            sources = {"default": found}
        elif isinstance(found, list):
            sources = {item["name"]: item["template"] for item in found}
        else:
            raise ValueError(f"{path} has no chat_template")
    else:
        sources = {"default": source}
    if bos is not None:
        tokens["bos_token"] = bos
    if eos is not None:
        tokens["eos_token"] = eos
    return {name: Template(text) for name, text in sources.items()}, tokens


def choose(templates, tools):
    # An empty list of tools still counts as a list of tools.
    if tools is not None and "tool_use" in templates:
        return templates["tool_use"]
    if "default" in templates:
        return templates["default"]
    raise ValueError("there is no template named default")


def render_row(templates, tokens, row):
    tools = row.get("tools")
    variables = {
        **tokens,
        "messages": row["messages"],
        "tools": tools,
        "documents": None,
        "add_generation_prompt": False,
    }
    try:
        text, spans = choose(templates, tools).render(variables)
    except Exception as error:  # whatever stops a template is a refusal of this row
        return {"name": row.get("name"), "error": str(error)}
    result = {"name": row.get("name"), "text": text}
    if spans is not None:
        result["trained"] = spans
    return result


def main():
    parser = argparse.ArgumentParser(description="Render conversations with a chat template.")
    parser.add_argument("template", help="a .jinja file or a tokenizer_config.json")
    parser.add_argument("--bos", help="text of bos_token (not defined unless given)")
    parser.add_argument("--eos", help="text of eos_token (not defined unless given)")
    args = parser.parse_args()
    try:
        templates, tokens = load(args.template, args.bos, args.eos)
    except (OSError, ValueError, KeyError, jinja2.exceptions.TemplateError) as error:
        print(f"render.py: {args.template}: {error}", file=sys.stderr)
        return 2
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            result = render_row(templates, tokens, row)
        except (ValueError, KeyError, AttributeError) as error:
            print(f"render.py: line {number}: {error!r}", file=sys.stderr)
            return 2
        print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
