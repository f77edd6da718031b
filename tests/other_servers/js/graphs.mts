// The graphs of examples/server and tests/server that the stories use, for LangGraph.js: the same names, inputs and answers.

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  END,
  interrupt,
  type LangGraphRunnableConfig as Config,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

type Messages = typeof MessagesAnnotation.State;

/** Needs no key and no network: it writes fixed chunks. */
class ScriptedChatModel extends BaseChatModel {
  constructor(private readonly chunks: AIMessageChunk[]) {
    super({});
  }

  _llmType(): string {
    return "scripted";
  }

  async _generate(messages: BaseMessage[], options: any, runManager?: any): Promise<any> {
    const [first, ...rest] = this.chunks;
    const message = rest.reduce((whole, chunk) => whole.concat(chunk), first);
    return { generations: [{ message, text: String(message.content) }] };
  }

  async *_streamResponseChunks(messages: BaseMessage[], options: any, runManager?: any): AsyncGenerator<any> {
    for (const message of this.chunks) {
      const text = String(message.content);
      const chunk = new ChatGenerationChunk({ message, text });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

const say = (...texts: string[]) => texts.map((content) => new AIMessageChunk({ content }));
const words = (text: string) => say(...text.split(/(?= )/));
const answer = async (chunks: AIMessageChunk[], state: Messages, config: Config) => ({
  messages: [await new ScriptedChatModel(chunks).invoke(state.messages, config)],
});
const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// agent: the graph of the guide
const weather = tool(async ({ city }) => `It's sunny in ${city}.`, {
  name: "weather",
  description: "Return the weather in a city.",
  schema: z.object({ city: z.string() }),
});
const isTool = (state: Messages) => state.messages.at(-1)?.getType() === "tool";
const asks = (state: Messages) => {
  const id = `call-${state.messages.length}`; // ToolNode executes no call of an id that has been answered
  const call = { name: "weather", args: '{"city": "SF"}', id, index: 0, type: "tool_call_chunk" as const };
  return new AIMessageChunk({ content: "", tool_call_chunks: [call] });
};

export const agent = new StateGraph(MessagesAnnotation)
  .addNode("agent", (state: Messages, config: Config) =>
    answer(isTool(state) ? say(..."end") : [...say(..."begin"), asks(state)], state, config),
  )
  .addNode("tools", new ToolNode([weather]))
  .addEdge(START, "agent")
  .addConditionalEdges("agent", (state: Messages) =>
    (state.messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END,
  )
  .addEdge("tools", "agent")
  .compile();

// chat: tokens, and what the graph writes itself
export const chat = new StateGraph(MessagesAnnotation)
  .addNode("chat", async (state: Messages, config: Config) => {
    config.writer?.({ progress: "start" });
    const update = await answer(words("Hello from the model"), state, config);
    config.writer?.("a plain string");
    return update;
  })
  .addEdge(START, "chat")
  .compile();

// nested: a graph in a graph in a graph, each with a model and a writer
const level = (name: string) => (state: Messages, config: Config) => {
  config.writer?.({ level: name });
  return answer(words(`${name} speaks`), state, config);
};
const grandchild = new StateGraph(MessagesAnnotation)
  .addNode("grand_node", level("grand"))
  .addEdge(START, "grand_node")
  .compile();
const child = new StateGraph(MessagesAnnotation)
  .addNode("child_node", level("child"))
  .addNode("grandchild", grandchild)
  .addEdge(START, "child_node")
  .addEdge("child_node", "grandchild")
  .compile();
export const nested = new StateGraph(MessagesAnnotation)
  .addNode("parent_node", level("parent"))
  .addNode("child", child)
  .addEdge(START, "parent_node")
  .addEdge("parent_node", "child")
  .compile();

// questions to a human: one, and two at once
export const human = new StateGraph(MessagesAnnotation)
  .addNode("ask", async () => ({ messages: [new AIMessage(`you said ${interrupt({ question: "ok?" })}`)] }))
  .addEdge(START, "ask")
  .compile();

const Log = Annotation.Root({ log: Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }) });
const asker = (name: string) => async () => ({ log: [`${name}=${interrupt({ from: name })}`] });

export const multi_interrupt = new StateGraph(Log)
  .addNode("a", asker("a"))
  .addNode("b", asker("b"))
  .addNode("done", async () => ({ log: ["done"] }))
  .addEdge(START, "a")
  .addEdge(START, "b")
  .addEdge("a", "done")
  .addEdge("b", "done")
  .compile();

// bad fails; retried would succeed if the server tried it again
export const bad = new StateGraph(MessagesAnnotation)
  .addNode("boom", async (): Promise<Partial<Messages>> => {
    throw new RangeError("boom!");
  })
  .addEdge(START, "boom")
  .compile();

export const retried = new StateGraph(MessagesAnnotation)
  .addNode("retried", async (state: Messages, config: Config) => {
    const attempt = config.metadata?.run_attempt;
    config.writer?.({ attempt });
    if (attempt === 1) throw new Error("the first attempt fails");
    return { messages: [new AIMessage(`attempt ${attempt}`)] };
  })
  .addEdge(START, "retried")
  .compile();

// slow: `ticks` events, one every `delay` seconds; wide: events of a kilobyte, without pause
const Slow = Annotation.Root({ ticks: Annotation<number>, delay: Annotation<number>, out: Annotation<string> });
type Slow = typeof Slow.State;

export const slow = new StateGraph(Slow)
  .addNode("slow", async (state: Slow, config: Config) => {
    for (let tick = 0; tick < (state.ticks ?? 3); tick++) {
      config.writer?.({ tick });
      await pause(state.delay ?? 0.2);
    }
    return { out: "slept" };
  })
  .addEdge(START, "slow")
  .compile();

export const wide = new StateGraph(Slow)
  .addNode("wide", async (state: Slow, config: Config) => {
    for (let tick = 0; tick < (state.ticks ?? 20); tick++) config.writer?.({ tick, padding: "x".repeat(1000) });
    return { out: "wide" };
  })
  .addEdge(START, "wide")
  .compile();
