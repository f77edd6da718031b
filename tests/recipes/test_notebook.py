"""The cells of the notebook, in a real kernel."""

from __future__ import annotations

import nbclient
import nbformat
from conftest import RECIPES


def test_notebook(server_url: str) -> None:
    """It shows the text."""
    assert server_url
    _, *cells = (RECIPES / "notebook.py").read_text(encoding="utf-8").split("# %%\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])

    nbclient.NotebookClient(notebook, timeout=60).execute()

    assert "beginend" == "".join(output.text for output in notebook.cells[-1].outputs)
