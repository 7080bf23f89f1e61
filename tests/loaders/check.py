#!/usr/bin/env python3
"""Ask the real loaders of a target whether they take a folder that gristmill wrote.

    python3 tests/loaders/check.py TARGET FOLDER [TARGET FOLDER]...

Prints one line a folder: `ok TARGET FOLDER: LOADERS` or `refused TARGET FOLDER: LOADER: why`, and one line for
each package that is not here. Exit code 0 when all are taken, 1 when one is refused, 77 when no loader could be
asked. Only the code that reads data runs: what trainers import beside it (torch, transformers, mlx) is replaced by
empty modules, and the tokenizer is one that works on characters. Which loaders, and what they check:
docs/loaders.md.
"""
import ast
import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import logging
import os
import sys
import tempfile
import types
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path

CACHE = tempfile.TemporaryDirectory(prefix="loaders-")
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=CACHE.name)


class Exit(IntEnum):
    TAKEN = 0
    REFUSED = 1
    USAGE = 2
    NOT_ASKED = 77


class Refused(Exception):
    pass


class Missing(Exception):
    pass


def need(holds, why):
    if not holds:
        raise Refused(why)


# ---- folders -------------------------------------------------------------------------------------------------


class Folder:
    def __init__(self, path, target):
        self.path, self.target = Path(path), target
        self.manifest = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def files(self):
        """Split, path and rows of each data file that has rows."""
        listed = [entry for entry in self.manifest["files"] if entry.get("split") and entry["rows"]]
        return [(entry["split"], self.path / entry["name"], entry["rows"]) for entry in listed]

    def rows(self):
        """Every row with the place where it stands."""
        for _, path, _ in self.files:
            for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
                if line:
                    yield f"{path.name}:{number}", json.loads(line)

    @cached_property
    def tables(self):
        """Split by split as Hugging Face datasets loads the folder."""
        return datasets().load_dataset(str(self.path), cache_dir=fresh())

    @property
    def settings(self):
        """What the trainer has to be told, by name."""
        return dict(setting.split(": ") for setting in self.manifest.get("settings", []))


def fresh():
    """A cache that knows nothing: offline, folders of one name would be taken for one another."""
    return tempfile.mkdtemp(dir=CACHE.name)


def each_row(folder, check, rows=None):
    for place, row in rows or folder.rows():
        try:
            check(row)
        except Exception as error:
            raise Refused(f"{place}: {words(error)}") from error


def words(error):
    try:
        text = " ".join(str(error).split())
    except Exception:  # some of their errors cannot be printed
        text = ""
    name = "" if isinstance(error, Refused) else f"{type(error).__name__}: "
    return name + text[:300]


# ---- packages ------------------------------------------------------------------------------------------------


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        raise Missing(f"{package} is not installed") from None


class Stub(types.ModuleType):
    """A module in which every name is an empty class."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = type(name, (), {})
        return self.__dict__[name]


def stub(name, **members):
    module = Stub(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__dict__.update(members)
    parent, _, own = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], own, module)
    sys.modules[name] = module


def bare(name):
    """A package whose modules can be imported and whose own `__init__` does not run; gives its folder."""
    parent, _, own = name.rpartition(".")
    if parent:
        folder = Path(sys.modules[parent].__path__[0]) / own
    else:
        folder = Path(importlib.util.find_spec(name).origin).parent
    module = types.ModuleType(name)
    module.__path__ = [str(folder)]
    sys.modules[name] = module
    return folder


def method(path, of, name, **scope):
    """One method of a class whose module cannot be imported, as a function in another scope."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owner = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == of)
    own = next(node for node in owner.body if isinstance(node, ast.FunctionDef) and node.name == name)
    own.decorator_list, own.returns = [], None
    for argument in own.args.args:
        argument.annotation = None
    exec(compile(ast.Module([own], []), str(path), "exec"), scope)
    return scope[name]


@cache
def datasets():
    version("datasets")
    package = importlib.import_module("datasets")
    package.disable_progress_bars()
    stub("transformers")
    return package


