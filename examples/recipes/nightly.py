"""A nightly job for cron. Whatever stops it, started again it resumes the run of that night, or prints its report."""

from __future__ import annotations

import os
import sys
import uuid
from datetime import date
from pathlib import Path

from langgraph_sync import TRANSIENT_ERRORS, get_client, tokens

night = os.environ.get("NIGHT") or date.today().isoformat()  # noqa: DTZ011 - the night of this machine
thread_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"report of {night}"))
journal = Path(os.environ.get("REPORTS", "."), f"report-{night}.jsonl")
question = {"messages": [{"role": "human", "content": f"Write the report of {night}."}]}

with get_client() as client:
    parts = client.runs.stream(
        thread_id, "agent", input=question, stream_mode="messages-tuple", journal=journal, if_not_exists="create"
    )
    try:
        print("".join(tokens(parts, delta=True)))
    except TRANSIENT_ERRORS as problem:
        sys.exit(f"start it again later: {problem}")
