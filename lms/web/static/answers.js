// Saves each answer as it is given. Without this file the form posts as any other.

const FAILED = "Not saved yet, will try again";

function fields(place, form) {
  const all = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  if (place === form) return new URLSearchParams(all);
  const mine = (name) => place.querySelector(`[name="${CSS.escape(name)}"]`);
  return new URLSearchParams(all.filter(([name]) => /^((csrf|page)_token|scripted)$/.test(name) || mine(name)));
}

function watch(place) {
  const form = place.closest("form");
  const status = place.querySelector("[data-save-status]") ?? form.querySelector("[data-save-status]");
  let dirty = false;
  let busy = false;
  let wait = 0;
  let timer = 0;
  let turn = 0;
  let flying = new AbortController();

  const say = (words, state) => {
    if (!status) return;
    status.dataset.state = state;
    if (status.textContent !== words) status.textContent = words;
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, seconds * 1000);
  };

  async function save(options) {
    clearTimeout(timer);
    if (busy || !dirty) return;
    dirty = false;
    busy = true;
    try {
      const response = await fetch(place.dataset.saveUrl, {
        method: "POST",
        redirect: "manual",
        headers: {
          Accept: "application/json",
          "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "",
        },
        body: fields(place, form),
        signal: flying.signal,
        ...options,
      });
      const json = response.headers.get("content-type")?.includes("json");
      const answer = json ? await response.json() : {};
      if (json) document.dispatchEvent(new CustomEvent("answersaved", { detail: answer }));
      if (response.ok) done(answer);
      else if (response.status >= 500 || response.status === 429) throw new Error(response.status);
      else say(answer.say || "Not saved: reload this page to see what is recorded", "failed");
    } catch (error) {
      if (error.name === "AbortError") return;
      dirty = true;
      wait = Math.min(wait * 2 || 2, 30);
      say(FAILED, "failed");
    } finally {
      busy = false;
      if (dirty) later(wait || 0.3);
    }
  }

  function done(answer) {
    wait = 0;
    const now = new Date().toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    say(`Saved ${answer.saved || now}`, "saved");
  }

  place.addEventListener("change", () => {
    dirty = true;
    turn += 1;
    if (form.elements.turn) form.elements.turn.value = turn;
    later(0.2);
  });
  // The form's own answer carries everything; what is still on its way has become old.
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
    flying.abort();
    flying = new AbortController();
  });
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save({ keepalive: true }));
}

for (const place of document.querySelectorAll("[data-save-url]")) watch(place);