TEMPLATE = """{% if tools %}{{ tools | tojson }}{% endif -%}
{% for message in messages %}<|{{ message.role }}|>
{%- if message.content is string %}{{ message.content }}{% elif message.content %}
{%- for part in message.content %}{{ part.text or part.type }}{% endfor %}{% endif -%}
{% for call in message.tool_calls or [] %}{{ call.function.name }}({{ call.function.arguments | tojson }}){% endfor -%}
\x03{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"""


LONGEST = 10**6


class Encoding(dict):
    def tokens(self):
        return [chr(token) for token in self["input_ids"]]


class Tokenizer:
    """A token a character; turns end with a character of their own."""

    eos_token, eos_token_id, bos_token_id, pad_token_id = "\x03", 3, None, 0
    name_or_path, chat_template, is_fast = "characters", TEMPLATE, True

    def encode(self, text, **_):
        return [ord(character) for character in text]

    def decode(self, tokens, **_):
        return "".join(map(chr, tokens))

    def __call__(self, text, **_):
        offsets = [(place, place + 1) for place in range(len(text))]
        return Encoding(input_ids=self.encode(text), offset_mapping=offsets)

    def apply_chat_template(self, messages, tokenize=True, return_dict=False, **options):
        known = {name: options.get(name) for name in ("tools", "add_generation_prompt")}
        text = environment().from_string(TEMPLATE).render(messages=messages, **known)
        if not tokenize:
            return text
        return self(text) if return_dict else self.encode(text)


@cache
def environment():
    version("jinja2")
    return importlib.import_module("jinja2").Environment()


# ---- loaders -------------------------------------------------------------------------------------------------


def ask_datasets(folder):
    """`load_dataset(folder)` finds exactly the splits and rows that the manifest names."""
    named = {}
    for split, _, rows in folder.files:
        named[split] = named.get(split, 0) + rows
    try:
        found = {name: table.num_rows for name, table in folder.tables.items()}
    except Exception as error:
        raise Refused(words(error.__cause__ or error)) from error
    need(found == named, f"found {found}, the manifest names {named}")


def ask_mistral(folder):
    """The request objects of mistral-common and its validators for fine-tuning."""
    messages, request, validator, versions = (
        importlib.import_module(f"mistral_common.{name}")
        for name in (
            "protocol.instruct.messages",
            "protocol.instruct.request",
            "protocol.instruct.validator",
            "tokens.tokenizers.base",
        )
    )
    kinds = {
        "system": messages.SystemMessage,
        "user": messages.UserMessage,
        "assistant": messages.FinetuningAssistantMessage,
        "tool": messages.ToolMessage,
    }
    mode = validator.ValidationMode.finetuning
    judge = validator.get_validator(versions.TokenizerVersion.v3, mode)

    def check(row):
        turns = [kinds[turn["role"]].model_validate(turn) for turn in row["messages"]]
        judge.validate_request(request.ChatCompletionRequest(messages=turns, tools=row.get("tools"), model="any"))

    each_row(folder, check)


def ask_together(folder):
    """The file check that the client runs before it uploads."""
    files = importlib.import_module("together.lib.utils.files")
    for _, path, _ in folder.files:
        with contextlib.redirect_stderr(io.StringIO()):
            report = files.check_file(path)
        need(report["is_check_passed"], f"{path.name}: {report['message']}")


def ask_genai(folder):
    """Every part of a row as a type of google-genai, unknown members refused."""
    from google.genai import types as genai
    from pydantic.alias_generators import to_camel
    import pydantic

    class Completion(pydantic.BaseModel, extra="forbid"):
        score: float
        completion: genai.Content

    # Members go by either of their names, as everywhere in these types.
    class Row(pydantic.BaseModel, extra="forbid", alias_generator=to_camel, populate_by_name=True):
        contents: list[genai.Content]
        system_instruction: genai.Content | None = None
        tools: list[genai.Tool] | None = None
        tool_config: genai.ToolConfig | None = None
        safety_settings: list[genai.SafetySetting] | None = None
        generation_config: genai.GenerationConfig | None = None
        labels: dict[str, str] | None = None
        completions: list[Completion] | None = None

    def check(row):
        own = Row.model_validate(row)
        need(("completions" in row) == (folder.target == "gemini-preference"), "another method's row")
        if own.completions:
            need(sorted(each.score for each in own.completions) == [0, 1], "the scores are not 1 and 0")

    each_row(folder, check)


