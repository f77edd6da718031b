"""How to stream events."""

from langgraph_sync import get_client

client = get_client()
thread = client.threads.create()
input = {"messages": [{"role": "human", "content": "What's the weather in SF?"}]}

for chunk in client.runs.stream(thread_id=thread["thread_id"], assistant_id="agent", input=input, stream_mode="events"):
    print(f"Receiving new event of type: {chunk.event}...")
    print(chunk.data)
