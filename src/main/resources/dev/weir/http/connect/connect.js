// The connect page: puts this host's address into the examples, copies them, and tries the caller's key.
"use strict";

const VERSION = "2023-06-01";

const byId = (id) => document.getElementById(id);

function showBase() {
  for (const place of document.querySelectorAll(".base-url")) {
    place.textContent = location.origin;
  }
}

// Where the page is not served by TLS or from this machine, browsers have no clipboard: the text is selected instead.
async function copy(button) {
  const source = byId(button.dataset.copies);
  const label = button.firstChild;
  try {
    await navigator.clipboard.writeText(source.textContent);
    label.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    label.textContent = document.execCommand("copy") ? "Copied" : "Selected";
  }
  setTimeout(() => { label.textContent = "Copy"; }, 1500);
}

function say(text, isBad) {
  byId("state").textContent = text;
  byId("state").classList.toggle("bad", isBad);
}

// Sends a request with the key, to this origin alone; throws an Error that says what to do.
async function ask(path, key, body) {
  const headers = { "x-api-key": key, "anthropic-version": VERSION };
  if (body) {
    headers["content-type"] = "application/json";
  }
  const response = await fetch(path, {
    method: body ? "POST" : "GET", headers, body, mode: "same-origin", credentials: "omit", cache: "no-store",
    redirect: "error", referrerPolicy: "no-referrer",
  });
  const id = response.headers.get("x-weir-request-id");
  const found = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(`${response.status}: ${found.error?.message ?? "no readable response"} (request ${id})`);
  }
  return { found, id };
}

function cell(row, content, className) {
  const made = row.insertCell();
  made.className = className ?? "";
  made.append(content);
}

function bar(limit) {
  const share = (amount) => `${limit.max > 0 ? Math.min(100, 100 * amount / limit.max) : 100}%`;
  const made = document.createElement("div");
  made.className = limit.remaining > 0 ? "bar" : "bar full";
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", `${limit.used} of ${limit.max} used`);
  for (const part of ["used", "held"]) {
    const piece = document.createElement("span");
    piece.className = part;
    piece.style.width = share(limit[part]);
    made.append(piece);
  }
  return made;
}

function amount(value, unit) {
  return unit === "usd"
    ? `$${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 })}`
    : value.toLocaleString("en");
}

function reset(time) {
  if (!time) {
    return "–";
  }
  const seconds = Math.max(0, Math.round((Date.parse(time) - Date.now()) / 1000));
  const [unit, size] = seconds < 120 ? ["s", 1] : seconds < 7200 ? ["min", 60] : seconds < 172800 ? ["h", 3600] : ["d", 86400];
  return `in ${Math.round(seconds / size)} ${unit}`;
}

function showLimits(status) {
  const user = status.user ? `, ${status.user}` : "";
  byId("whose").textContent = `Team ${status.team}, plan ${status.plan}${user}. `
    + (status.refused_by ? `${status.refused_by} rejects the next request.` : "The next request has room.")
    + (status.mode === "shadow" ? " Limits are only counted (shadow mode)." : "");
  const rows = byId("rows");
  rows.replaceChildren();
  for (const limit of status.limits) {
    const row = rows.insertRow();
    cell(row, limit.name);
    cell(row, bar(limit));
    for (const part of ["used", "held", "remaining", "max"]) {
      cell(row, amount(limit[part], limit.unit), "number");
    }
    cell(row, reset(limit.resets_at));
  }
  if (status.limits.length === 0) {
    cell(rows.insertRow(), "You have no limits.");
    rows.rows[0].cells[0].colSpan = 7;
  }
  byId("limits").hidden = false;
}

async function countTokens(key) {
  const models = await ask("/v1/models?limit=1000", key);
  const model = models.found.data?.[0]?.id;
  if (!model) {
    throw new Error("Your plan allows none of the models that the upstream lists.");
  }
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] });
  const { found, id } = await ask("/v1/messages/count_tokens", key, body);
  byId("counted").textContent = `${model} counts ${found.input_tokens} tokens in a short message: key, plan and `
    + `upstream work (request ${id}).`;
}

async function tryKey() {
  const key = byId("key").value.trim();
  if (!key) {
    say("Put your key in first.", true);
    byId("key").focus();
    return;
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    say("A key has visible ASCII characters only, and no space.", true);
    return;
  }
  byId("limits").hidden = true;
  byId("count").hidden = true;
  byId("result").className = "asked";
  byId("result").tabIndex = 0;
  byId("show").disabled = true;
  say("Asking …", false);
  const user = byId("user").value.trim();
  const steps = [
    ask(`/weir/limits${user ? `?user_id=${encodeURIComponent(user)}` : ""}`, key).then(({ found }) => showLimits(found)),
    countTokens(key),
  ];
  const ended = await Promise.allSettled(steps);
  const failed = ended.filter((step) => step.status === "rejected");
  // Below the limits, so it waits for them and does not move
  byId("count").hidden = ended[1].status === "rejected";
  const reasons = new Set(failed.map((step) => step.reason instanceof TypeError
    ? "This gateway cannot be reached." : step.reason.message));
  say(failed.length === 0 ? "The key works." : [...reasons].join(" "), failed.length > 0);
  byId("show").disabled = false;
}

showBase();
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", () => copy(button));
}
byId("show").addEventListener("click", tryKey);
for (const field of ["key", "user"]) {
  byId(field).addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      tryKey();
    }
  });
}
