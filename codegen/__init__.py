"""Writes langgraph_sync/models.py from openapi/langgraph.yaml: ``python -m codegen``, or ``--check`` to compare."""
