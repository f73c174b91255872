"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const name = (index) => data.names[index];
  const context = new Map(data.services.map((service) => [service.name, service.context]));
  const units = new Map(data.units.map((unit) => [name(unit[0]), unit]));
  const drawer = document.getElementById("drawer");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  let opener = null;

  // Elements are made from text only: a name that looks like markup stays a name.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const anchor = (kind, ...names) => [kind, ...names.map(quote)].join(":");
  const quote = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (char) => "%" + char.charCodeAt(0).toString(16).toUpperCase());
  const link = (text, ...place) => make("a", { href: "#" + anchor(...place) }, text);
  const at = (path, line, inside) => name(path) + (line ? ":" + line : "") + (inside === undefined || !name(inside) ? "" : "  " + name(inside));
  const groupBy = (rows, key) => rows.reduce((groups, row) => groups.set(key(row), [...(groups.get(key(row)) || []), row]), new Map());

  // The drawer: evidence beside the page.
  const open = (title, ...content) => {
    const close = make("button", { class: "close", type: "button", "aria-label": "Close" }, "close");
    close.addEventListener("click", shut);
    if (drawer.hidden) opener = document.activeElement;
    drawer.replaceChildren(close, make("h2", { tabindex: "-1" }, title), ...content.flat());
    drawer.hidden = false;
    drawer.scrollTop = 0;
    drawer.querySelector("h2").focus({ preventScroll: true });
  };
  const shut = () => {
    if (drawer.hidden) return;
    drawer.hidden = true;
    mark(null);
    history.replaceState(null, "", location.pathname + location.search);
    if (opener && opener.focus) opener.focus({ preventScroll: true });
  };
  const mark = (hash) => {
    for (const each of document.querySelectorAll(".skerry-graph a")) each.classList.toggle("chosen", each.getAttribute("href") === hash);
  };

  const crossing = ([, what, path, line, inside, otherPath, otherLine, otherInside]) =>
    make("li", {}, name(what), make("code", { class: "place" }, at(path, line, inside)), make("code", { class: "place" }, "→ " + at(otherPath, otherLine, otherInside)));
  const boundary = (each) => {
    const kinds = [...groupBy(each.crossings, (row) => name(row[0]))].map(([kind, rows], index) =>
      make("details", index === 0 ? { open: "" } : {}, make("summary", {}, `${kind} (${rows.length})`), make("ul", { class: "crossings" }, ...rows.map(crossing))));
    const hidden = each.hidden ? make("p", { class: "quiet" }, `${each.hidden} more are in the JSON output`) : null;
    return [
      make("h3", {}, link(each.source, "service", each.source), " → ", link(each.target, "service", each.target)),
      make("p", { class: "quiet" }, each.counts),
      make("p", {}, make("span", { class: "becomes" }, each.becomes), " ", each.why),
      ...kinds,
      hidden,
    ].filter(Boolean);
  };
  const meets = (each, a, b) => {
    const ends = context.get(each.source) === context.get(each.target) ? [each.source, each.target] : [context.get(each.source), context.get(each.target)];
    return (ends[0] === a && ends[1] === b) || (ends[0] === b && ends[1] === a);
  };
  const views = {
    relation(a, b) {
      const patterns = data.relations.filter(([down, up]) => (down === a && up === b) || (down === b && up === a));
      const said = patterns.map(([, , names, why]) => make("p", {}, make("b", {}, names.join(", ")), ": " + why));
      open(`${a} → ${b}`, said, data.boundaries.filter((each) => meets(each, a, b)).flatMap(boundary));
    },
    boundary(a, b) {
      open(`${a} → ${b}`, data.boundaries.filter((each) => each.source === a && each.target === b).flatMap(boundary));
    },
    context(a) {
      const own = data.services.filter((service) => service.context === a);
      const list = own.map((service) => make("li", {}, link(service.name, "service", service.name), " ", make("span", { class: "quiet" }, service.words.slice(0, 6).join(" "))));
      const across = data.boundaries.filter((each) => (context.get(each.source) === a) !== (context.get(each.target) === a));
      const lines = across.map((each) => make("li", {}, link(`${each.source} → ${each.target}`, "boundary", each.source, each.target), " ", make("span", { class: "quiet" }, each.counts)));
      open(a, make("h3", {}, "Services"), make("ul", { class: "crossings" }, ...list), make("h3", {}, "Boundaries"), make("ul", { class: "crossings" }, ...lines));
    },
    cut(cut, service) {
      const paths = (data.cuts[cut] || []).filter(([, to]) => name(to) === service).map(([path]) => name(path)).sort();
      open(`${service} in the cut ${cut}`, make("p", { class: "quiet" }, `${paths.length} files`), make("ul", { class: "crossings" }, ...paths.map((path) => make("li", {}, make("code", {}, path)))));
    },
    unit(path) {
      const row = [...document.querySelectorAll("tr[data-unit]")].find((each) => each.dataset.unit === path);
      if (!row) return;
      row.closest("details").open = true;
      reveal(row, true);
      row.scrollIntoView({ block: "center" });
    },
  };
  const route = () => {
    const [kind, ...rest] = location.hash.slice(1).split(":");
    const view = Object.hasOwn(views, kind) ? views[kind] : null;
    if (!view) { drawer.hidden = true; mark(null); return; }
    try { view(...rest.map(decodeURIComponent)); } catch (error) { if (!(error instanceof URIError)) throw error; }
    mark(location.hash);
  };
  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest('a[href^="#"]');
    if (!target) return;
    found.hidden = true;
    if (!Object.hasOwn(views, target.getAttribute("href").slice(1).split(":")[0])) return;
    event.preventDefault();
    history.pushState(null, "", target.getAttribute("href"));
    route();
  });
  addEventListener("hashchange", route);
  addEventListener("popstate", route);

  // A file's reasons, under its row.
  const reveal = (row, show) => {
    const shown = row.nextElementSibling && row.nextElementSibling.classList.contains("why");
    if (shown && !show) row.nextElementSibling.remove();
    if (shown || !units.has(row.dataset.unit)) return;
    const reasons = units.get(row.dataset.unit)[4].map(([family, text, weight, places]) =>
      make("li", {}, make("b", {}, `${name(family)} ${Math.round(weight * 100)} %`), " " + name(text), ...places.map(([path, line]) => make("code", { class: "place" }, "  " + at(path, line)))));
    const cell = make("td", { colspan: "3" }, make("ul", { class: "reasons" }, ...(reasons.length ? reasons : [make("li", {}, "no reasons were recorded")])));
    row.after(make("tr", { class: "why" }, cell));
  };
  for (const row of document.querySelectorAll("tr[data-unit]")) {
    const code = row.querySelector("code");
    const button = make("button", { class: "unit", type: "button" });
    code.replaceWith(button);
    button.append(code);
    button.addEventListener("click", () => reveal(row, false));
  }

  // One cut at a time.
  const cuts = [...document.querySelectorAll(".cut")];
  if (cuts.length > 1) {
    const tabs = make("div", { class: "tabs", role: "tablist" });
    const choose = (index) => cuts.forEach((cut, i) => { cut.hidden = i !== index; tabs.children[i].setAttribute("aria-selected", String(i === index)); });
    cuts.forEach((cut, index) => {
      const button = make("button", { type: "button", role: "tab" }, cut.querySelector("h3").textContent);
      button.addEventListener("click", () => choose(index));
      tabs.append(button);
    });
    document.getElementById("cuts").prepend(tabs);
    choose(Math.max(0, cuts.findIndex((cut) => cut.querySelector("h3").textContent.includes("(proposed)"))));
  }

  // Search over all that has a name.
  const index = data.services.flatMap((service) => [
    [service.name, "service", anchor("service", service.name)],
    ...service.entities.map((each) => [each, "entity", anchor("service", service.name)]),
    ...service.endpoints.map((each) => [each, "endpoint", anchor("service", service.name)]),
    ...service.words.map((each) => [each, "word of " + service.name, anchor("service", service.name)]),
  ]);
  index.push(...[...new Set(context.values())].map((each) => [each, "context", anchor("context", each)]));
  index.push(...data.units.map((unit) => [name(unit[0]), "file", anchor("unit", name(unit[0]))]));
  const look = () => {
    const wanted = search.value.trim().toLowerCase();
    const hits = wanted ? index.filter(([text]) => text.toLowerCase().includes(wanted)) : [];
    const rows = hits.slice(0, 20).map(([text, kind, place]) => make("li", {}, make("a", { href: "#" + place }, text, make("span", {}, kind))));
    if (hits.length > 20) rows.push(make("li", { class: "quiet" }, `and ${hits.length - 20} more`));
    if (wanted && !hits.length) rows.push(make("li", { class: "quiet" }, "nothing is called so"));
    found.replaceChildren(...rows);
    found.hidden = !wanted;
  };
  document.getElementById("searching").hidden = false;
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    const first = found.querySelector("a");
    if (event.key === "Enter" && first) first.click();
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
  });
  found.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...found.querySelectorAll("a")];
    if (!step) return;
    event.preventDefault();
    (links[links.indexOf(document.activeElement) + step] || search).focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches && event.target.matches("input, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "Escape") { if (!found.hidden) { found.hidden = true; search.value = ""; } else shut(); }
  });

  const items = new Map([...document.querySelectorAll("nav ol a")].map((each) => [each.getAttribute("href").slice(1), each]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) {
      for (const each of items.values()) each.removeAttribute("aria-current");
      items.get(entry.target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of document.querySelectorAll("main > section")) seen.observe(section);
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });
  route();
})();