def ask_trl(folder):
    """`_prepare_dataset` of SFTTrainer or DPOTrainer on the loaded table; no row is dropped or teaches nothing."""
    kind = "DPO" if folder.target == "trl-preference" else "SFT"
    table_type, root, data_utils = trl()
    quiet = types.SimpleNamespace(warning=lambda *_: None, warning_once=lambda *_: None, info=lambda *_: None)
    scope = {**vars(data_utils), **vars(datasets()), "json": json, "logger": quiet}
    scope["global_then_local_main_first"] = contextlib.nullcontext
    prepare = method(root / "trainer" / f"{kind.lower()}_trainer.py", f"{kind}Trainer", "_prepare_dataset", **scope)
    tokenizer = Tokenizer()
    options = types.SimpleNamespace(
        dataset_num_proc=None,
        dataset_text_field="text",
        assistant_only_loss=False,
        max_length=LONGEST,
        truncation_mode="keep_start",
        shuffle_dataset=False,
        packing=False,
        seed=0,
    )
    for split, table in folder.tables.items():
        if "images" in table.column_names:  # prepared by the collator, row by row
            rows = ((f"{split}:{number}", row) for number, row in enumerate(table, 1))
            each_row(folder, lambda row: with_images(row, data_utils), rows)
            continue
        is_pair = "prompt" in table.column_names
        trainer = types.SimpleNamespace(_tokenizer=tokenizer, chat_template=None, completion_only_loss=is_pair)
        arguments = (False, None) if kind == "SFT" else ()
        prepared = prepare(trainer, table, tokenizer, options, *arguments, split)
        dropped = len(table) - len(prepared)
        need(dropped == 0, f"{dropped} of {len(table)} rows of {split} are dropped")
        masks = prepared["completion_mask"] if "completion_mask" in prepared.column_names else []
        need(all(any(mask) for mask in masks), f"a row of {split} teaches nothing")


def with_images(row, data_utils):
    messages = row["messages"] if row.get("messages") else row["prompt"] + row["completion"]
    messages = [{name: value for name, value in message.items() if value is not None} for message in messages]
    data_utils.prepare_multimodal_messages(messages, images=row["images"] or [])


@cache
def trl():
    table_type = datasets().Dataset
    root = bare("trl")
    return table_type, root, importlib.import_module("trl.data_utils")


def ask_axolotl(folder):
    """The `chat_template` strategy on the loaded table, told what the manifest's settings say."""
    module = axolotl()
    tokenizer = Tokenizer()
    prompter = module.ChatTemplatePrompter(tokenizer, TEMPLATE, max_length=LONGEST, **folder.settings)
    options = {"roles_to_train": ["assistant"], "train_on_eos": "turn"}
    strategy = module.ChatTemplateStrategy(prompter, tokenizer, False, LONGEST, **options)

    def check(row):
        labels = strategy.tokenize_prompt(row)["labels"]
        need(any(label != -100 for label in labels), "the row teaches nothing")

    for split, table in folder.tables.items():
        each_row(folder, check, ((f"{split}:{number}", row) for number, row in enumerate(table, 1)))


