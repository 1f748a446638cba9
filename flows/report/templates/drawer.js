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
  const highlighted = (text, spans, marks) => {
    const chars = Array.from(text);
    const node = make("p");
    node.dir = "auto";
    let done = 0;
    for (const [start, end, tag] of spans) {
      if (start < done || !marks.some((it) => data.tags[tag] === it || data.tags[tag].startsWith(it + ":"))) continue;
      node.append(chars.slice(done, start).join(""));
      const mark = make("mark", chars.slice(start, end).join(""));
      mark.title = data.tags[tag];
      node.append(mark);
      done = end;
    }
    node.append(chars.slice(done).join(""));
    return node;
  };

  const post = (fields, marks) => {
    const [key, text, more, title, source, url, when, mood, polarity, sure, spans] = fields;
    const node = make("article", null, "post " + (mood || "untagged"));
    if (title) node.append(make("h3", title));
    const words = highlighted(text, spans, marks);
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

  // Why a post is not trusted and how to put it back; the style hides it where it is left out.
  const doubted = (node, doubt, left) => {
    if (!doubt) return node;
    const [trust, signs, command] = doubt;
    const list = make("ul");
    for (const [words, detail, weight] of signs) list.append(make("li", words + ": " + detail + " (weight " + weight + ")"));
    const why = make("div", "Not trusted, " + trust + " of 1:", "why-not");
    const back = make("p", "To count it again: ");
    back.append(make("code", command));
    why.append(list, back);
    node.append(why);
    if (left) node.classList.add("doubted");
    return node;
  };

  // Both stand on the page; its style shows one where only trusted posts are asked for.
  const both = (node, all, kept) => {
    if (kept === undefined) node.append(all);
    else node.append(make("span", all + " ", "all"), make("span", kept, "kept"));
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
      make("p", "Run it with opinionflow query; the figure is " + figure.measure + " over these rows" + (figure.trusted === undefined ? "." : ", and the one of trusted posts over those of them where trusted is true."), "soft"),
      make("pre", data.queries[figure.sql] + listed),
    );
    return node;
  };

  const counted = (figure) => {
    const shown = (figure.posts || data.tables[figure.table][1]).length;
    const what = figure.posts ? "post" : "row";
    const all = count.format(figure.total) + " " + what + (figure.total === 1 ? "" : "s");
    const node = make("p", shown === figure.total ? all : (figure.posts ? "The newest " : "The first ") + count.format(shown) + " of " + all + "; the SQL gives them all", "drawer-count");
    const left = figure.trusted === undefined ? 0 : figure.posts.filter((n) => n in data.doubts).length;
    if (left) node.append(make("span", ". Not trusted: " + count.format(left) + " of those below.", "all"), make("span", ". Not trusted, and not shown: " + count.format(left) + ".", "instead"));
    return node;
  };

  const open = (id) => {
    const figure = data.figures[id];
    if (!figure) return false;
    heading.textContent = figure.label;
    body.replaceChildren(
      both(make("p", null, "drawer-value"), figure.value, figure.trusted),
      make("p", figure.how, "soft"),
      query(figure),
      counted(figure),
    );
    const marks = figure.marks ? [figure.marks] : ["topic", "brand"];
    if (figure.posts) body.append(...figure.posts.map((n) => doubted(post(data.posts[n], marks), data.doubts[n], figure.trusted !== undefined)));
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
