"""Cells for Jupyter, whose own event loop is no obstacle: nothing here is async."""

# %%
from langgraph_sync import get_client, tokens

client = get_client()
question = {"messages": [{"role": "human", "content": "What's the weather in SF?"}]}

# %%
for piece in tokens(client.runs.stream(None, "agent", input=question, stream_mode="messages-tuple"), delta=True):
    print(piece, end="")
