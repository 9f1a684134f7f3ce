// The policy searched in place, by the rules of lms/domain/policy_search.py: words stand together
// and begin where a word begins; a label finds its sections; only the policy's own words count.
// Without this file the search is a page of its own.

const PLAIN = { "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
  "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " " };
const fold = (text) =>
  text.toLowerCase().replace(/[“”„«»‘’‚‐‑‒–—−\u00a0]/g, (mark) => PLAIN[mark]);
const query = (text) => fold(text.normalize("NFC").trim().replace(/\s+/g, " ")).replace(/^['" ]+|['" ]+$/g, "");
const isWord = (character) => /[\p{L}\p{N}]/u.test(character);
const SHORTEST = 2;

function* places(words, text) {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    if (at === 0 || !(isWord(text[at - 1]) && isWord(words[0]))) yield at;
  }
}

const names = (node) => (node.dataset.cited ?? "").toLowerCase().split(" ").filter(Boolean);

function label(text) {
  const bare = text.trim().replace(/^\((.*)\)$/, "$1").replace(/^(?:(?:sub)?sections?\b|§+)\s*/i, "");
  const dotted = bare.toUpperCase().replace(/\s*\(([A-Z])\)/g, ".$1").replace(/^([IVXLC]+)-(\d+)$/, "$1.$2");
  return [bare, dotted].map((each) => each.replace(/\s+/g, "").replace(/\.$/, "").toLowerCase());
}

const isBelow = (name, prefix) => {
  const next = name[prefix.length] ?? "";
  return name.startsWith(prefix) && (!isWord(next) || (/\d$/.test(prefix) && /\p{L}/u.test(next)));
};

function byLabel(nodes, text) {
  const wanted = label(text).filter(Boolean);
  const cited = nodes.filter((node) => names(node).length);
  const exact = cited.filter((node) => names(node).some((name) => wanted.includes(name)));
  if (exact.length) return exact;
  return cited.filter((node) => wanted.some((prefix) =>
    node.dataset.clause.toLowerCase().split(" ").includes(prefix)
    || names(node).some((name) => isBelow(name, prefix))));
}

function* texts(node) {
  const walker = document.createTreeWalker(node.querySelector("[data-words]"), NodeFilter.SHOW_TEXT,
    (text) => text.parentElement.closest("sup") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  while (walker.nextNode()) yield walker.currentNode;
}

function search(form, root) {
  const input = form.querySelector("input[type=search]");
  const count = form.querySelector("[data-search-count]");
  const nodes = [...root.querySelectorAll("[data-clause]")];
  const words = new Map(nodes.map((node) => [node, fold([...texts(node)].map((text) => text.data).join(""))]));

  const show = () => {
    const wanted = query(input.value);
    const on = wanted.length >= SHORTEST;
    const labeled = on ? byLabel(nodes, input.value) : [];
    const found = labeled.length ? labeled
      : nodes.filter((node) => !on || !places(wanted, words.get(node)).next().done);
    for (const node of nodes) node.hidden = !found.includes(node);
    for (const group of root.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-clause]:not([hidden])");
    }
    root.toggleAttribute("data-searching", on);
    const shown = found.length === 1 ? "1 section has these words" : `${found.length} sections have these words`;
    count.textContent = on ? shown : "";
    mark(on && !labeled.length ? found : [], wanted);
  };
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  addEventListener("hashchange", () => {
    const target = document.querySelector(":target");
    if (!target?.closest("[data-clause][hidden]")) return;
    input.value = "";
    show();
    target.scrollIntoView();
  });
  if (input.value) show();
}

// Marks what was found across the elements it may be cut by.
function mark(nodes, wanted) {
  if (!globalThis.CSS?.highlights) return;
  const ranges = [];
  for (const node of nodes) {
    const parts = [...texts(node)];
    const whole = fold(parts.map((part) => part.data).join(""));
    const at = (offset, end) => {
      let rest = offset;
      for (const part of parts) {
        if (rest < part.length || (end && rest === part.length)) return [part, rest];
        rest -= part.length;
      }
      return [parts.at(-1), parts.at(-1).length];
    };
    for (const start of places(wanted, whole)) {
      const range = new Range();
      range.setStart(...at(start, false));
      range.setEnd(...at(start + wanted.length, true));
      ranges.push(range);
    }
  }
  CSS.highlights.set("search", new Highlight(...ranges));
}

const start = (root) => {
  for (const reader of root.querySelectorAll("[data-reader]:not([data-partial])")) {
    for (const form of reader.querySelectorAll("[data-search]")) search(form, reader);
  }
};
document.addEventListener("readeropened", (event) => start(event.detail));
start(document.querySelector("main"));
