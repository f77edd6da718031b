"""The Flask recipe in a real browser: the words appear one by one, and leaving the page cancels the run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from langgraph_sync import RunCancelledError, get_client

RECIPES = Path(__file__).parent.parent.parent / "examples" / "recipes"
WORDS = ["One ", "word ", "after ", "the ", "other "]  # the graph writes one in half a second
HEARTBEAT = 5  # seconds between those of the server
LISTEN = """
window.seen = [];
document.body.textContent = "";
new EventSource("/answer/writer?question=One word after the other").onmessage = (event) => {
    window.seen.push([performance.now() / 1000, JSON.parse(event.data)]);
    document.body.textContent += JSON.parse(event.data);
};
"""


def browser() -> webdriver.Chrome:
    """A browser without a window."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=600,200"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def watch(url: str) -> None:
    """Watch the words come, leave the page, and wait for the end of the run."""
    with get_client() as client, browser() as page:
        page.get(url)
        page.execute_script(LISTEN)
        WebDriverWait(page, 60).until(lambda _: page.execute_script("return seen.length") >= 2)
        page.save_screenshot(os.environ.get("SCREENSHOT", str(Path(tempfile.gettempdir(), "words.png"))))
        print("in the middle, the page shows", repr(page.execute_script("return document.body.textContent")))
        WebDriverWait(page, 60).until(lambda _: page.execute_script("return seen.length") >= len(WORDS))
        seen = page.execute_script("return seen")
        gaps = [round(after - before, 2) for (before, _), (after, _) in zip(seen, seen[1:])]
        print("seconds between the words:", gaps)
        assert WORDS == [word for _, word in seen]
        assert min(gaps) > 0.2

        (thread,) = client.threads.search(limit=1, sort_by="created_at", sort_order="desc")
        (run,) = client.runs.list(thread["thread_id"])
        assert "running" == run["status"]
        page.get("about:blank")
        left_at = time.monotonic()
        try:
            client.runs.join(thread["thread_id"], run["run_id"], deadline=60)
        except RunCancelledError as problem:
            print(f"{time.monotonic() - left_at:.1f} s after the page was left: {problem}")
        assert time.monotonic() - left_at < 2 * HEARTBEAT + 2
        assert "interrupted" == client.runs.get(thread["thread_id"], run["run_id"])["status"]


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn_conf.py", "flask_view:app"]
        bind = ["--bind", f"fd://{listener.fileno()}"]
        with subprocess.Popen([*command, *bind], cwd=RECIPES, pass_fds=[listener.fileno()]) as process:
            try:
                watch(f"http://127.0.0.1:{listener.getsockname()[1]}/")
            finally:
                process.terminate()
