// The policy searched in place. Without this file the search is a page of its own.

const QUOTES = { "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-" };
const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’“”–—]/g, (mark) => QUOTES[mark])
    .replace(/\s+/g, " ").trim().toLowerCase();

function search(form, root) {
  const input = form.querySelector("input[type=search]");
  const count = form.querySelector("[data-search-count]");
  const clauses = [...root.querySelectorAll("[data-clause]")].map((node) => [node, fold(node.textContent)]);
  let query = fold(input.value);

  const show = () => {
    query = fold(input.value);
    const found = clauses.filter(([node, text]) => {
      node.hidden = query.length > 1 && !text.includes(query);
      return !node.hidden;
    });
    for (const group of root.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-clause]:not([hidden])");
    }
    const words = found.length === 1 ? "1 section has these words" : `${found.length} sections have these words`;
    if (count) count.textContent = query.length > 1 ? words : "";
    mark(query.length > 1 ? found.map(([node]) => node) : [], input.value.trim().toLowerCase());
  };
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  addEventListener("hashchange", () => {
    if (!document.querySelector(":target")?.hidden) return;
    input.value = "";
    show();
    document.querySelector(":target").scrollIntoView();
  });
  if (query) show();
}

function mark(nodes, words) {
  if (!globalThis.CSS?.highlights) return;
  const ranges = [];
  for (const node of nodes) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.data.toLowerCase();
      for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
        const range = new Range();
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + words.length);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("search", new Highlight(...ranges));
}

const start = (root) => {
  for (const form of root.querySelectorAll("[data-search]")) search(form, root);
};
document.addEventListener("readeropened", (event) => start(event.detail));
start(document.querySelector("main"));
