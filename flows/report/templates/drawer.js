// Opens the posts behind a figure. Texts reach the page as text nodes only, never as markup.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("evidence").textContent);
  const drawer = document.getElementById("drawer");
  const heading = document.getElementById("drawer-title");
  const body = drawer.querySelector(".drawer-body");
  const count = new Intl.NumberFormat("en");

  const make = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (className) node.className = className;
    return node;
  };

  // Offsets count characters as the record does, not UTF-16 units.
  const highlighted = (text, spans) => {
    const chars = Array.from(text);
    const node = make("p");
    node.dir = "auto";
    let done = 0;
    for (const [start, end, tag] of spans) {
      if (start < done) continue;
      node.append(chars.slice(done, start).join(""));
      const mark = make("mark", chars.slice(start, end).join(""));
      mark.title = tag;
      node.append(mark);
      done = end;
    }
    node.append(chars.slice(done).join(""));
    return node;
  };

  const post = (fields) => {
    const [key, text, more, title, source, url, when, mood, polarity, sure, spans] = fields;
    const node = make("article", null, "post " + (mood || "untagged"));
    if (title) node.append(make("h3", title));
    const words = highlighted(text, spans);
    if (more > 0) words.append(make("span", " … " + count.format(more) + " more characters", "soft"));
    const felt = mood ? mood + (mood === "undecided" ? "" : " " + polarity) + (sure ? ", confidence " + sure : "") : "no sentiment";
    const meta = make("p", [source, when || "time unknown", felt].join(" · "), "meta");
    if (url) {
      const link = make("a", "source");
      link.href = url;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      meta.append(" · ", link);
    }
    meta.append(" · ", make("code", key.slice(0, 8)));
    node.append(words, meta);
    return node;
  };

  const table = (columns, rows) => {
    const node = make("table");
    const head = node.createTHead().insertRow();
    for (const column of columns) head.append(make("th", column));
    const cells = node.createTBody();
    for (const row of rows) {
      const line = cells.insertRow();
      for (const value of row) line.append(make("td", value === null ? "–" : value));
    }
    const frame = make("div", null, "scroll");
    frame.append(node);
    return frame;
  };

  const query = (figure) => {
    const node = make("details");
    const listed = figure.listed ? "\n-- the rows listed: WHERE " + figure.listed : "";
    node.append(
      make("summary", "SQL of all its rows"),
      make("p", "Run it with opinionflow query; the figure is " + figure.measure + " over these rows.", "soft"),
      make("pre", data.queries[figure.sql] + listed),
    );
    return node;
  };

  const counted = (figure) => {
    const shown = (figure.posts || data.tables[figure.table][1]).length;
    const what = figure.posts ? "post" : "row";
    const all = count.format(figure.total) + " " + what + (figure.total === 1 ? "" : "s");
    if (shown === figure.total) return all;
    return (figure.posts ? "The newest " : "The first ") + count.format(shown) + " of " + all + "; the SQL gives them all";
  };

  const open = (id) => {
    const figure = data.figures[id];
    if (!figure) return false;
    heading.textContent = figure.label;
    body.replaceChildren(
      make("p", figure.value, "drawer-value"),
      make("p", figure.how, "soft"),
      query(figure),
      make("p", counted(figure), "drawer-count"),
    );
    if (figure.posts) body.append(...figure.posts.map((n) => post(data.posts[n])));
    else body.append(table(...data.tables[figure.table]));
    if (!drawer.open) drawer.showModal();
    body.scrollTop = 0;
    body.focus();
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.fig, a.mark");
    if (link && open(link.getAttribute("href").slice(1))) event.preventDefault();
    if (event.target === drawer) drawer.close();
  });
  document.getElementById("drawer-close").addEventListener("click", () => drawer.close());

  // One tab stop a chart; the arrow keys walk from mark to mark.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const mark = event.target.closest && event.target.closest("a.mark");
    if (!step || !mark) return;
    const marks = Array.from(mark.closest("svg").querySelectorAll("a.mark"));
    const next = marks[marks.indexOf(mark) + step];
    if (!next) return;
    event.preventDefault();
    mark.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });

  if (location.hash) open(location.hash.slice(1));
})();
