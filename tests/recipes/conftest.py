"""What the tests of the recipes share: a real server, and the folder in which the recipes are."""

from __future__ import annotations

import sys
from pathlib import Path

from real_server import client, server_url

__all__ = ["client", "server_url"]  # fixtures
RECIPES = Path(__file__).parent.parent.parent / "examples" / "recipes"
sys.path.insert(0, str(RECIPES))
