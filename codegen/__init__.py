"""Writes the generated modules of the package from openapi/langgraph.yaml: ``python -m codegen``, or ``--check``."""
