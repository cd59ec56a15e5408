// Shows the page in its language and draws its figures, where it has any, in the page's light; both can change.
(() => {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
  const figures = read("figures");
  const dark = new Map(Object.entries(read("dark")));
  const languages = ["en", "zh"];
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  /** Every colour of a figure replaced by its dark twin. */
  const dimmed = (value) => {
    if (typeof value === "string") return dark.get(value) ?? value;
    if (Array.isArray(value)) return value.map(dimmed);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, dimmed(each)]));
    }
    return value;
  };

  const draw = () => {
    for (const [id, figure] of Object.entries(figures[root.dataset.lang] ?? {})) {
      const { data, layout } = night.matches ? dimmed(figure) : structuredClone(figure);
      Plotly.react(id, data, layout, { responsive: true, displayModeBar: false });
    }
  };

  const speak = (language) => {
    root.dataset.lang = language;
    root.lang = language === "zh" ? "zh-CN" : "en";
    draw();
  };

  // The page's whole state is in its address: report.html#zh opens in Chinese.
  const asked = () => location.hash.slice(1);
  document.getElementById("switch").addEventListener("click", () => {
    location.hash = root.dataset.lang === "zh" ? "en" : "zh";
  });
  window.addEventListener("hashchange", () => languages.includes(asked()) && speak(asked()));
  night.addEventListener("change", draw);
  speak(languages.includes(asked()) ? asked() : root.dataset.lang);
})();
