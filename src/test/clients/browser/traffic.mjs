// Requests of three teams: streams with cache hits, errors of the upstream, and a budget that is spent.

const { GATEWAY, KEYS } = process.env;
export const [SEARCH_KEY, SUPPORT_KEY, BATCH_KEY] = KEYS.split(",");

export function send(key, user, directives, more = {}) {
  return fetch(`${GATEWAY}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "content-type": "application/json", "x-simulate": directives, ...more.headers },
    body: JSON.stringify({
      model: more.model ?? "claude-sonnet-5-5", max_tokens: 500, stream: more.stream ?? false,
      metadata: { user_id: user }, messages: [{ role: "user", content: "Hello" }], ...more.body,
    }),
  }).then((response) => response.text());
}

const LONG = [{ type: "text", text: "A weir holds the river back. ".repeat(900), cache_control: { type: "ephemeral" } }];

// Traffic of three teams, until it is told to stop; it counts what it has sent.
export function traffic() {
  let isOn = true;
  let sent = 0;
  const loop = async (pause, one) => {
    for (let number = 0; isOn; number++) {
      await one(number).catch(() => {});
      sent++;
      await new Promise((done) => { setTimeout(done, pause); });
    }
  };
  const loops = [
    ...[0, 1, 2].map((caller) => loop(150, (number) =>
      send(SEARCH_KEY, `reader-${caller}`, "tokens=60;event-delay=15ms", { stream: true, body: { system: LONG } }))),
    loop(200, (number) => send(SUPPORT_KEY, "agent", ["tokens=20", "status=500", "status=529;times=1;key=k" + number, "status=400"][number % 4],
      { model: number % 4 === 0 ? "claude-next-7" : "claude-haiku-5-5" })),
    loop(300, () => send(BATCH_KEY, "job", "tokens=300")),
  ];
  return { stop: async () => { isOn = false; await Promise.all(loops); return sent; } };
}
