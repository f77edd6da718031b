"""The handle of a graph: it sends what the methods of a client send, with its assistant."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Union
from uuid import UUID

import pytest
from scripted_server import ScriptedServer, json_answer

from langgraph_sync import LangGraphClient, RunFailedError, get_client
from langgraph_sync.graph import Graph
