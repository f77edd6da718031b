"""The scripts that complete words: in the shells that are there, and as tables."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from langgraph_sync.cli import main
from langgraph_sync.cli.parsers import COMMANDS

FILE = "rows.jsonl"
# What is typed after the name of the program, and what completes its last word.
CASES = [
    (("",), {*COMMANDS}),
    (("re",), {"reject", "replay"}),
    (("--v",), {"--version"}),
    (("run", "--ur"), {"--url"}),
    (("run", "agent", "{}", "--on"), {"--on-exit"}),
    (("run", "agent", "--on-exit", ""), {"cancel", "leave"}),
    (("wait", "t", "r", "-o", ""), {"values", "none"}),
    (("cancel", "t", "r", "--wa"), {"--wait"}),
    (("help", "ex"), {"exit-status"}),
    (("help", "run", "--u"), set[str]()),  # of the command alone
    (("completion", ""), {"bash", "zsh", "fish"}),
    (("map", "agent", "row"), {FILE}),
    (("replay", "--output", "text", "row"), {FILE}),
    (("types", "--output", "row"), {FILE}),
]
BASH = """\
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _langgraph_sync
[[ ${#COMPREPLY[@]} -eq 0 && $(complete -p langgraph-sync) == *"-o default"* ]] && compgen -f -- "${!#}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """\
compdef() { [[ $1 == _langgraph_sync && $2 == langgraph-sync ]] || print wrong }
compadd() { print -rl -- "${(@M)found:#$PREFIX*}" }
_files() { print -rl -- $PREFIX*(N) }
source "$1"; shift
words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _langgraph_sync
"""
FISH = """\
source $argv[1]
complete -C (string join ' ' -- $argv[2..])
"""
SHELLS = {
    "bash": ["bash", "-c", BASH, "-"],
    "zsh": ["zsh", "-fc", ZSH, "-"],
    "fish": ["fish", "--no-config", "-c", FISH],
}


def in_shell(shell: str, script: Path, words: tuple[str, ...]) -> set[str]:
    """Let the shell complete the last word."""
    command = [*SHELLS[shell], str(script), "langgraph-sync", *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=script.parent)
    assert "" == ended.stderr
    return {line.partition("\t")[0] for line in ended.stdout.splitlines() if line}


def in_table(shell: str, script: Path, words: tuple[str, ...]) -> set[str]:
    """Complete the last word by what the script lists."""
    found = (in_lines if shell == "fish" else in_cases)(script.read_text(encoding="utf-8"), words)
    return {FILE} if found is None else {each for each in found if each.startswith(words[-1])}


def in_cases(script: str, words: tuple[str, ...]) -> Any:
    """The words of the first case that matches, or None for files."""
    typed = f"{len(words)}:{words[0]}:{('', *words)[-2]}:{words[-1]}"
    cases = re.findall(r"^ +(\S+)\) found=\((.*)\) ;;$", script, re.MULTILINE)
    return next((found.split() for case, found in cases if fnmatchcase(typed, case)), None)


def in_lines(script: str, words: tuple[str, ...]) -> Any:
    """The words of the lines whose condition holds, or None for files."""
    lines = [shlex.split(line) for line in script.splitlines() if line.startswith("complete ")]
    command, before, word = ("", *words[:-1])[1:2] or [""], ("", *words)[-2], words[-1]
    options = [dict(options_in(line)) for line in lines if f'__langgraph_sync_in "{command[0]}"' == line[4]]
    names = {f"--{each['-l']}": each for each in options if "-l" in each}
    names.update({f"-{each['-s']}": each for each in options if "-s" in each})
    if before in names and {"-r", "-x"} & {*names[before]}:
        return names[before]["-a"].split() if "-x" in names[before] else None
    if word.startswith("-"):
        return [*names]
    found = [each["-a"] for each in options if "-f" in each]
    return " ".join(found).split() if found else None


def options_in(line: list[str]) -> Iterator[tuple[str, str]]:
    """The options of a line of fish, with their values."""
    for option, value in zip(line, [*line[1:], ""]):
        if option in ("-n", "-s", "-l", "-a", "-d", "-f", "-r", "-x"):
            yield option, value


@pytest.mark.parametrize("shell", SHELLS)
def test_completion(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It completes commands, their options, the values of these, and else files: by its table, and in the shell."""
    assert 0 == main(["completion", shell])
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / FILE).touch()
    ways: list[Callable[[str, Path, tuple[str, ...]], set[str]]] = [in_table, *[in_shell] * (which(shell) is not None)]

    wrong = {(way.__name__, words): way(shell, script, words) - {script.name} for way in ways for words, _ in CASES}

    assert {(way.__name__, words): expected for way in ways for words, expected in CASES} == wrong
