"""A batch with a progress line: each line of a file is a question; prints a line of JSON for each answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from langgraph_sync import get_client

questions = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
inputs = ({"messages": [{"role": "human", "content": question}]} for question in questions)
failed = 0

with get_client() as client:
    for done, result in enumerate(client.runs.map("agent", inputs, workers=16, ordered=False), start=1):
        failed += result.error is not None
        text = None if result.error else result.output["messages"][-1]["content"]
        print(json.dumps({"row": result.index, "answer": text, "error": result.error and str(result.error)}))
        print(f"\r{done} of {len(questions)}, {failed} failed", end="", file=sys.stderr, flush=True)
print(file=sys.stderr)
sys.exit(failed > 0)
