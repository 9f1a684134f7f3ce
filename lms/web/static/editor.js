// Shows a piece as it is typed, and finds sections. Without this file "Save and preview" does it.

const form = document.querySelector("form[data-editor]");
const preview = document.querySelector("[data-preview]");
let timer = 0;
let flying = null;
let changed = false;

async function show() {
  flying?.abort();
  flying = new AbortController();
  try {
    const response = await fetch(form.dataset.editor, {
      method: "POST",
      redirect: "manual",
      headers: { Accept: "application/json" },
      body: new FormData(form),
      signal: flying.signal,
    });
    if (!response.ok) return;
    const { shown } = await response.json();
    const open = [...preview.querySelectorAll("details")].map((each) => each.open);
    const parsed = new DOMParser().parseFromString(shown, "text/html");
    preview.replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
    [...preview.querySelectorAll("details")].forEach((each, at) => { each.open = open[at] ?? each.open; });
  } catch (error) {
    if (error.name !== "AbortError") console.warn(error);
  }
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-section-filter]")) return;
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(show, 500);
});
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

const filter = document.querySelector("[data-section-filter]");
if (filter) {
  filter.closest("label").hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.trim().toLowerCase();
    for (const each of document.querySelectorAll(".section-options [data-section]")) {
      each.hidden = !each.dataset.section.includes(words);
    }
  });
  filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