@cache
def axolotl():
    datasets()
    for name in ("axolotl", "axolotl.prompt_strategies", "axolotl.utils", "axolotl.utils.schemas"):
        bare(name)
    stub("axolotl.utils.logging", get_logger=logging.getLogger)
    for name in ("axolotl.utils.chat_templates", "axolotl.utils.schemas.datasets"):
        stub(name)

    class Strategy:
        def __init__(self, prompter, tokenizer, train_on_inputs=False, sequence_len=2048):
            self.prompter, self.tokenizer, self.train_on_inputs = prompter, tokenizer, train_on_inputs
            self.sequence_len = self.max_length = sequence_len

    stub("axolotl.prompt_tokenizers", PromptTokenizingStrategy=Strategy, IGNORE_INDEX=-100)
    stub("axolotl.prompters", IGNORE_TOKEN_ID=-100)
    logging.getLogger("axolotl.prompt_strategies.chat_template").disabled = True
    return importlib.import_module("axolotl.prompt_strategies.chat_template")


def ask_llamafactory(folder):
    """dataset_info.json through its parser; every row through its converter and formatters; none may be dropped."""
    parser, converter, formatter = llamafactory()
    named = json.loads((folder.path / "dataset_info.json").read_text(encoding="utf-8"))
    files = {path.name for _, path, _ in folder.files}
    need({entry["file_name"] for entry in named.values()} == files, "it does not name exactly the files")
    calls = formatter.FunctionFormatter(slots=["{{content}}"], tool_format="default")
    tools = formatter.ToolFormatter(tool_format="default")
    options = types.SimpleNamespace(media_dir=".")

    def check(row, convert):
        own = convert(row)
        need(len(own["_prompt"]) % 2 == 1 and len(own["_response"]) == 1, "the row is dropped")
        turns = own["_prompt"] + own["_response"]
        for turn in turns:
            if turn["role"] == "function":
                calls.apply(content=turn["content"])
        if own["_tools"]:
            tools.apply(content=own["_tools"])
        places = sum(turn["content"].count("<image>") for turn in turns)
        need(places == len(own["_images"] or []), "images and their places differ in number")

    for name in named:
        attributes = parser.get_dataset_list([name], str(folder.path))[0]
        convert = converter.get_dataset_converter(attributes.formatting, attributes, options)
        file = str(folder.path / attributes.dataset_name)
        table = datasets().load_dataset("json", data_files=file, split="train", cache_dir=fresh())
        rows = ((f"{name}:{number}", row) for number, row in enumerate(table, 1))
        each_row(folder, lambda row, convert=convert: check(row, convert), rows)


@cache
def llamafactory():
    datasets()
    for name in ("llamafactory", "llamafactory.data"):
        bare(name)
    stub("llamafactory.extras")
    quiet = lambda *_: None  # that images are not here, that a row is dropped: what becomes of it is looked at
    logger = types.SimpleNamespace(warning_rank0=quiet, warning_rank0_once=quiet, info_rank0=quiet)
    stub("llamafactory.extras.logging", get_logger=lambda _: logger)
    stub("llamafactory.extras.constants", DATA_CONFIG="dataset_info.json")
    stub("llamafactory.extras.misc", use_modelscope=lambda: False, use_openmind=lambda: False)
    return [importlib.import_module(f"llamafactory.data.{name}") for name in ("parser", "converter", "formatter")]


def ask_mlx(folder):
    """`load_local_dataset` on the folder; every row becomes tokens, with the prompt masked too where it may be."""
    module = mlx()
    counts = {"train": 0, "valid": 0, "test": 0}
    for _, path, rows in folder.files:
        counts[path.stem] += rows
    for masks in (False, True):
        is_text = any("text" in row for _, row in folder.rows())
        if masks and is_text:
            continue
        config = types.SimpleNamespace(mask_prompt=masks)
        loaded = module.load_local_dataset(folder.path, Tokenizer(), config)
        need([len(split) for split in loaded] == list(counts.values()), "rows are missing")
        for split in filter(len, loaded):
            for number in range(len(split)):
                tokens, start = split.process(split[number])
                need(start < len(tokens), f"row {number + 1} teaches nothing with mask_prompt {masks}")


@cache
def mlx():
    stub("transformers")
    for name in ("mlx_lm", "mlx_lm.tuner"):
        bare(name)
    stub("mlx_lm.cli_ui")
    return importlib.import_module("mlx_lm.tuner.datasets")


