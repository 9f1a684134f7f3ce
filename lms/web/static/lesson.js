// Says that this page is being read. The server alone decides what counts.

const SIGNS = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"];
const SAVED = "what you already did is saved.";

const all = (selector) => document.querySelectorAll(selector);
const [page] = all("[data-beat-url]");
const [notice] = all("[data-time-notice]");
let activity = 0;
let lastSign = 0;
let gone = false;
let turn = 0;

function say(why, words) {
  if (!notice) return;
  notice.dataset.why = why;
  const text = notice.querySelector("[data-say]");
  if (text.textContent !== words) text.textContent = words;
  notice.querySelector("[data-continue]").hidden = why !== "elsewhere";
}

function take(answer) {
  const { token, counted_seconds: seconds, why, say: words } = answer;
  if (token) {
    page.dataset.beatToken = token;
    for (const input of all("input[name=page_token]")) input.value = token;
  }
  if (seconds != null) for (const place of all("[data-counted]")) place.textContent = Math.floor(seconds / 60);
  say(why ?? "", words ?? "");
  if (why === "locked") location.reload();
}

async function send(kind) {
  const mine = ++turn;
  const signs = activity;
  activity = 0;
  try {
    const response = await fetch(page.dataset.beatUrl, {
      method: "POST",
      keepalive: kind === "leave",
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": all("meta[name=csrf-token]")[0]?.content ?? "",
      },
      body: JSON.stringify({ token: page.dataset.beatToken, activity: signs, kind }),
    });
    if (mine !== turn) return;
    if (response.headers.get("content-type")?.includes("json")) take(await response.json());
    else if (response.type === "opaqueredirect" || response.status === 401) {
      say("signed-out", `You are signed out; ${SAVED} Sign in to go on.`);
    } else throw new Error();
  } catch {
    activity += signs;
    if (mine === turn) say("offline", `No connection; ${SAVED}`);
  }
}

function leave() {
  if (!gone) send("leave");
  gone = true;
}

function come() {
  if (gone) send("return");
  gone = false;
}

if (page) {
  for (const input of all("input[name=scripted]")) input.value = "1";
  for (const type of SIGNS) {
    addEventListener(type, ({ isTrusted, timeStamp }) => {
      if (!isTrusted || timeStamp - lastSign < 1000) return;
      lastSign = timeStamp;
      activity += 1;
    }, { capture: true, passive: true });
  }
  setInterval(() => {
    gone = document.hidden;
    if (!gone) send("beat");
  }, (page.dataset.beatSeconds || 15) * 1000);
  addEventListener("visibilitychange", () => (document.hidden ? leave() : come()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && come());
  addEventListener("online", () => send("beat"));
  // A form carries the token itself: its answer closes the page, not a leave.
  addEventListener("submit", () => { gone = true; });
  document.addEventListener("answersaved", ({ detail }) => { turn += 1; take(detail); });
  notice?.querySelector("[data-continue]").addEventListener("click", () => send("here"));
}
