// Suggestions while typing, for every field in a [data-suggest] box: "open" goes to the chosen page, "fill" takes
// the choice into the field. Nothing is asked during a conversion (変換) of Japanese input.
"use strict";
(() => {
  const DELAY = 60;
  const LIMIT = 8;
  const SVG = "http://www.w3.org/2000/svg";
  let count = 0;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const sign = (signs, kind) => {
    const svg = document.createElementNS(SVG, "svg");
    for (const [key, value] of Object.entries({ class: "badge", width: 32, height: 32, viewBox: "0 0 44 44", "aria-hidden": "true" })) {
      svg.setAttribute(key, value);
    }
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${signs}#${kind}`);
    svg.append(use);
    return svg;
  };

  const attach = (box) => {
    const input = box.querySelector("input");
    const opens = box.dataset.suggest === "open";
    const id = `suggestions-${(count += 1)}`;
    const list = element("ul", { class: "suggestions", role: "listbox", id, "aria-label": "候補" });
    const status = element("p", { class: "unseen", role: "status" });
    let hits = [];
    let active = -1;
    let timer = 0;
    let asked = new AbortController();
    let composing = false;

    list.hidden = true;
    box.append(list, status);
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })) {
      input.setAttribute(key, value);
    }

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const cancel = () => {
      window.clearTimeout(timer);
      asked.abort();
    };

    const mark = (place) => {
      active = place;
      [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
      if (place < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      input.setAttribute("aria-activedescendant", `${id}-${place}`);
      list.children[place].scrollIntoView({ block: "nearest" });
    };

    const choose = (hit) => {
      cancel();
      close();
      if (opens) {
        window.location.assign(box.dataset.entities + encodeURIComponent(hit.id));
        return;
      }
      input.value = hit.caption;
      input.dataset.entity = hit.id;
      input.dataset.caption = hit.caption;
      status.textContent = `${hit.caption} を選びました`;
    };

    const show = (found) => {
      hits = found;
      list.replaceChildren(...hits.map((hit, index) => {
        const detail = [hit.detail, hit.matched && hit.matched !== hit.caption ? `「${hit.matched}」に一致` : ""].filter(Boolean).join("　");
        const option = element("li", { role: "option", id: `${id}-${index}`, class: "suggestion", "aria-selected": "false" },
          sign(box.dataset.signs, hit.kind),
          element("span", { class: "suggestion-text" },
            element("span", { class: "suggestion-name" }, hit.caption),
            element("span", { class: "suggestion-detail" }, detail)));
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(hit));
        option.addEventListener("mousemove", () => { if (active !== index) mark(index); });
        return option;
      }));
      list.hidden = hits.length === 0;
      active = -1;
      input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = hits.length ? `候補が${hits.length}件あります。上下の矢印キーで選べます。` : "候補はありません。";
    };

    const ask = async () => {
      const text = input.value.trim();
      asked.abort();
      if (!text) {
        close();
        return;
      }
      asked = new AbortController();
      const { signal } = asked;
      try {
        const answer = await fetch(`${box.dataset.search}?q=${encodeURIComponent(text)}&limit=${LIMIT}`, { signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const body = await answer.json();
        if (!signal.aborted && document.activeElement === input) show(body.items);
      } catch (error) {
        if (error.name === "AbortError") return;
        close();
        status.textContent = "候補を読み込めませんでした。「探す」を押すと検索できます。";
      }
    };

    const later = () => {
      cancel();
      timer = window.setTimeout(ask, DELAY);
    };

    input.addEventListener("compositionstart", () => { composing = true; cancel(); });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", (event) => {
      if (input.value !== input.dataset.caption) delete input.dataset.entity;
      if (!composing && !event.isComposing) later();
    });
    input.addEventListener("keydown", (event) => {
      if (composing || event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) {
          if (input.value.trim()) ask();
        } else {
          const step = event.key === "ArrowDown" ? 1 : -1;
          mark((active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length);
        }
        event.preventDefault();
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        choose(hits[active]);
        event.preventDefault();
      } else if (event.key === "Enter" || event.key === "Tab") {
        cancel();
        close();
      } else if (event.key === "Escape" && !list.hidden) {
        cancel();
        close();
        event.preventDefault();
      }
    });
    input.addEventListener("blur", () => { cancel(); close(); });
    input.dataset.caption = input.value;
  };

  // What was chosen is sent by its id, so that namesakes stay apart; what was only typed is sent as typed.
  const sendChoices = (form) => {
    form.addEventListener("submit", () => {
      for (const input of form.querySelectorAll("[data-suggest] input[data-entity]")) {
        if (input.value !== input.dataset.caption) continue;
        form.append(element("input", { type: "hidden", name: input.name, value: input.dataset.entity }));
        input.removeAttribute("name");
      }
      // An empty field says nothing: it stays out of the address.
      for (const input of form.querySelectorAll("input[name]:not([type=checkbox]), select[name]")) {
        if (!input.value || (input.name === "min_level" && input.value === "0")) input.disabled = true;
      }
    });
    // Back from the next page the form is whole again.
    window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  };

  document.querySelectorAll("[data-suggest]").forEach(attach);
  document.querySelectorAll("[data-entities-form]").forEach(sendChoices);
})();