def ask_cookbook(folder):
    """What the checks in the OpenAI cookbook look for, and the reference says of tools, by our own hand."""
    known = {"role", "content", "name", "tool_calls", "tool_call_id", "function_call", "weight", "refusal"}
    known |= {"reasoning_content"} if folder.target == "fireworks-chat" else set()

    def turns(messages, needs_answer):
        open_calls = set()
        for turn in messages:
            need(set(turn) <= known, f"members {sorted(set(turn) - known)}")
            need(turn["role"] in ("system", "developer", "user", "assistant", "tool", "function"), turn["role"])
            calls = turn.get("tool_calls", [])
            says = any(turn.get(name) for name in ("content", "refusal", "tool_calls", "function_call"))
            need(says or (turn["role"] != "assistant" and turn.get("content") == ""), "an empty message")
            if turn["role"] == "tool":
                need(turn["tool_call_id"] in open_calls, "a result without its call")
                open_calls.remove(turn["tool_call_id"])
            else:
                need(not open_calls, "a call without its result")
            for call in calls:
                need(call["type"] == "function" and isinstance(call["function"]["name"], str), "a broken call")
                need(isinstance(json.loads(call["function"]["arguments"]), dict), "arguments are no object")
                open_calls.add(call["id"])
        need(not needs_answer or any(turn["role"] == "assistant" for turn in messages), "no answer")

    def check(row):
        if "input" in row:
            turns(row["input"]["messages"], False)
            for answer in ("preferred_output", "non_preferred_output"):
                need([turn["role"] for turn in row[answer]] == ["assistant"], f"{answer} is not one answer")
                turns(row[answer], True)
        elif "prompt" in row:
            need(set(row) == {"prompt", "completion"}, "no pair")
            need(all(isinstance(said, str) for said in row.values()), "no pair of texts")
        else:
            turns(row["messages"], not folder.target.endswith("-rft"))

    each_row(folder, check)


# Package, its check, and the targets that have it; nothing where all have.
OPENAI = ("openai-", "azure-openai-", "fireworks-dpo", "fireworks-chat")
LOADERS = [
    ("datasets", ask_datasets, ("",)),
    ("mistral-common", ask_mistral, ("mistral-chat",)),
    ("together", ask_together, ("together-",)),
    ("google-genai", ask_genai, ("gemini-",)),
    ("trl", ask_trl, ("trl-",)),
    ("axolotl", ask_axolotl, ("axolotl-",)),
    ("llamafactory", ask_llamafactory, ("llamafactory-",)),
    ("mlx-lm", ask_mlx, ("mlx-",)),
    (None, ask_cookbook, OPENAI),
]


def ask(target, folder, missing):
    """The loaders that took the folder; raises what one of them refused."""
    took = []
    for package, check, targets in LOADERS:
        if not target.startswith(targets):
            continue
        try:
            name = f"{package} {version(package)}" if package else "cookbook"
            check(folder)
        except Missing as error:
            missing.add(str(error))
            continue
        except Exception as error:
            raise Refused(f"{name}: {words(error)}") from error
        took.append(name)
    return took


def main(arguments):
    if not arguments or len(arguments) % 2:
        print(__doc__, file=sys.stderr)
        return Exit.USAGE
    asked, refused, missing = 0, 0, set()
    for target, path in zip(arguments[::2], arguments[1::2]):
        try:
            took = ask(target, Folder(path, target), missing)
        except Refused as error:
            refused += 1
            print(f"refused {target} {path}: {error}", flush=True)
            continue
        if took:
            asked += 1
            print(f"ok {target} {path}: {', '.join(took)}", flush=True)
        else:
            print(f"skipped {target} {path}: nobody to ask")
    for why in sorted(missing):
        print(f"skipped: {why}")
    return Exit.REFUSED if refused else Exit.TAKEN if asked else Exit.NOT_ASKED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
