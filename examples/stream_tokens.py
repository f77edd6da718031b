"""How to stream the text that a chat model writes."""

from langgraph_sync import get_client, tokens

client = get_client()
thread = client.threads.create()
input = {"messages": [{"role": "human", "content": "What's the weather in SF?"}]}

for text in tokens(client.runs.stream(thread["thread_id"], "agent", input=input, stream_mode="events")):
    print(text)
