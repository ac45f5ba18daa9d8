// Uses the Messages API with the unchanged TypeScript SDK. Usage: client.mjs cases|cuts|rejections|quotas
import { readFileSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";

const env = process.env;
const MODEL = "claude-sonnet-4-6";
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
const PDF = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");
const HELLO = { model: MODEL, max_tokens: 64, messages: [{ role: "user", content: "Hello, Grüße, \u{1f30a}" }] };
const WEATHER = {
  name: "weather",
  description: "Tells the weather.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** A client that does not retry. */
function newClient(options = {}) {
  return new Anthropic({ baseURL: env.CLIENT_BASE_URL, apiKey: env.CLIENT_KEY, maxRetries: 0, ...options });
}

const client = newClient();
const simulate = (script, options = {}) => ({ headers: { "x-simulate": script }, ...options });
const create = (params = {}, options = {}, by = client) => by.messages.create({ ...HELLO, ...params }, options);
const headersOf = (response) => Object.fromEntries(response.headers.entries());

/** All that an asynchronous sequence yields. */
async function all(sequence) {
  const items = [];
  for await (const item of sequence) items.push(item);
  return items;
}

/** All events of create({stream: true}). */
async function streamed(params, options) {
  return all(await create({ ...params, stream: true }, options));
}

/** The names of the helper's events and the message that it builds. */
async function helped(params = {}, options = {}) {
  const stream = client.messages.stream({ ...HELLO, ...params }, options);
  const texts = [];
  stream.on("text", (text) => texts.push(text));
  const events = (await all(stream)).map((event) => event.type);
  return { events, texts, message: await stream.finalMessage() };
}

/** What a user sees of an error. */
function failure({ constructor, status = null, type = null, message, requestID = null }) {
  return { class: constructor.name, status, type, message, request_id: requestID };
}

/** The error that a call ends with. */
async function caught(call) {
  try {
    return { class: null, result: await call() };
  } catch (error) {
    if (!(error instanceof Anthropic.APIError)) throw error;
    return failure(error);
  }
}

async function rawHeaders() {
  const { data, response, request_id } = await create().withResponse();
  return { headers: headersOf(response), request_id, _request_id: data._request_id, message: data };
}

async function rawStream() {
  const response = await create({ stream: true }).asResponse();
  return { headers: headersOf(response), body: await response.text() };
}

async function extras() {
  const body = { ...HELLO, context_management: { edits: [] }, metadata: { user_id: "u-4711" } };
  const options = {
    headers: { "anthropic-beta": "made-up-2026-01-01,other-2026-02-02", "x-team-header": "kept" },
    query: { beta: "true", odd: "a b&c/ü" },
  };
  const { data, response } = await client.messages.create(body, options).withResponse();
  return { headers: headersOf(response), message: data };
}

async function longTimeout() {
  const large = { max_tokens: 64000 };
  const without = await (async () => create(large))().then(() => null, (error) => error.message);
  return { without, with: await create(large, { timeout: 1_200_000 }) };
}

function media() {
  const content = [
    { type: "text", text: "What is this?" },
    { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
    { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: "a\r\nb" }, title: "T" },
  ];
  return create({ messages: [{ role: "user", content }] });
}

async function tools() {
  const question = [{ role: "user", content: 'Ask [[tool:weather {"city":"Köln"}]]' }];
  const wish = { tools: [WEATHER], messages: question };
  const asked = await create(wish);
  const result = [{ type: "tool_result", tool_use_id: asked.content.at(-1).id, content: "rain" }];
  const turns = [{ role: "assistant", content: asked.content }, { role: "user", content: result }];
  return {
    asked,
    with_result: await create({ tools: [WEATHER], messages: [...question, ...turns] }),
    streamed: await streamed(wish),
    forced: await helped({ tools: [WEATHER], tool_choice: { type: "tool", name: "weather" } }),
  };
}

async function thinking() {
  const wish = { max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 1024 } };
  return [await create(wish), await streamed(wish), await helped(wish)];
}

async function cache() {
  const text = env.CLIENT_RUN + " word".repeat(5000);
  const wish = { system: [{ type: "text", text, cache_control: { type: "ephemeral" } }] };
  return [(await create(wish)).usage, (await create(wish)).usage];
}

async function models() {
  const page = await client.models.list({ limit: 3 });
  const ids = (await all(client.models.list({ limit: 2 }))).map((model) => model.id);
  return { page: page.data, all: ids, one: await client.models.retrieve(ids[0]) };
}

async function* errors() {
  const retrying = newClient({ maxRetries: 1 });
  for (const [name, script] of JSON.parse(readFileSync(env.CLIENT_ERRORS))) {
    const result = await caught(() => create({}, simulate(script)));
    const second = await caught(() => create({}, simulate(`${script};times=1;key=${env.CLIENT_RUN}`), retrying));
    yield [name, { ...result, retried: second.class === null }];
  }
  for (const script of ["error-event=first", "error-event=later"]) {
    yield ["stream " + script, await caught(() => streamed({}, simulate(script)))];
    yield ["helper " + script, await caught(() => helped({}, simulate(script)))];
  }
  const stranger = newClient({ apiKey: env.CLIENT_BAD_KEY });
  const { class: kind, status, type } = await caught(() => create({}, {}, stranger));
  yield ["401", { class: kind, status, type }];
  const astray = newClient({ baseURL: "http://127.0.0.1:1" });
  yield ["no connection", await caught(() => create({}, {}, astray))];
  yield ["timeout", await caught(() => create({}, simulate("first-byte-delay=5s", { timeout: 300 })))];
  yield ["404 model", await caught(() => client.models.retrieve("claude-not-found"))];
}

async function* cases() {
  yield ["create", await create()];
  for (const stop of ["max_tokens", "stop_sequence", "refusal", "pause_turn"]) {
    yield ["stop " + stop, await create({}, simulate("stop=" + stop))];
  }
  yield ["create stream", await streamed()];
  yield ["stream helper", await helped()];
  yield ["odd chunks", await streamed({}, simulate("chunk=5;tokens=40"))];
  yield ["unknown events", await streamed({}, simulate("unknown-events"))];
  yield ["count tokens", await client.messages.countTokens({ model: MODEL, messages: HELLO.messages })];
  yield ["models", await models()];
  yield ["raw headers", await rawHeaders()];
  yield ["raw stream", await rawStream()];
  yield ["extras", await extras()];
  yield ["long timeout", await longTimeout()];
  yield ["images and documents", await media()];
  yield ["tools", await tools()];
  yield ["thinking", await thinking()];
  yield ["cache", await cache()];
  for await (const [name, result] of errors()) yield ["error " + name, result];
}

/** How a stream ends for every byte at which its one fixture is cut. */
async function* cuts() {
  const fixture = "text=Hi;no-pings";
  const whole = await create({ stream: true }, simulate(fixture)).asResponse();
  const length = (await whole.arrayBuffer()).byteLength;
  for (const read of [streamed, helped]) {
    const endings = {};
    const bad = {};
    for (let at = 0; at < length; at++) {
      const ending = await read({}, simulate(`${fixture};cut-at=${at}`)).then(
        () => "clean end",
        (error) => (error instanceof Anthropic.APIError ? "api error " : "other ") + error.constructor.name,
      );
      endings[ending] = (endings[ending] ?? 0) + 1;
      if (!ending.startsWith("api error")) (bad[ending] ??= []).push(at);
    }
    yield [read.name, { length, endings, bad }];
  }
}

/** How a client that is still sending sees an early error response. Weir closes the connection after each. */
async function* rejections() {
  const tries = [["401 at 5 MB", env.CLIENT_BAD_KEY, 5_000_000], ["413 at 34 MiB", env.CLIENT_KEY, 34 << 20]];
  for (const [name, apiKey, size] of tries) {
    const messages = [{ role: "user", content: "x".repeat(size) }];
    const classes = {};
    for (let call = 0; call < Number(env.CLIENT_CALLS); call++) {
      const one = newClient({ apiKey });
      const kind = (await caught(() => create({ messages }, {}, one))).class;
      classes[kind] = (classes[kind] ?? 0) + 1;
    }
    yield [name, classes];
  }
}

/** What a caller sees who may have come to a limit. */
async function limited(by, { case: name, user, stream }) {
  const body = { ...HELLO, stream, metadata: { user_id: user } };
  try {
    const { data, response } = await by.messages.create(body, { headers: { "x-case": name } }).withResponse();
    if (stream && (await all(data)).length === 0) throw new Error("an empty stream");
    return { class: null, headers: headersOf(response) };
  } catch (error) {
    if (!(error instanceof Anthropic.APIError)) throw error;
    return { ...failure(error), headers: headersOf(error) };
  }
}

/** One request for each row of a table, with the SDK's own retries or none. */
async function* quotas() {
  for (const row of JSON.parse(readFileSync(env.CLIENT_QUOTAS))) {
    const by = newClient({ apiKey: row.key, maxRetries: row.retries ? undefined : 0 });
    yield [row.case, await limited(by, row)];
  }
}

for await (const [name, result] of { cases, cuts, rejections, quotas }[process.argv[2]]()) {
  console.log(JSON.stringify({ case: name, result }));
}
